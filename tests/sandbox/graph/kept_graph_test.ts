import { assertEquals, assertMatch } from "@std/assert";
import type { Prepared } from "../../../src/sandbox/graph/mod.ts";
import { pluginsFolders } from "../../../src/sandbox/graph/deno_dir.ts";
import { dirname } from "@std/path";
import { Place, start, Web } from "./support.ts";

/** The file in which the graph of a prepared plugin is kept. */
function keptFile({ flags }: Prepared): string {
  const folder = flags.find((flag) => flag.startsWith("--lock="))!.slice("--lock=".length).replace(/[^/]*$/, "");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".graph"));
  assertEquals(names.length, 1);
  return folder + names[0];
}

const MARK = "file:///nowhere/mark.ts";

/** Puts a module into a kept graph that tells it from all others. */
function markKept(prepared: Prepared): void {
  const path = keptFile(prepared);
  const kept = JSON.parse(Deno.readTextFileSync(path));
  const info = JSON.parse(kept.info);
  info.modules.push({ kind: "esm", specifier: MARK });
  Deno.writeTextFileSync(path, JSON.stringify({ ...kept, info: JSON.stringify(info) }));
}

const isKept = ({ graph }: Prepared) => graph.modules.has(MARK);

Deno.test("Deno is asked for a graph once, and again when a file of the plugin or the runner has changed", async () => {
  using place = new Place({ "it.ts": `import a from "./a.ts"; export default () => a;`, "a.ts": "export default 1;" });
  const changes = [
    () => place.write("a.ts", "export default 2;"),
    () => place.write("it.ts", `import a from "./a.ts"; export default () => a + 1;`),
    () => place.write("runner/beside.ts", "export const more = 1;"),
    () => place.write("deno.json", `{ "imports": { "x": "./a.ts" } }`),
  ];
  for (const change of changes) {
    markKept(await place.prepare("it.ts"));
    assertEquals(isKept(await place.prepare("it.ts")), true);
    change();
    assertEquals(isKept(await place.prepare("it.ts")), false, String(change));
  }
  assertEquals(await place.run("it.ts"), 3);
});

Deno.test("a kept graph holds for a file that was written anew with the same content", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  markKept(await place.prepare("it.ts"));
  Deno.removeSync(`${place.path}/it.ts`);
  place.write("it.ts", "export default () => 1;");
  const prepared = await place.prepare("it.ts");
  assertEquals([isKept(prepared), await start(prepared)], [true, 1]);
});

Deno.test("what was not there the last time is looked at when it is", async () => {
  using outside = new Place({ "secret.txt": "secret" });
  using place = new Place({
    "it.ts": `export default async () => {
      try { return (await import("./later.txt", { with: { type: "text" } })).default; } catch { return "nothing"; }
    };`,
  });
  assertEquals(await place.run("it.ts"), "nothing");
  Deno.symlinkSync(`${outside.path}/secret.txt`, `${place.path}/later.txt`);
  assertEquals((await place.refuses("it.ts")).code, "edge-leaves");
});

Deno.test("a file that becomes a link to one outside is refused, though it says the same", async () => {
  using outside = new Place({ "a.ts": "export default 1;" });
  using place = new Place({ "it.ts": `import a from "./a.ts"; export default () => a;`, "a.ts": "export default 1;" });
  await place.prepare("it.ts");
  Deno.removeSync(`${place.path}/a.ts`);
  Deno.symlinkSync(`${outside.path}/a.ts`, `${place.path}/a.ts`);
  assertEquals((await place.refuses("it.ts")).code, "edge-leaves");
});

Deno.test("what a plugin may read no longer is refused, though its graph is kept", async () => {
  using place = new Place({
    "data.txt": "data",
    "plugins/it.ts": `import data from "../data.txt" with { type: "text" }; export default () => data;`,
  });
  assertEquals(await place.run("plugins/it.ts", { readable: () => true }), "data");
  assertEquals((await place.refuses("plugins/it.ts")).code, "edge-leaves");
});

Deno.test("modules that are gone from the cache are fetched again", async () => {
  await using web = new Web({
    "/it.ts": `import a from "./a.ts"; export default () => a;`,
    "/a.ts": "export default 1;",
  });
  using place = new Place();
  const url = `http://${web.host}/it.ts`;
  assertEquals(await place.run(url), 1);
  const requests = web.requests.length;
  markKept(await place.prepare(url));
  const prepared = await place.prepare(url);
  assertEquals([isKept(prepared), web.requests.length], [true, requests]);
  Deno.removeSync(`${prepared.denoDir}/remote`, { recursive: true });
  assertEquals(await place.run(url), 1);
  assertEquals(web.requests.length > requests, true);
});

Deno.test("what else must hold of the modules is asked with a kept graph as well", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  await place.prepare("it.ts");
  const seen: number[] = [];
  await place.prepare("it.ts", { check: ({ files }) => Promise.resolve(void seen.push(files.length)) });
  assertEquals(seen, [1]);
});

Deno.test("a kept graph that is broken is made anew", async () => {
  using place = new Place({ "it.ts": "export default () => 1;" });
  const path = keptFile(await place.prepare("it.ts"));
  for (const text of ["{ half", "null", "{}", `{ "info": 1, "files": 2, "places": 3 }`]) {
    Deno.writeTextFileSync(path, text);
    assertEquals(await place.run("it.ts"), 1);
    assertMatch(Deno.readTextFileSync(path), /"info"/);
  }
});

Deno.test("no graph is kept in a temporary folder, which plugins may be granted", async () => {
  using place = new Place({ "it.ts": "export default () => 1;", "deno": "not a folder" });
  const { denoDir } = await place.prepare("it.ts");
  assertMatch(denoDir, /tenon-/);
  for await (const { name } of walk(denoDir)) assertEquals(name.endsWith(".graph"), false, name);
  assertEquals(pluginsFolders().includes(dirname(dirname(denoDir))), true);
});

/** All that is in a folder. */
async function* walk(folder: string): AsyncGenerator<Deno.DirEntry> {
  for await (const entry of Deno.readDir(folder)) {
    yield entry;
    if (entry.isDirectory) yield* walk(`${folder}/${entry.name}`);
  }
}
