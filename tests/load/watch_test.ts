import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type LoadEvent, PluginManager } from "@tenon/tenon";
import { demo, DemoSpec, PluginFolder, standaloneText } from "./support.ts";

/** Waits for the next time that a plugin was loaded again, or could not be. */
function nextReload(pm: PluginManager<DemoSpec>): Promise<LoadEvent> {
  return new Promise((resolve) => {
    const stop = pm.on("load", (event) => {
      if (!event.reload || event.when === "before") return;
      stop();
      resolve(event);
    });
  });
}

function says(text: string): string {
  return `export const say = hookimpl(() => ${JSON.stringify(text)});`;
}

Deno.test("a watched plugin that changes is replaced, in its place, and the note says what cannot be freed", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const report = await folder.load(pm, {
    first: folder.plugin("first.ts", says("first")),
    second: folder.plugin("second.ts", says("second")),
    third: folder.plugin("third.ts", says("third")),
  }, { watch: true });
  assert(report.ok, String(report));
  const reloaded = nextReload(pm);
  folder.plugin("second.ts", says("changed"));
  const { when, plugin, note } = await reloaded;
  assertEquals([when, plugin], ["after", "second"]);
  assertStringIncludes(note!, "1 module of the version before cannot be freed");
  assertEquals(pm.hook.say({ to: "all" }), ["third", "changed", "first"]);
});

Deno.test("a change of a local module that a plugin imports, directly or not, loads the plugin with it", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  folder.write("lib/deep.ts", 'export const word: string = "old";');
  folder.write("lib/near.ts", 'export { word } from "./deep.ts";');
  await folder.load(pm, {
    talker: folder.plugin(
      "talker.ts",
      'import { word } from "./lib/near.ts";\nexport const say = hookimpl(() => word);',
    ),
  }, { watch: true });
  assertEquals(pm.hook.say({ to: "all" }), ["old"]);
  for (const word of ["new", "newer"]) {
    const reloaded = nextReload(pm);
    folder.write("lib/deep.ts", `export const word: string = ${JSON.stringify(word)};`);
    assertStringIncludes((await reloaded).note!, "3 modules");
    assertEquals(pm.hook.say({ to: "all" }), [word]);
  }
});

Deno.test("a module that the host has loaded itself stays one, also for plugins that are loaded again", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const shared = folder.write("shared.ts", "export const state = { count: 0 };");
  const { state } = await import(`file://${shared}`);
  const counts = 'import { state } from "./shared.ts";\nexport const say = hookimpl(() => String(++state.count));';
  await folder.load(pm, { counter: folder.plugin("counter.ts", counts) }, { watch: true });
  assertEquals(pm.hook.say({ to: "all" }), ["1"]);
  const reloaded = nextReload(pm);
  folder.plugin("counter.ts", `${counts}\n// changed`);
  await reloaded;
  assertEquals(pm.hook.say({ to: "all" }), ["2"]);
  assertEquals(state.count, 2);
});

Deno.test("a changed plugin that cannot be loaded leaves the one before, and the next change that can takes its place", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  await folder.load(pm, { p: folder.plugin("p.ts", says("one")) }, { watch: true });
  const failed = nextReload(pm);
  folder.plugin("p.ts", "export const say = hookimpl((");
  const { when, error } = await failed;
  assertEquals(when, "failed");
  assertStringIncludes(String(error), "Cannot import plugin 'p'");
  assertEquals(pm.hook.say({ to: "all" }), ["one"]);
  const mended = nextReload(pm);
  folder.plugin("p.ts", says("two"));
  assertEquals((await mended).when, "after");
  assertEquals(pm.hook.say({ to: "all" }), ["two"]);
});

Deno.test("a plugin that could not be loaded at first is loaded once it is mended", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const report = await folder.load(pm, { p: folder.plugin("p.ts", 'throw new Error("broken");') }, { watch: true });
  assertEquals(report.failed.map(({ name }) => name), ["p"]);
  const mended = nextReload(pm);
  folder.plugin("p.ts", says("here"));
  assertEquals((await mended).when, "after");
  assertEquals(pm.hook.say({ to: "all" }), ["here"]);
});

Deno.test("the plugin before is disposed of, and remembered calls are replayed to the new one", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const log = ((globalThis as { watchLog?: string[] }).watchLog = []) as string[];
  const body = (name: string) =>
    `export default class {
    configure = hookimpl(({ value }) => void globalThis.watchLog.push("${name} " + value));
    [Symbol.dispose]() { globalThis.watchLog.push("${name} gone"); }
  }`;
  await pm.hook.configure.callHistoric({ value: 7 });
  await folder.load(pm, { p: folder.plugin("p.ts", body("old")) }, { watch: true });
  const reloaded = nextReload(pm);
  folder.plugin("p.ts", body("new"));
  await reloaded;
  await pm.close();
  assertEquals(log, ["old 7", "new 7", "old gone", "new gone"]);
  delete (globalThis as { watchLog?: string[] }).watchLog;
});

Deno.test("without watch, changes have no effect; after closing, neither", async () => {
  using folder = new PluginFolder();
  await using still = demo();
  await folder.load(still, { p: folder.plugin("p.ts", says("one")) });
  const closed = demo();
  await folder.load(closed, { q: folder.plugin("q.ts", says("one")) }, { watch: true });
  await closed.close();
  // A watched neighbour tells when the change could have been seen.
  await using witness = demo();
  await folder.load(witness, { w: folder.plugin("w.ts", says("one")) }, { watch: true });
  const seen = nextReload(witness);
  folder.plugin("p.ts", says("two"));
  folder.plugin("q.ts", says("two"));
  folder.plugin("w.ts", says("two"));
  await seen;
  assertEquals(still.hook.say({ to: "all" }), ["one"]);
  assertEquals(closed.getPlugins().size, 0);
});

Deno.test("a change that fails with nobody listening is a warning", async () => {
  using folder = new PluginFolder();
  const warned = Promise.withResolvers<string>();
  await using pm = new PluginManager<DemoSpec>("demo", DemoSpec, {
    onWarning: ({ code, message }) => code === "reload-failed" && warned.resolve(message),
  });
  await folder.load(pm, { p: folder.plugin("p.ts", says("one")) }, { watch: true });
  folder.plugin("p.ts", 'throw new Error("half written");');
  assertStringIncludes(await warned.promise, "plugin 'p' has changed and could not be loaded again");
});

Deno.test("closing a scope does not end the watching of its manager", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  await folder.load(pm, { p: folder.plugin("p.ts", says("one")) }, { watch: true });
  await pm.scope().close();
  const reloaded = nextReload(pm);
  folder.plugin("p.ts", says("two"));
  assertEquals((await reloaded).when, "after");
  assertEquals(pm.hook.say({ to: "all" }), ["two"]);
});

Deno.test("several managers that watch the same plugin all get each change, one after another and at once", async () => {
  using folder = new PluginFolder();
  folder.write("lib/word.ts", 'export const word = "one";');
  const plugin = {
    p: folder.plugin(
      "p.ts",
      'export { word } from "./lib/word.ts";\nimport { word } from "./lib/word.ts";\nexport const say = hookimpl(() => word);',
    ),
  };
  const first = demo();
  await using second = demo();
  for (const pm of [first, second]) await folder.load(pm, plugin, { watch: true });
  const both = Promise.all([nextReload(first), nextReload(second)]);
  folder.write("lib/word.ts", 'export const word = "two";');
  await both;
  assertEquals([first.hook.say({ to: "" }), second.hook.say({ to: "" })], [["two"], ["two"]]);
  await first.close();
  const reloaded = nextReload(second);
  folder.write("lib/word.ts", 'export const word = "three";');
  await reloaded;
  assertEquals(second.hook.say({ to: "" }), ["three"]);
});

Deno.test("files with names that URLs write otherwise, and files behind links, are watched like any other", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  for (const name of ["p[1].ts", "a~b.ts", "ü b.ts"]) {
    const from = folder.plugin(name, says("one"));
    await folder.load(pm, { [name]: from.replaceAll(" ", "%20") }, { watch: true });
    const reloaded = nextReload(pm);
    folder.plugin(name, says(name));
    assertEquals([(await reloaded).when, pm.hook.say({ to: "" })[0]], ["after", name]);
  }
  folder.plugin("real/target.ts", says("one"));
  Deno.symlinkSync(`${folder.path}/real/target.ts`, `${folder.path}/link.ts`);
  await folder.load(pm, { link: "./link.ts" }, { watch: true });
  const reloaded = nextReload(pm);
  folder.plugin("real/target.ts", says("linked"));
  assertEquals([(await reloaded).when, pm.hook.say({ to: "" })[0]], ["after", "linked"]);
});

Deno.test("what is wrong in a module that a changed plugin imports is told as it is", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  folder.write("lib/x.ts", "export const x = 1;");
  await folder.load(pm, {
    p: folder.plugin("p.ts", 'import { x } from "./lib/x.ts";\nexport const say = hookimpl(() => String(x));'),
  }, { watch: true });
  const failed = nextReload(pm);
  folder.write("lib/x.ts", "export const x = = 1;");
  const { when, error } = await failed;
  assertEquals(when, "failed");
  assertStringIncludes(String(error), "Expression expected");
  assertStringIncludes(String(error), "/lib/x.ts:1:18");
});

Deno.test("watching grants nothing: an isolated plugin is never loaded into the host, however often it changes", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const trace = `${folder.path}/ran`;
  const text = (word: string) =>
    standaloneText(`try { Deno.writeTextFileSync(${JSON.stringify(trace)}, "ran"); } catch { /* denied */ }
      export const find = hookimpl(async () => "${word}");`);
  folder.write("kept.ts", text("one"));
  await folder.load(pm, { kept: { from: "./kept.ts", permissions: "none" } }, { watch: true });
  assertEquals(await pm.hook.find({ id: 1 }), "one");
  const seen = nextReload(pm);
  folder.write("kept.ts", text("two"));
  const { when, plugin, note } = await seen;
  assertEquals([when, plugin, note], ["after", "kept", undefined]);
  assertEquals(await pm.hook.find({ id: 1 }), "two");
  assertEquals([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["kept.ts"]);
});

Deno.test("an isolated plugin that changes and cannot be started leaves the one before", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  folder.write("lib/x.ts", "export const x = 1;");
  folder.write(
    "p.ts",
    standaloneText(`import { x } from "./lib/x.ts";\nexport const find = hookimpl(async () => String(x));`),
  );
  await folder.load(pm, { p: { from: "./p.ts", permissions: "none" } }, { watch: true });
  const failed = nextReload(pm);
  folder.write("lib/x.ts", "throw new Error('broken');");
  assertEquals((await failed).when, "failed");
  assertEquals(await pm.hook.find({ id: 1 }), "1");
  const mended = nextReload(pm);
  folder.write("lib/x.ts", "export const x = 2;");
  assertEquals((await mended).when, "after");
  assertEquals(await pm.hook.find({ id: 1 }), "2");
});

Deno.test("a changed plugin with an impl for no hook: the note says so, or, if it was not in yet, it stays out", async () => {
  using folder = new PluginFolder();
  await using pm = demo();
  const misspelt = "export const sya = hookimpl(() => 1);";
  await folder.load(pm, { p: folder.plugin("p.ts", says("one")) }, { watch: true });
  const replaced = nextReload(pm);
  folder.plugin("p.ts", misspelt);
  assertStringIncludes((await replaced).note!, "Did you mean 'say'?");

  await folder.load(pm, { q: folder.plugin("q.ts", misspelt) }, { watch: true });
  const refused = nextReload(pm);
  folder.plugin("q.ts", `${misspelt}\n// changed`);
  const { when, error } = await refused;
  assertEquals([when, pm.hasPlugin("q")], ["failed", false]);
  assertStringIncludes(String(error), "Did you mean 'say'?");
});
