import { assertEquals } from "@std/assert";
import { runHost } from "./host.ts";
import { demo, PluginFolder, standaloneText, states } from "./support.ts";

/** Enough plugins for Deno to read them in one go. */
const MANY = 60;

/** Entries of local plugins that answer with their number, and their files. */
function many(folder: PluginFolder, body = (i: number) => `export const say = hookimpl(() => "${i}");`) {
  return Object.fromEntries(Array.from({ length: MANY }, (_, i) => [`p${i}`, folder.plugin(`p${i}.ts`, body(i))]));
}

const numbers = Array.from({ length: MANY }, (_, i) => String(i));

Deno.test("many local plugins are evaluated once each, and registered in the order of the manifest", async () => {
  using folder = new PluginFolder();
  const evaluated: number[] = [];
  const holder = globalThis as { demoEvaluated?: number[] };
  holder.demoEvaluated = evaluated;
  const pm = demo();
  const report = await folder.load(
    pm,
    many(folder, (i) => `globalThis.demoEvaluated.push(${i}); export const say = hookimpl(() => "${i}");`),
  );
  evaluated.sort((a, b) => a - b);
  assertEquals([report.ok, evaluated.map(String), pm.hook.say({ to: "" })], [true, numbers, numbers.toReversed()]);
  delete holder.demoEvaluated;
});

Deno.test("among many plugins each fails by itself, with the same words as alone", async () => {
  using folder = new PluginFolder();
  folder.write("no_plugin.json", "{}");
  const broken = {
    syntax: folder.plugin("syntax.ts", "export default {{ ;"),
    missing: "./missing.ts",
    needs: folder.plugin("needs.ts", `import "./not_there.ts";`),
    unknown: folder.plugin("unknown.ts", `import "not-in-the-import-map";`),
    throws: folder.plugin("throws.ts", `throw new Error("no");`),
    json: "./no_plugin.json",
    folder: "./",
    odd: "./odd%2Fname.ts",
    quote: `./"quote'.ts`,
  };
  const lines = async (entries: Parameters<typeof folder.load>[1]) => {
    const { plugins } = await folder.load(demo(), entries);
    return plugins.filter(({ name }) => Object.hasOwn(broken, name))
      .map(({ name, error }) => [name, error?.stage, error?.message, error?.hint]);
  };
  const together = await lines({ ...many(folder), ...broken });
  const alone: unknown[] = [];
  for (const [name, from] of Object.entries(broken)) {
    // A query makes it another module, which no import has failed for yet.
    const [line] = await lines({ [name]: `${from}?alone` });
    alone.push(line!.map((text) => text?.replaceAll("?alone", "")));
  }
  assertEquals(together, alone);
});

Deno.test("of many plugins none runs that is not what its entry pins", async () => {
  using folder = new PluginFolder();
  const pinned = folder.plugin("pinned.ts", "globalThis.demoPinnedRan = true;");
  const report = await folder.load(demo(), {
    ...many(folder),
    pinned: { from: pinned, integrity: `sha256-${"0".repeat(64)}` },
  });
  assertEquals(states(report).pinned, "failed");
  assertEquals(report.failed.length, 1);
  assertEquals("demoPinnedRan" in globalThis, false);
});

Deno.test("many plugins that are switched off are neither read nor imported", async () => {
  using folder = new PluginFolder();
  const entries = Object.fromEntries(
    Object.entries(many(folder)).map(([name, from]) => [name, { from, enabled: false }]),
  );
  for (const name of Object.keys(entries)) Deno.removeSync(`${folder.path}/${name}.ts`);
  const report = await folder.load(demo(), entries);
  assertEquals(new Set(Object.values(states(report))), new Set(["disabled"]));
});

Deno.test("of many plugins a host gets none that it may not read", async () => {
  using folder = new PluginFolder();
  const entries = Object.fromEntries(numbers.map((i) => {
    folder.write(`p${i}.ts`, standaloneText(`console.log("ran"); export const say = hookimpl(() => "");`));
    return [`p${i}`, `file://${folder.path}/p${i}.ts`];
  }));
  const { plugins, lines } = await runHost(entries, { flags: ["--no-prompt", "--allow-env"] });
  assertEquals([...new Set(Object.values(plugins).map(({ state, stage }) => `${state} ${stage}`))], ["failed import"]);
  assertEquals([Object.keys(plugins).length, lines], [MANY, []]);
});
