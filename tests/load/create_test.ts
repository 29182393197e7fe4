import { assertEquals, assertStringIncludes } from "@std/assert";
import { demo, failure, PluginFolder, standaloneText } from "./support.ts";

/** What a plugin's `say` gives after loading the module with the options. */
async function said(body: string, entry: { options?: unknown } = {}): Promise<(string | void)[]> {
  using folder = new PluginFolder();
  const pm = demo();
  const { error } = await folder.loadOne(body, entry, pm);
  if (error) throw error;
  return pm.hook.say({ to: "" }) as (string | void)[];
}

Deno.test("a default export that is an object is the plugin", async () => {
  assertEquals(await said(`export default { say: hookimpl(() => "object") };`), ["object"]);
});

Deno.test("a default export that is a class is constructed with the options", async () => {
  const body = `export default class { constructor(options) { this.options = options; }
    @hookimpl say() { return JSON.stringify(this.options); } }`;
  assertEquals(await said(body, { options: { path: "a.db" } }), ['{"path":"a.db"}']);
});

Deno.test("a class or a function gets {} where the entry has no options, and null where they are null", async () => {
  const body = "export default (options) => ({ say: hookimpl(() => JSON.stringify(options)) });";
  assertEquals(await said(body), ["{}"]);
  assertEquals(await said(body, { options: null }), ["null"]);
  assertEquals(await said(body, { options: 0 }), ["0"]);
  const constructed =
    "export default class { constructor(o) { this.o = o } @hookimpl say() { return JSON.stringify(this.o) } }";
  assertEquals(await said(constructed), ["{}"]);
});

Deno.test("a default export that is a function gives the plugin", async () => {
  assertEquals(
    await said(`export default function make({ word }) { return { say: hookimpl(() => word) }; }`, {
      options: { word: "function" },
    }),
    ["function"],
  );
});

Deno.test("a default export that is an async function gives the plugin later", async () => {
  assertEquals(await said(`export default async () => ({ say: hookimpl(() => "async") });`), ["async"]);
});

Deno.test("a function may give a class, whose static members are the impls", async () => {
  const body = `class Plugin { @hookimpl static say() { return "static"; } }\nexport default () => Plugin;`;
  assertEquals(await said(body), ["static"]);
});

Deno.test("a module without a default export is itself the plugin", async () => {
  assertEquals(await said(`export const say = hookimpl(() => "module");`), ["module"]);
});

Deno.test("options are a copy: no plugin can change those of another, or of the host", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const from = folder.plugin(
    "p.ts",
    "export default (options) => { options.list.push(1); return { say: hookimpl(() => options.list.join()) }; };",
  );
  const options = { list: [0] };
  await folder.load(pm, { a: { from, options }, b: { from, options } });
  assertEquals(pm.hook.say({ to: "" }), ["0,1", "0,1"]);
  assertEquals(options, { list: [0] });
});

Deno.test("the default export of CommonJS that was compiled from an ES module is found", async () => {
  using folder = new PluginFolder();
  folder.write(
    "p.cjs",
    standaloneText(`Object.defineProperty(exports, "__esModule", { value: true });
    exports.default = class { constructor({ word }) { this.say = hookimpl(() => word); } };`),
  );
  const pm = demo();
  const report = await folder.load(pm, { p: { from: "./p.cjs", options: { word: "compiled" } } });
  assertEquals([report.toString().includes("loaded"), ...pm.hook.say({ to: "" })], [true, "compiled"]);
});

Deno.test("options that nothing takes are refused", async () => {
  const cases = [
    ["export default { say: hookimpl(() => 1) };", "an object"],
    ["export const say = hookimpl(() => 1);", "no default"],
  ];
  for (const [body, what] of cases) {
    using folder = new PluginFolder();
    const line = await folder.loadOne(body!, { options: {} });
    assertEquals(failure(line), "create options-not-taken");
    assertStringIncludes(
      line.error!.message,
      `its entry has options, but the module exports ${what}, so nothing takes`,
    );
  }
});

Deno.test("a default export of the wrong kind is refused, and shown", async () => {
  const cases = [
    ["undefined", "undefined"],
    ["null", "null"],
    ["5", "the number 5"],
    ['"x".repeat(100)', `the string "${"x".repeat(59)}…`],
    ["Symbol()", "the symbol Symbol()"],
  ];
  for (const [value, shown] of cases) {
    using folder = new PluginFolder();
    const line = await folder.loadOne(`export default ${value};`);
    assertEquals(failure(line), "create no-plugin");
    assertEquals(line.error!.message, `Cannot create plugin 'p' from ./p.ts: its default export is ${shown}.`);
    assertStringIncludes(line.error!.hint!, "Export a class");
  }
});

Deno.test("a class that throws in its constructor is told with its name", async () => {
  using folder = new PluginFolder();
  const line = await folder.loadOne(
    `export default class Broken { constructor() { throw new TypeError("no path"); } }`,
  );
  assertEquals(failure(line), "create create-failed");
  assertEquals(
    line.error!.message,
    "Cannot create plugin 'p' from ./p.ts: the constructor of Broken threw TypeError: no path",
  );
  assertEquals((line.error!.cause as Error).message, "no path");
});

Deno.test("a function that throws or rejects is told, whatever it throws", async () => {
  const cases = [
    ["() => { throw new Error('one\\ntwo'); }", "Error: one"],
    ["async () => { throw null; }", "null"],
    ["() => { throw 'text'; }", 'the string "text"'],
    ["() => { throw Object.create(null); }", "an object"],
    ["() => { throw Object.assign(new Error(), { message: Object.create(null) }); }", "something that cannot be shown"],
  ];
  for (const [maker, shown] of cases) {
    using folder = new PluginFolder();
    const line = await folder.loadOne(`export default ${maker};`);
    assertEquals(failure(line), "create create-failed");
    assertEquals(line.error!.message, `Cannot create plugin 'p' from ./p.ts: its function threw ${shown}`);
  }
});

Deno.test("a function that gives no object is refused", async () => {
  const cases = [["() => {}", "undefined"], ["async () => null", "null"], ["() => 5", "the number 5"]];
  for (const [maker, shown] of cases) {
    using folder = new PluginFolder();
    const line = await folder.loadOne(`export default ${maker};`);
    assertEquals(failure(line), "create no-plugin");
    assertStringIncludes(line.error!.message, `its function gave ${shown}, not a plugin object.`);
    assertEquals(line.error!.hint, "Return the object that has the impls.");
  }
});

Deno.test("an ES5 constructor is called without new, and the hint says to write a class", async () => {
  for (const inside of ["", "this.word = 1;"]) {
    using folder = new PluginFolder();
    const line = await folder.loadOne(
      `function Plugin() { ${inside} }\nPlugin.prototype.say = hookimpl(() => 1);\nexport default Plugin;`,
    );
    assertStringIncludes(failure(line)!, "create");
    assertStringIncludes(line.error!.hint!, "write it as a class");
  }
});

Deno.test("a module that exports 'then' is whatever that gives", async () => {
  using folder = new PluginFolder();
  const line = await folder.loadOne("export function then(resolve) { resolve(null); }");
  assertEquals(failure(line), "create no-plugin");
});

Deno.test("a promise as default export counts as what it gives", async () => {
  assertEquals(await said("export default Promise.resolve({ say: hookimpl(() => 'promised') });"), ["promised"]);
  using folder = new PluginFolder();
  assertEquals(failure(await folder.loadOne("export default Promise.resolve();")), "create no-plugin");
});

Deno.test("a default export that is an array is no plugin", async () => {
  using folder = new PluginFolder();
  const { state, error } = await folder.loadOne("export default [1, 2];");
  assertEquals([state, error?.stage, error?.code], ["failed", "create", "no-plugin"]);
});
