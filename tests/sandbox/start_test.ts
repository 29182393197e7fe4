/** How isolated plugins are started, and what is said of those that could not be. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { TempFolder } from "../support/temp_folder.ts";
import { Border, inWorkers, ISOLATION, PLACES, type PluginText } from "./support.ts";

/** Plugins that fail, at which stage, with which code, and what is said. */
const FAILURES: Readonly<Record<string, readonly [plugin: PluginText, stage: string, code: string, says: RegExp]>> = {
  throws: ["throw new RangeError('at import');", "import", "import-failed", /it threw RangeError: at import/],
  missing: ['await import("./nowhere.ts");', "import", "import-failed", /Module not found/],
  nothing: ["export default 1;", "create", "no-plugin", /its default export is the number 1/],
  maker: [
    "export default class Bad { constructor() { throw new RangeError('not made'); } }",
    "create",
    "create-failed",
    /the constructor of Bad threw RangeError: not made/,
  ],
  options: [{ body: "export default {};", options: { a: 1 } }, "create", "options-not-taken", /nothing takes them/],
  wrapper: [
    "export const ask = hookimpl({ wrapper: true }, () => 1);",
    "register",
    "not-generator",
    /a wrapper must be a generator function/,
  ],
  wrappers: [
    "export const ask = hookimpl({ wrapper: true, hookwrapper: true }, function* () { yield; });",
    "register",
    "both-wrapper-kinds",
    /mutually exclusive/,
  ],
};

for (const place of PLACES) {
  Deno.test(`${place}: a plugin that fails says at which stage and why, and the others load`, async () => {
    const plugins = Object.fromEntries(Object.entries(FAILURES).map(([name, [plugin]]) => [name, plugin]));
    await using border = await Border.tryToLoad({
      ...plugins,
      good: "export const ask = hookimpl(() => 'good');",
    }, { place });
    const { plugins: lines } = border.report;
    for (const [i, [name, [, stage, code, says]]] of Object.entries(FAILURES).entries()) {
      const { error } = lines[i]!;
      assertEquals([lines[i]!.state, error!.stage, error!.code, error!.plugin], ["failed", stage, code, name]);
      assertMatch(error!.message, says);
      assertMatch(error!.message, new RegExp(`plugin '${name}'`));
    }
    assertEquals(await border.pm.hook.ask({}), ["good"]);
  });
}

Deno.test("a plugin whose source is no code, or imports what is not there, is refused before anything of it runs", async () => {
  await using border = await Border.tryToLoad({
    syntax: "export const = 1;",
    missing: `import "./nowhere.ts"; console.log("It ran.");`,
  });
  const lines: string[] = [];
  border.pm.on("output", ({ text }) => lines.push(text));
  for (const { error } of border.report.plugins) assertEquals([error!.stage, error!.code], ["start", "missing-module"]);
  assertMatch(border.report.plugins[0]!.error!.message, /Expected yield, an identifier/);
  assertMatch(border.report.plugins[1]!.error!.message, /nowhere\.ts/);
  assertEquals(lines, []);
});

Deno.test("a plugin that ends while it is started is told with the reason", async () => {
  await using border = await Border.tryToLoad({ a: "Deno.exit(4);" });
  const { error } = border.report.plugins[0]!;
  assertEquals([error!.stage, error!.code], ["start", "died"]);
  assertMatch(error!.message, ISOLATION === "worker" ? /ended itself/ : /ended with exit code 4/);
});

Deno.test("plugins are started side by side, and registered in the order of their entries", async () => {
  using folder = new TempFolder();
  // Each waits until the other is there: one after another, neither would ever be.
  const meets = (name: string, other: string) => ({
    body: `
      await Deno.writeTextFile("${folder.path}/${name}", "");
      while (!await Deno.stat("${folder.path}/${other}").catch(() => undefined)) await new Promise((f) => setTimeout(f, 5));
      export const ask = hookimpl(() => "${name}");`,
    permissions: { read: [folder.path], write: [folder.path] },
  });
  await using border = await Border.load({ a: meets("a", "b"), b: meets("b", "a") });
  assertEquals(await border.pm.hook.ask({}), ["b", "a"]);
});

Deno.test("no more plugins are started at once than the limit says", async () => {
  using folder = new TempFolder();
  const logs = (name: string) => ({
    body: `
      const log = (text) => Deno.writeTextFile("${folder.path}/log", text + " ", { append: true });
      await log("+");
      await new Promise((f) => setTimeout(f, 30));
      await log("-");
      export const ask = hookimpl(() => "${name}");`,
    permissions: { write: [folder.path] },
  });
  const plugins = { a: logs("a"), b: logs("b"), c: logs("c") };
  await using border = await Border.load(plugins, { limits: { startsAtOnce: 1 } });
  assertEquals(await Deno.readTextFile(`${folder.path}/log`), "+ - + - + - ");
  assert(border.report.ok);
});

Deno.test({
  name: "waiting for its turn to be started does not count for a plugin's deadline",
  ignore: inWorkers,
  async fn() {
    const answers = "export const ask = hookimpl(() => 1);";
    await using border = await Border.load({
      slow: `await new Promise((f) => setTimeout(f, 4500)); ${answers}`,
      // It waits longer than this for the other.
      quick: { body: answers, timeoutMs: 4000 },
    }, { limits: { startsAtOnce: 1 } });
    assertEquals(await border.pm.hook.ask({}), [1, 1]);
  },
});

Deno.test("a plugin is told its name, its project and its options, which are copies", async () => {
  const options = { deep: [1, { two: 2 }], text: "x" };
  await using border = await Border.load({
    a: {
      body: `export default (options, context) => {
        const given = structuredClone([options, context]);
        options.deep.push("changed");
        return { ask: hookimpl(() => given) };
      };`,
      options,
    },
  });
  assertEquals(await border.pm.hook.ask({}), [[options, { name: "a", project: "border" }]]);
});

Deno.test("the same source can be loaded twice, with options and state of its own", async () => {
  const body = "let n = 0; export default ({ step }) => ({ ask: hookimpl(() => n += step) });";
  await using border = await Border.load({ one: { body, options: { step: 1 } }, ten: { body, options: { step: 10 } } });
  await border.pm.hook.ask({});
  assertEquals(await border.pm.hook.ask({}), [20, 2]);
});
