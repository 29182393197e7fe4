import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { LoadError, UsageError } from "@tenon/tenon";
import { runHost } from "./host.ts";
import { demo, PluginFolder, states } from "./support.ts";

/** A module that leaves a file behind when its code runs. */
const leavesFile = "Deno.writeTextFileSync(new URL('./ran.txt', import.meta.url), '');\nexport default {};";

function hasRun(folder: PluginFolder): boolean {
  return [...Deno.readDirSync(folder.path)].some(({ name }) => name === "ran.txt");
}

Deno.test("a plugin that is not enabled is not even imported", async () => {
  using folder = new PluginFolder();
  const line = await folder.loadOne(leavesFile, { enabled: false });
  assertEquals([line.state, line.error, hasRun(folder)], ["disabled", undefined, false]);
});

Deno.test("a plugin whose name is blocked is not even imported", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  pm.setBlocked("p");
  const line = await folder.loadOne(leavesFile, {}, pm);
  assertEquals([line.state, line.error, hasRun(folder)], ["blocked", undefined, false]);
});

Deno.test("a plugin can block another that is after it", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  (globalThis as { demoManager?: unknown }).demoManager = pm;
  const report = await folder.load(pm, {
    a: folder.plugin("a.ts", "globalThis.demoManager.setBlocked('b');\nexport default {};"),
    b: folder.plugin("b.ts", "export default {};"),
  });
  delete (globalThis as { demoManager?: unknown }).demoManager;
  assertEquals(states(report), { a: "loaded", b: "blocked" });
});

Deno.test("TENON_DISABLE switches plugins off by name", async () => {
  const result = await runHost({ a: "./a.ts", "b c": "./a.ts", d: "./a.ts" }, {
    files: { "a.ts": "export default () => ({});" },
    env: { TENON_DISABLE: "a, b c,,nobody" },
  });
  assertEquals(Object.values(result.plugins).map(({ state }) => state), ["disabled", "disabled", "loaded"]);
});

Deno.test("without permission to read it, TENON_DISABLE counts as not set, and nobody is asked", async () => {
  const result = await runHost({ a: "./a.ts" }, {
    files: { "a.ts": "export default {};" },
    env: { TENON_DISABLE: "a" },
    flags: ["--allow-read"],
  });
  assertEquals(result.plugins.a?.state, "loaded");
  assertEquals(result.stderr.includes("permission"), false, result.stderr);
});

Deno.test("permission to read TENON_DISABLE alone is enough", async () => {
  const result = await runHost({ a: "./a.ts" }, {
    files: { "a.ts": "export default {};" },
    env: { TENON_DISABLE: "a" },
    flags: ["--allow-env=TENON_DISABLE"],
  });
  assertEquals(result.plugins.a?.state, "disabled");
});

Deno.test("a required plugin that fails makes loading throw, with the report; the others are registered", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  const entries = {
    good: folder.plugin("good.ts", "export const say = hookimpl(() => 'good');"),
    gone: { from: "./gone.ts", required: true },
    bad: folder.plugin("bad.ts", "throw new Error('bad');"),
  };
  const error = await assertRejects(() => folder.load(pm, entries), LoadError);
  assertEquals([error.code, error.plugin, error.source], ["load-failed", "gone", "./gone.ts"]);
  assertEquals(states(error.report), { good: "loaded", gone: "failed", bad: "failed" });
  assertStringIncludes(error.message, "Cannot import plugin 'gone' from ./gone.ts: Module not found");
  assertStringIncludes(error.message, "Is the path right?");
  assertEquals(error.message.includes("bad.ts"), false);
  assertEquals(pm.hook.say({ to: "" }), ["good"]);
});

Deno.test("with strict, any plugin that fails makes loading throw, naming all of them", async () => {
  using folder = new PluginFolder();
  const error = await assertRejects(
    () => folder.load(demo(), { a: "./a.ts", b: "./b.ts" }, { strict: true }),
    LoadError,
  );
  assertEquals(error.message.match(/Cannot import plugin '[ab]'/g)?.length, 2);
});

Deno.test("what is switched off has not failed, be it required or loading strict", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  pm.setBlocked("b");
  const off = { from: "./gone.ts", required: true };
  const report = await folder.load(pm, { a: { ...off, enabled: false }, b: off }, { strict: true });
  assertEquals([report.ok, states(report)], [true, { a: "disabled", b: "blocked" }]);
});

Deno.test("a deadline that no timer can keep is the host's mistake", async () => {
  for (const timeoutMs of [0, -1, NaN, Infinity, 2 ** 31]) {
    await assertRejects(
      () => demo().load({ plugins: {} }, { timeoutMs }),
      UsageError,
      "timeoutMs must be a number from 1",
    );
  }
});
