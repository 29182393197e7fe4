import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PluginManager, UsageError } from "@tenon/tenon";
import { demo, failure, hookimpl, PluginFolder, states } from "./support.ts";

Deno.test("an impl of an unknown hook is refused with what was probably meant, and the plugin is taken out", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const report = await folder.load(pm, {
    typo: folder.plugin("typo.ts", "export const sya = hookimpl(() => 1);\nexport const say = hookimpl(() => 'typo');"),
    good: folder.plugin("good.ts", "export const say = hookimpl(() => 'good');"),
  });
  const { error } = report.plugins[0]!;
  assertEquals([error!.stage, error!.code, error!.hook], ["register", "unknown-hook", "sya"]);
  assertStringIncludes(error!.message, "plugin 'typo' (./typo.ts): its impl 'sya' is for no hook of 'demo'.");
  assertStringIncludes(error!.message, "Did you mean 'say'?");
  assertEquals([states(report), pm.hook.say({ to: "" })], [{ typo: "failed", good: "loaded" }, ["good"]]);
});

Deno.test("an optionalhook may be unknown", async () => {
  using folder = new PluginFolder();
  const line = await folder.loadOne("export const other = hookimpl({ optionalhook: true }, () => 1);");
  assertEquals([line.state, line.hooks], ["loaded", ["other"]]);
});

Deno.test("a hook that a later plugin of the manifest declares is known", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const holder = globalThis as { demoSpecs?: unknown };
  holder.demoSpecs = () => pm.addHookspecs({ extra: markedSpec() });
  const report = await folder.load(pm, {
    uses: folder.plugin("uses.ts", "export const extra = hookimpl(() => 1);"),
    declares: folder.plugin("declares.ts", "export default () => { globalThis.demoSpecs(); return {}; };"),
  });
  delete holder.demoSpecs;
  assertEquals(states(report), { uses: "loaded", declares: "loaded" });
});

function markedSpec(): (_: { n: number }) => number | void {
  const mark = { format: 1, firstresult: false, historic: false };
  return Object.assign((_: { n: number }) => {}, { [Symbol.for("tenon.hookspec:demo")]: mark });
}

Deno.test("a host without specs takes any impl", async () => {
  using folder = new PluginFolder();
  const pm = new PluginManager("demo");
  const from = folder.plugin("p.ts", "export const whatever = hookimpl(() => 1);");
  const report = await pm.load({ plugins: { p: { from, permissions: "inherit" } } }, {
    base: `file://${folder.path}/`,
  });
  assertEquals([report.ok, report.plugins[0]!.hooks], [true, ["whatever"]]);
});

Deno.test("a pending plugin that the host registered itself is not the manifest's matter, even if that names it too", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const from = folder.plugin("own.ts", "export default { nothing: hookimpl(() => 1) };");
  const own = (await import(new URL(from, `file://${folder.path}/`).href)).default;
  pm.register(own, "own");
  const report = await folder.load(pm, { same: from, good: folder.plugin("good.ts", "export default {};") });
  assertEquals(states(report), { same: "failed", good: "loaded" });
  assertEquals([failure(report.plugins[0]!), pm.getName(own)], ["register plugin-registered", "own"]);
});

Deno.test("a name that is taken is refused, saying by whom, who stays", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  pm.register({ say: hookimpl(() => "host") }, "p", { source: "the host" });
  const line = await folder.loadOne("export const say = hookimpl(() => 'file');", {}, pm);
  assertEquals(failure(line), "register name-registered");
  assertStringIncludes(line.error!.message, "already, from the host. Give one of the two another name.");
  assertEquals(pm.hook.say({ to: "" }), ["host"]);
});

Deno.test("one object under two names is refused the second time, and the first stays", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const from = folder.plugin("p.ts", "export const say = hookimpl(() => 'one');");
  const report = await folder.load(pm, { one: from, two: from });
  assertEquals(states(report), { one: "loaded", two: "failed" });
  assertEquals(failure(report.plugins[1]!), "register plugin-registered");
  assertEquals(pm.hook.say({ to: "" }), ["one"]);
});

Deno.test("one class under two names is two plugins", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const from = folder.plugin(
    "p.ts",
    "export default class { constructor({ n }) { this.n = n } @hookimpl say() { return `${this.n}` } }",
  );
  await folder.load(pm, { one: { from, options: { n: 1 } }, two: { from, options: { n: 2 } } });
  assertEquals(pm.hook.say({ to: "" }), ["2", "1"]);
});

Deno.test("an impl that does not fit its hook is refused", async () => {
  using folder = new PluginFolder();
  const line = await folder.loadOne("export const say = hookimpl(async () => 'later');");
  assertEquals([line.error?.stage, line.error?.hook, line.error?.plugin], ["register", "say", "p"]);
});

Deno.test("a replay that throws is told with what it threw, and no code of another error's is taken for ours", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  await pm.hook.configure.callHistoric({ value: 1 });
  const line = await folder.loadOne(
    "export const configure = hookimpl(async () => { throw Object.assign(new Error('no disk'), { code: 'ENOENT' }); });",
    {},
    pm,
  );
  assertEquals([failure(line), pm.hasPlugin("p")], ["register register-failed", false]);
  const message = "Cannot register plugin 'p' from ./p.ts: its impl of hook 'configure' threw Error: no disk";
  assertEquals([line.error!.message, line.error!.hook], [message, "configure"]);
});

Deno.test("one manager can load several manifests", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const first = { a: folder.plugin("a.ts", "export const say = hookimpl(() => 'a');") };
  const second = { b: folder.plugin("b.ts", "export const say = hookimpl(() => 'b');") };
  await folder.load(pm, first);
  await folder.load(pm, second);
  assertEquals(pm.hook.say({ to: "" }), ["b", "a"]);
  const again = await folder.load(pm, first);
  assertEquals([failure(again.plugins[0]!), pm.hook.say({ to: "" })], ["register name-registered", ["b", "a"]]);
});

Deno.test("two manifests can be loaded at the same time", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const reports = await Promise.all([
    folder.load(pm, { a: folder.plugin("a.ts", "export const say = hookimpl(() => 'a');") }),
    folder.load(pm, { b: folder.plugin("b.ts", "export const say = hookimpl(() => 'b');") }),
  ]);
  assertEquals([reports.every(({ ok }) => ok), pm.hook.say({ to: "" }).toSorted()], [true, ["a", "b"]]);
});

Deno.test("a closed manager loads nothing", async () => {
  const pm = demo();
  await pm.close();
  await assertRejects(() => pm.load({ plugins: {} }), UsageError, "is closed");
});

Deno.test("a manager that is closed while it loads registers nothing more", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const holder = globalThis as { demoManager?: unknown };
  holder.demoManager = pm;
  const line = await folder.loadOne("await globalThis.demoManager.close();\nexport default {};", {}, pm);
  delete holder.demoManager;
  assertEquals([failure(line), pm.getPlugins().size], ["register closed", 0]);
});

Deno.test("await using disposes of loaded plugins, the last of the manifest first", async () => {
  using folder = new PluginFolder();
  const log: string[] = [];
  const holder = globalThis as { demoLog?: string[] };
  holder.demoLog = log;
  const body = (name: string, how: string) =>
    folder.plugin(`${name}.ts`, `export default { ${how}() { globalThis.demoLog.push("${name}"); } };`);
  {
    await using pm = demo();
    await folder.load(pm, { a: body("a", "[Symbol.dispose]"), b: body("b", "async [Symbol.asyncDispose]") });
  }
  delete holder.demoLog;
  assertEquals(log, ["b", "a"]);
});

Deno.test("a plugin that was made and is refused lets go of what it holds; one that others may use does not", async () => {
  using folder = new PluginFolder();
  const log: string[] = [];
  const holder = globalThis as { demoLog?: string[] };
  holder.demoLog = log;
  const members = (name: string) =>
    `sya: hookimpl(() => 1), [Symbol.dispose]() { globalThis.demoLog.push("${name}"); throw 1; }`;
  const pm = demo();
  pm.register({}, "taken");
  const report = await folder.load(pm, {
    made: folder.plugin("made.ts", `export default () => ({ ${members("made")} });`),
    shared: folder.plugin("shared.ts", `export default { ${members("shared")} };`),
    taken: folder.plugin("taken.ts", `export default () => ({ ${members("taken")} });`),
  });
  await new Promise((resolve) => setTimeout(resolve));
  delete holder.demoLog;
  assertEquals([report.failed.length, log.toSorted()], [3, ["made", "taken"]]);
});
