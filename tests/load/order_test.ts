import { assert, assertEquals } from "@std/assert";
import { demo, PluginFolder, states } from "./support.ts";

/** What the plugins of a test share with it: they wait for each other's events. */
interface Stage {
  readonly log: string[];
  readonly gates: Record<string, PromiseWithResolvers<void>>;
}

/** Puts a stage where plugins find it, for the length of a scope. */
function stage(...gates: string[]): Stage & Disposable {
  const shared: Stage = {
    log: [],
    gates: Object.fromEntries(gates.map((gate) => [gate, Promise.withResolvers<void>()])),
  };
  const holder = globalThis as { demoStage?: Stage };
  holder.demoStage = shared;
  return {
    ...shared,
    [Symbol.dispose]() {
      delete holder.demoStage;
    },
  };
}

const STAGE = "const { log, gates } = globalThis.demoStage;\n";

Deno.test("plugins are imported side by side: each can wait for an event of the other", async () => {
  using folder = new PluginFolder();
  using shared = stage("a", "b");
  const report = await folder.load(demo(), {
    a: folder.plugin("a.ts", `${STAGE}gates.a.resolve(); await gates.b.promise;\nexport default {};`),
    b: folder.plugin("b.ts", `${STAGE}gates.b.resolve(); await gates.a.promise;\nexport default {};`),
  });
  assertEquals(states(report), { a: "loaded", b: "loaded" });
  assert(shared.log.length === 0);
});

Deno.test("plugins are made side by side, too", async () => {
  using folder = new PluginFolder();
  using _shared = stage("a", "b");
  const report = await folder.load(demo(), {
    a: folder.plugin(
      "a.ts",
      `${STAGE}export default async () => { gates.a.resolve(); await gates.b.promise; return {}; };`,
    ),
    b: folder.plugin(
      "b.ts",
      `${STAGE}export default async () => { gates.b.resolve(); await gates.a.promise; return {}; };`,
    ),
  });
  assertEquals(states(report), { a: "loaded", b: "loaded" });
});

Deno.test("plugins are registered in manifest order, whatever the order in which they were imported", async () => {
  using folder = new PluginFolder();
  using shared = stage("b", "c");
  const pm = demo();
  const body = (name: string, before: string, after: string) =>
    folder.plugin(
      `${name}.ts`,
      `${STAGE}${before}\nlog.push("${name}");\n${after}\nexport const say = hookimpl(() => "${name}");`,
    );
  await folder.load(pm, {
    a: body("a", "await gates.b.promise;", ""),
    b: body("b", "await gates.c.promise;", "gates.b.resolve();"),
    c: body("c", "", "gates.c.resolve();"),
  });
  assertEquals(shared.log, ["c", "b", "a"]);
  assertEquals(pm.listNamePlugin().map(([name]) => name), ["a", "b", "c"]);
  assertEquals(pm.hook.say({ to: "" }), ["c", "b", "a"]);
});

Deno.test("names that look like numbers keep their place in a manifest that is a text", async () => {
  using folder = new PluginFolder();
  const pm = demo();
  folder.write("a.js", "export default () => ({});");
  const entry = `{ "from": "./a.js", "permissions": "inherit" }`;
  await pm.load(folder.write("plugins.json", `{ "plugins": { "b": ${entry}, "2": ${entry}, "1": ${entry} } }`));
  assertEquals(pm.listNamePlugin().map(([name]) => name), ["b", "2", "1"]);
});
