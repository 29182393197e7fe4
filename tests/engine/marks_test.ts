import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { toFileUrl } from "@std/path";
import { hookimplMarker, hookspecMarker, PluginManager, TenonError } from "@tenon/tenon";
import type * as Engine from "../../src/engine/mod.ts";
import { readMark } from "../../src/engine/mod.ts";
import { hookimpl, setup, tenonError, thrown } from "./support.ts";

/** Loads the engine once more, as happens where a plugin brings a version of its own along. */
async function loadCopy(): Promise<typeof Engine> {
  const original = new URL("../../src/engine/", import.meta.url);
  const folder = await Deno.makeTempDir();
  for (const { name } of Deno.readDirSync(original)) Deno.copyFileSync(new URL(name, original), `${folder}/${name}`);
  try {
    return await import(toFileUrl(`${folder}/mod.ts`).href);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("marks that another copy of the library made are seen", async () => {
  const copy = await loadCopy();
  assert(copy.readMark !== readMark);
  class Spec {
    greet(_: { name: string }): string | void {}
  }
  copy.hookspecMarker("demo")(Spec.prototype.greet);
  const pm = new PluginManager("demo", Spec);
  pm.register({ greet: copy.hookimplMarker("demo")(({ name }: { name: string }) => `Hello, ${name}.`) });
  assertEquals(pm.hook.greet({ name: "Ada" }), ["Hello, Ada."]);
});

Deno.test("marks for other projects are not seen", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimplMarker("other")(() => 1) });
  assertEquals(hook.run(), []);
});

Deno.test("marks of one project do not stand for another whose name begins alike", () => {
  const pm = new PluginManager("demo:sub");
  pm.register({ run: hookimpl(() => 1) }, "p");
  assertEquals(pm.getHookcallers(pm.getPlugin("p")!), []);
});

Deno.test("one function can be marked for several projects", () => {
  const run = hookimplMarker("other")({ specname: "start" }, hookimpl(() => 1));
  for (const [project, name] of [["demo", "run"], ["other", "start"]] as const) {
    const pm = new PluginManager(project);
    pm.register({ run }, "p");
    assertEquals(pm.getHookcallers(pm.getPlugin("p")!)!.map((caller) => caller.name), [name]);
  }
});

Deno.test("a function can be spec and impl at once", () => {
  const run = hookimpl(hookspecMarker("demo")(() => 1));
  const pm = new PluginManager("demo", { run });
  pm.register({ run });
  assertEquals(pm.hook.run(), [1]);
});

Deno.test("a mark of a format that is yet to come is a clear error, and nothing is registered", () => {
  const { pm } = setup();
  const run = Object.assign(() => 1, { [Symbol.for("tenon.hookimpl:demo")]: { format: 2 } });
  const error = tenonError(thrown(() => pm.register({ run }, "modern", { source: "npm:modern" })));
  assertEquals([error.code, error.plugin, error.hook, error.source], [
    "unknown-mark-format",
    "modern",
    "run",
    "npm:modern",
  ]);
  assertStringIncludes(error.message, "Cannot register plugin 'modern' (npm:modern): its member 'run' cannot be read.");
  assertStringIncludes(error.message, "format is 2");
  assertStringIncludes(error.message, "Update");
  assertEquals(pm.hasPlugin("modern"), false);
});

Deno.test("a spec's mark of a format that is yet to come is a clear error", () => {
  const run = Object.assign(() => 1, { [Symbol.for("tenon.hookspec:demo")]: { format: "x" } });
  assertThrows(() => new PluginManager("demo", { run }), TenonError, "format is x");
});

Deno.test("what stands in the place of a mark and is no record is no mark", () => {
  const { pm } = setup();
  const run = Object.assign(() => 1, { [Symbol.for("tenon.hookimpl:demo")]: true });
  pm.register({ run }, "p");
  assertEquals(pm.getHookcallers(pm.getPlugin("p")!), []);
});

Deno.test("a mark that a getter pretends is not read", () => {
  const { pm } = setup();
  const run = Object.defineProperty(() => 1, Symbol.for("tenon.hookimpl:demo"), {
    get() {
      throw new Error("was run");
    },
  });
  pm.register({ run }, "p");
  assertEquals(pm.getHookcallers(pm.getPlugin("p")!), []);
});

Deno.test("a bound copy of a marked function is not marked", () => {
  const { pm } = setup();
  pm.register({ run: hookimpl(() => 1).bind(null) }, "p");
  assertEquals(pm.getHookcallers(pm.getPlugin("p")!), []);
});
