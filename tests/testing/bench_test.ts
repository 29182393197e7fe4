import { type HookimplMarker, hookimplMarker, hookspecMarker, LoadError, share, type Shared } from "@tenon/tenon";
import { answering, assertAnswers, eachIsolation, recorder, testPlugin } from "@tenon/tenon/testing";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { runDeno } from "../support/deno.ts";
import { DeskSpec, Plugins } from "./support.ts";

const hookimpl: HookimplMarker<DeskSpec> = hookimplMarker("desk");

const ECHO = `export default class Echo {
  constructor({ mark = "." }, { name }) { this.mark = mark; this.name = name; }
  onTicket = hookimpl(({ text }) => this.name + ": " + text + this.mark);
  assign = hookimpl(async ({ id }) => id > 100 ? "Ada" : undefined);
}`;

eachIsolation("a plugin is loaded with its options, and its hooks can be called", async (isolation) => {
  using plugins = new Plugins();
  await using bench = await testPlugin(DeskSpec, plugins.plugin(ECHO), { isolation, options: { mark: "!" } });
  const answers: string[] = await bench.hook.onTicket({ id: 1, text: "help" });
  assertEquals(answers, ["plugin: help!"]);
  assertEquals([bench.report.isolation, bench.report.hooks], [isolation, ["onTicket", "assign"]]);
});

eachIsolation("each call of an impl is recorded, with its arguments and its answer", async (isolation) => {
  using plugins = new Plugins();
  await using bench = await testPlugin(DeskSpec, plugins.plugin(ECHO), { isolation, name: "echo" });
  const args = { id: 101, text: "help" };
  await bench.hook.onTicket(args);
  await bench.hook.assign({ id: 101 });
  await bench.hook.assign({ id: 1 });
  const call = { plugin: "echo", wrapper: false, state: "returned", error: undefined } as const;
  assertEquals(bench.calls, [
    { ...call, hook: "onTicket", args, value: "echo: help." },
    { ...call, hook: "assign", args: { id: 101 }, value: "Ada" },
    { ...call, hook: "assign", args: { id: 1 }, value: undefined },
  ]);
  assert(bench.calls[0]!.args === args);
});

eachIsolation("an impl that throws is recorded with its error, which the caller gets", async (isolation) => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const assign = hookimpl(async () => { throw new RangeError("too many"); });`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation });
  const error = await assertRejects(async () => await bench.hook.assign({ id: 1 }), Error, "too many");
  assertEquals(bench.calls.map(({ state, error }) => [state, error]), [["threw", error]]);
});

eachIsolation(
  "a wrapper is recorded before what it goes around, with the outcome that it hands on",
  async (isolation) => {
    using plugins = new Plugins();
    const plugin = plugins.plugin(`export const assign = hookimpl({ wrapper: true }, async function* () {
    const name = yield;
    return name.toUpperCase();
  });
  export const ticket = hookimpl({ hookwrapper: true, specname: "onTicket" }, async function* () {
    const box = yield;
    box.forceResult(box.getResult().length);
  });`);
    const beside = { names: answering(DeskSpec, { assign: "Ada", onTicket: () => "text" }) };
    await using bench = await testPlugin(DeskSpec, plugin, { isolation, beside });
    assertEquals(await bench.hook.assign({ id: 1 }), "ADA");
    assertEquals<unknown>(await bench.hook.onTicket({ id: 1, text: "" }), 1);
    assertEquals<unknown[]>(bench.calls.map(({ plugin, wrapper, value }) => [plugin, wrapper, value]), [
      ["plugin", true, "ADA"],
      ["names", false, "Ada"],
      ["plugin", true, 1],
      ["names", false, "text"],
    ]);
  },
);

eachIsolation("a wrapper that throws is recorded with its error", async (isolation) => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const assign = hookimpl({ wrapper: true }, async function* () {
    yield;
    throw new Error("after all");
  });`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation });
  await assertRejects(async () => await bench.hook.assign({ id: 1 }), Error, "after all");
  assertEquals(bench.calls.map(({ state }) => state), ["threw"]);
});

eachIsolation("a wrapper that does not end after its yield is recorded as closed", async (isolation) => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const assign = hookimpl({ wrapper: true }, async function* () {
    yield;
    yield;
  });`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation });
  await assertRejects(async () => await bench.hook.assign({ id: 1 }), Error, "yielded a second time");
  assertEquals(bench.calls.map(({ state }) => state), ["closed"]);
});

eachIsolation("the replay of a historic call is recorded", async (isolation) => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const configure = hookimpl(async ({ level }) => level + 1);`);
  await using first = await testPlugin(DeskSpec, plugin, { isolation });
  await first.hook.configure.callHistoric({ level: 1 });
  const late = { configure: hookimpl(({ level }: { level: number }) => level * 10) };
  await first.plugins.registerAsync(late, "late");
  assertEquals(first.calls.map(({ plugin, value }) => [plugin, value]), [["plugin", 2], ["late", 10]]);
});

eachIsolation("a shared object reaches the plugin", async (isolation) => {
  class Desk {
    readonly notes: string[] = [];
    note(text: string): number {
      return this.notes.push(text);
    }
  }
  const hookspec = hookspecMarker("desk");
  class SharingSpec {
    @hookspec
    async onOpen(_: { desk: Shared<Desk, "note"> }): Promise<number | void> {}
  }
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const onOpen = hookimpl(async ({ desk }) => await desk.note("open"));`);
  await using bench = await testPlugin(SharingSpec, plugin, { isolation });
  const desk = new Desk();
  assertEquals(await bench.hook.onOpen({ desk: share(desk, ["note"]) }), [1]);
  assertEquals(desk.notes, ["open"]);
});

Deno.test("a plugin runs in a process, without permissions, where the test does not say otherwise", async () => {
  using plugins = new Plugins();
  await using bench = await testPlugin(DeskSpec, plugins.plugin(ECHO));
  assertEquals([bench.report.isolation, bench.report.grant], ["process", "none"]);
});

Deno.test("an isolated plugin may do what the test grants, and is told to lack what it wants besides", async () => {
  using plugins = new Plugins();
  const path = plugins.write("names.txt", "Ada");
  const plugin = plugins.plugin(`export const permissions = { read: [${JSON.stringify(path)}], env: ["DESK"] };
    export const assign = hookimpl(async () => await Deno.readTextFile(${JSON.stringify(path)}));`);
  await using bench = await testPlugin(DeskSpec, plugin, { permissions: { read: [path] } });
  assertEquals(await bench.hook.assign({ id: 1 }), "Ada");
  assertEquals(bench.report.missing, ["env DESK"]);
  await using poor = await testPlugin(DeskSpec, plugin);
  await assertRejects(async () => await poor.hook.assign({ id: 1 }), Error, "Requires read access");
});

Deno.test("a synchronous hook can be called in the host, and its calls are recorded", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const format = hookimpl(({ line }) => line.trim());
    export const around = hookimpl({ wrapper: true, specname: "format" }, function* () { return (yield).toReversed(); });`);
  const beside = { stub: answering(DeskSpec, { format: ({ line }) => line.length.toString() }) };
  await using bench = await testPlugin(DeskSpec, plugin, { isolation: "host", beside });
  assertEquals(bench.hook.format({ line: " x " }), ["3", "x"]);
  assertEquals<unknown[]>(bench.calls.map(({ plugin, value }) => [plugin, value]), [
    ["plugin", ["3", "x"]],
    ["plugin", "x"],
    ["stub", "3"],
  ]);
});

Deno.test("a promise from an impl of a synchronous hook fails as it does without a bench", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const format = hookimpl(() => Promise.reject(new Error("lost")));`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation: "host" });
  const error = await assertRejects(async () => await Promise.resolve().then(() => bench.hook.format({ line: "" })));
  assertStringIncludes(String(error), "returned a promise");
});

Deno.test("an answer that begins its work when it is awaited is awaited once", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`let begun = 0;
    export const assign = hookimpl(() => ({ then(onValue) { onValue("begun " + ++begun); } }));`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation: "host" });
  assertEquals(await bench.hook.assign({ id: 1 }), "begun 1");
  assertAnswers(bench.calls, "plugin", "assign", ["begun 1"]);
});

Deno.test("what an impl needs is told from its source, recorded or not", async () => {
  const hookspec = hookspecMarker("desk");
  class ListingSpec {
    @hookspec({ args: ["id", "text"] })
    onTicket(_: { id: number; text: string }): string | void {}
  }
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const onTicket = hookimpl(({ text }) => text);`);
  await using bench = await testPlugin(ListingSpec, plugin, { isolation: "host" });
  assertEquals(bench.hook.onTicket({ id: 1, text: "help" }), ["help"]);
  for (let i = 0; i < 2; i++) {
    const lacking = async () => await Promise.resolve().then(() => bench.hook.onTicket({ id: 1 } as never));
    await assertRejects(lacking, Error, "does not provide the argument 'text'");
  }
});

Deno.test("an impl that takes the context gets it, recorded or not", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(`export const assign = hookimpl((_args, { signal }) => String(signal.aborted));`);
  await using bench = await testPlugin(DeskSpec, plugin, { isolation: "host" });
  assertEquals(await bench.hook.assign({ id: 1 }), "false");
  assertEquals(await bench.hook.assign({ id: 1 }), "false");
});

Deno.test("a plugin that cannot be loaded is the error that says why, and nothing is left running", async () => {
  using plugins = new Plugins();
  const failing = plugins.plugin(`export default class { constructor() { throw new Error("no desk"); } }`);
  const error = await assertRejects(() => testPlugin(DeskSpec, failing), LoadError, "no desk");
  assertEquals(error.report.plugins[0]?.state, "failed");
  const misspelt = plugins.plugin("export const onTikcet = hookimpl(() => {});");
  await assertRejects(() => testPlugin(DeskSpec, misspelt), LoadError, "Did you mean 'onTicket'?");
});

Deno.test("a plugin with an impl of a synchronous hook cannot be tested isolated, and the error says so", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin("export const format = hookimpl(({ line }) => line);");
  await assertRejects(() => testPlugin(DeskSpec, plugin), LoadError, "'format'");
});

Deno.test("a plugin that fails at its end fails the test that disposes of the bench", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(
    `export default () => ({ [Symbol.dispose]() { throw new Error("stuck"); } });`,
  );
  const bench = await testPlugin(DeskSpec, plugin, { isolation: "host" });
  await assertRejects(() => bench[Symbol.asyncDispose]().then(), Error, "stuck");
});

Deno.test("a relative path is refused with what to write", async () => {
  await assertRejects(
    () => testPlugin(DeskSpec, "./plugin.ts"),
    Error,
    'Write import.meta.resolve("./plugin.ts").',
  );
});

Deno.test("a plugin that the environment switches off is an error, not a test of nothing", async () => {
  using plugins = new Plugins();
  const kit = new URL("../../testing.ts", import.meta.url).href;
  const spec = new URL("./support.ts", import.meta.url).href;
  const main = plugins.write(
    "main.ts",
    `import { testPlugin } from ${JSON.stringify(kit)};
     import { DeskSpec } from ${JSON.stringify(spec)};
     await testPlugin(DeskSpec, ${JSON.stringify(plugins.plugin(ECHO).href)}, { isolation: "host" });`,
  );
  const { code, stderr } = await runDeno(["run", "-A", main], { env: { TENON_DISABLE: "plugin" } });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "TENON_DISABLE switches it off");
});

Deno.test("a host is a class, or a project with a class or an object", async () => {
  using plugins = new Plugins();
  const plugin = plugins.plugin(ECHO);
  const specs = { onTicket: hookspecMarker("desk")((_: { id: number; text: string }): string | void => {}) };
  for (const host of [{ project: "desk", specs: DeskSpec }, { project: "desk", specs: new DeskSpec() }]) {
    await using bench = await testPlugin(host, plugin, { isolation: "host" });
    assertEquals(await bench.hook.assign({ id: 101 }), "Ada");
  }
  const format = plugins.plugin("export const onTicket = hookimpl(({ text }) => text);");
  await using bench = await testPlugin({ project: "desk", specs }, format, { isolation: "host" });
  assertEquals(bench.hook.onTicket({ id: 1, text: "help" }), ["help"]);
});

Deno.test("a class without specs, or with those of two projects, is refused as a host", async () => {
  class Empty {}
  class Both {
    @hookspecMarker("desk")
    one(): void {}
    @hookspecMarker("shop")
    two(): void {}
  }
  await assertRejects(() => testPlugin(Empty, "file:///x.ts"), Error, "none of its methods is marked");
  await assertRejects(() => testPlugin(Both, "file:///x.ts"), Error, "marked for desk and shop");
});

Deno.test("a plugin beside that has an impl of no hook is refused", async () => {
  using plugins = new Plugins();
  const beside = { stub: { asign: hookimplMarker("desk")(() => "Ada") } };
  const making = testPlugin(DeskSpec, plugins.plugin(ECHO), { isolation: "host", beside });
  await assertRejects(() => making, Error, "asign");
});

Deno.test("a recorder shows which calls came past the plugin, and answers none", async () => {
  using plugins = new Plugins();
  const beside = { recorder: recorder(DeskSpec) };
  await using bench = await testPlugin(DeskSpec, plugins.plugin(ECHO), { isolation: "host", beside });
  await bench.hook.assign({ id: 101 });
  await bench.hook.assign({ id: 1 });
  bench.hook.format({ line: "x" });
  const past = bench.calls.filter(({ plugin }) => plugin === "recorder");
  assertEquals(past.map(({ hook, args }) => [hook, args]), [["assign", { id: 1 }], ["format", { line: "x" }]]);
});

Deno.test("one function may answer for several plugins and projects, and is not changed", async () => {
  const answer = () => "Ada";
  using plugins = new Plugins();
  const beside = { one: answering(DeskSpec, { assign: answer, onTicket: answer }), two: answering(DeskSpec, {}) };
  await using bench = await testPlugin(DeskSpec, plugins.plugin(ECHO), { isolation: "host", beside });
  assertEquals(await bench.hook.assign({ id: 1 }), "Ada");
  assertEquals(Object.getOwnPropertySymbols(answer), []);
});
