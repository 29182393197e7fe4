import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runHost } from "./host.ts";
import { demo, failure, hookimpl, PluginFolder, states } from "./support.ts";

const hangs = "await new Promise(() => {});";

Deno.test("a factory that never settles fails at its deadline, and the others load", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const report = await folder.load(pm, {
    slow: { from: folder.plugin("slow.ts", `export default async () => { ${hangs} };`), timeoutMs: 200 },
    good: folder.plugin("good.ts", "export const say = hookimpl(() => 'good');"),
  });
  const [slow] = report.plugins;
  assertEquals([states(report), failure(slow!)], [{ slow: "failed", good: "loaded" }, "create timeout"]);
  assertEquals(slow!.error!.message, "Cannot create plugin 'slow' from ./slow.ts: it did not finish within 200 ms.");
  assertEquals(slow!.error!.hint, '"timeoutMs" in its entry gives it longer.');
  assert(slow!.totalMs >= 199);
  assertEquals(pm.hook.say({ to: "" }), ["good"]);
});

Deno.test("an entry's deadline counts more than that of the call", async () => {
  using folder = new PluginFolder();
  const later = "export default () => new Promise((resolve) => setTimeout(() => resolve({}), 60));";
  const report = await folder.load(demo(), {
    long: { from: folder.plugin("long.ts", later), timeoutMs: 10_000 },
    short: folder.plugin("short.ts", later),
  }, { timeoutMs: 10 });
  assertEquals(states(report), { long: "loaded", short: "failed" });
});

Deno.test("the deadline is for importing and making together", async () => {
  using folder = new PluginFolder();
  const wait = "await new Promise((resolve) => setTimeout(resolve, 400));";
  const line = await folder.loadOne(`${wait}\nexport default async () => { ${wait} return {}; };`, { timeoutMs: 600 });
  assertEquals(failure(line), "create timeout");
  assert(line.importMs >= 399 && line.totalMs < 799, `${line.importMs} ${line.totalMs}`);
});

Deno.test("a plugin that is made too late has no effect, and what it holds is let go of", async () => {
  using folder = new PluginFolder();
  const shared = { late: Promise.withResolvers<void>(), disposed: Promise.withResolvers<void>() };
  const holder = globalThis as { demoLate?: typeof shared };
  holder.demoLate = shared;
  const pm = demo();
  const line = await folder.loadOne(
    `const { late, disposed } = globalThis.demoLate;
    export default async () => {
      await late.promise;
      return { say: hookimpl(() => "late"), [Symbol.dispose]() { disposed.resolve(); } };
    };`,
    { timeoutMs: 200 },
    pm,
  );
  shared.late.resolve();
  await shared.disposed.promise;
  assertEquals([failure(line), pm.hasPlugin("p"), pm.hook.say({ to: "" })], ["create timeout", false, []]);
  delete holder.demoLate;
});

Deno.test("a failure after the deadline is nobody's unhandled rejection", async () => {
  const result = await runHost({ p: { from: "./p.ts", timeoutMs: 10 } }, {
    files: {
      "p.ts": "export default () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 40));",
    },
    then: "await new Promise((resolve) => setTimeout(resolve, 80));\nconsole.log('still there');",
  });
  assertEquals([result.code, result.lines], [0, ["still there"]], result.stderr);
});

Deno.test("a replay that never settles fails at the deadline, and the plugin is not registered, then or later", async () => {
  using folder = new PluginFolder();
  const shared = { replay: Promise.withResolvers<void>(), calls: [] as number[] };
  const holder = globalThis as { demoReplay?: typeof shared };
  holder.demoReplay = shared;
  const pm = demo();
  await pm.hook.configure.callHistoric({ value: 1 });
  const line = await folder.loadOne(
    `const { replay, calls } = globalThis.demoReplay;
    export const say = hookimpl(() => "late");
    export const configure = hookimpl(async ({ value }) => { calls.push(value); await replay.promise; });`,
    { timeoutMs: 200 },
    pm,
  );
  assertEquals([failure(line), pm.hasPlugin("p")], ["register timeout", false]);
  // Its name is free, and stays with who has it when the replay settles after all.
  pm.register({ say: hookimpl(() => "other") }, "p");
  shared.replay.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  await pm.hook.configure.callHistoric({ value: 2 });
  assertEquals([shared.calls, pm.hook.say({ to: "" })], [[1], ["other"]]);
  delete holder.demoReplay;
});

const hanging = {
  entries: { bad: { from: "./bad.ts", timeoutMs: 50 }, good: "./good.ts" },
  files: { "bad.ts": hangs, "good.ts": "export default {};" },
};

Deno.test("a top-level await that never settles fails at its deadline; the others load and the host runs on", async () => {
  const result = await runHost(hanging.entries, {
    files: hanging.files,
    then: "await new Promise((resolve) => setTimeout(resolve, 50));\nconsole.log('runs on');\nDeno.exit();",
  });
  assertEquals([result.plugins.bad?.state, result.plugins.good?.state], ["failed", "loaded"]);
  assertStringIncludes(
    result.plugins.bad!.error!,
    "Cannot import plugin 'bad' from ./bad.ts: it did not finish within 50",
  );
  assertStringIncludes(result.plugins.bad!.hint!, "unless the host calls Deno.exit()");
  assertEquals([result.code, result.lines], [0, ["runs on"]], result.stderr);
});

Deno.test("unless the host calls Deno.exit(), Deno ends it with exit code 1 for such an await, when all else is done", async () => {
  const result = await runHost(hanging.entries, { files: hanging.files, then: "console.log('to its end');" });
  assertEquals([result.code, result.lines], [1, ["to its end"]]);
  assertStringIncludes(result.stderr, "Top-level await promise never resolved");
});

Deno.test("a plugin that imports the host's main module waits for itself, and fails at its deadline", async () => {
  const result = await runHost({ p: { from: "./p.ts", timeoutMs: 50 } }, {
    files: { "p.ts": "import './host.ts';\nexport default {};" },
    then: "console.log('goes on');",
  });
  assertEquals([result.plugins.p?.stage, result.lines], ["import", ["goes on"]], result.stderr);
});
