import { assertEquals } from "@std/assert";
import type { LoadEvent } from "@tenon/tenon";
import { demo, PluginFolder } from "./support.ts";

function says(text: string): string {
  return `export const say = hookimpl(() => ${JSON.stringify(text)});`;
}

Deno.test('"before" and "after" of an entry order all impls of its plugin', async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  await folder.load(pm, {
    a: { from: folder.plugin("a.ts", says("a")), before: ["c"] },
    b: { from: folder.plugin("b.ts", says("b")), after: ["a", "nobody"] },
    c: folder.plugin("c.ts", says("c")),
  });
  assertEquals(pm.hook.say({ to: "all" }), ["a", "c", "b"]);
});

Deno.test("entries that contradict each other: the last of them is a line in the report, the others load", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const report = await folder.load(pm, {
    a: { from: folder.plugin("a.ts", says("a")), before: ["b"] },
    b: { from: folder.plugin("b.ts", says("b")), before: ["a"] },
  });
  assertEquals(report.failed.map(({ name, error }) => [name, error?.code]), [["b", "order-cycle"]]);
  assertEquals(pm.hook.say({ to: "all" }), ["a"]);
});

Deno.test('"onError": "skip" of an entry keeps the plugin\'s failures from failing calls', async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const skipped: unknown[] = [];
  pm.on("skip", ({ plugin, hook }) => skipped.push([plugin, hook]));
  await folder.load(pm, {
    good: folder.plugin("good.ts", says("good")),
    bad: {
      from: folder.plugin("bad.ts", 'export const say = hookimpl(() => { throw new Error("no"); });'),
      onError: "skip",
    },
  });
  assertEquals(pm.hook.say({ to: "all" }), ["good"]);
  assertEquals(skipped, [["bad", "say"]]);
});

Deno.test('"timeoutMs" of an entry is the deadline of its impls, too', async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const never = "export const find = hookimpl(() => new Promise(() => {}));";
  await folder.load(pm, {
    good: folder.plugin("good.ts", 'export const find = hookimpl(() => "found");'),
    // Long enough to be loaded, as loading has the same deadline.
    slow: { from: folder.plugin("slow.ts", never), timeoutMs: 2000, onError: "skip" },
  });
  assertEquals(await pm.hook.find({ id: 1 }), "found");
});

Deno.test("loading is told as events: before each plugin, and after it or that it failed", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const events: LoadEvent[] = [];
  pm.on("load", (event) => events.push(event));
  await folder.load(pm, {
    good: folder.plugin("good.ts", says("good")),
    bad: folder.plugin("bad.ts", 'throw new Error("no");'),
    off: { from: folder.plugin("off.ts", says("off")), enabled: false },
  });
  assertEquals(events.map(({ when, plugin, reload }) => [when, plugin, reload]), [
    ["before", "good", false],
    ["before", "bad", false],
    ["after", "good", false],
    ["failed", "bad", false],
  ]);
});

Deno.test("a scope loads plugins of its own, and refuses those with impls of no hook like the manager", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  await using scope = pm.scope();
  const report = await folder.load(scope, {
    good: folder.plugin("good.ts", says("scoped")),
    typo: folder.plugin("typo.ts", "export const sya = hookimpl(() => 1);"),
  });
  assertEquals(report.failed.map(({ name, error }) => [name, error?.code]), [["typo", "unknown-hook"]]);
  assertEquals([scope.hook.say({ to: "all" }), pm.hook.say({ to: "all" })], [["scoped"], []]);
});
