import { assert, assertEquals } from "@std/assert";
import { denoArgs } from "../support/deno.ts";

interface Edge {
  readonly code?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

/** The specifiers of all modules that are loaded with a module of this repository before any `import()` runs, or also by one. */
async function loadedWith(path: string, later = false): Promise<string[]> {
  const root = new URL(path, new URL("../../", import.meta.url)).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: denoArgs("info", "--json", root) }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string; dependencies?: Edge[] }[];
  };
  const edges = new Map(modules.map(({ specifier, dependencies = [] }) => [specifier, dependencies]));
  const found = new Set([root]);
  for (const specifier of found) {
    for (const { code, isDynamic } of edges.get(specifier) ?? []) {
      if (code?.specifier && (later || !isDynamic)) found.add(code.specifier);
    }
  }
  return [...found];
}

const ours = new URL("../../", import.meta.url).href;

Deno.test("importing Tenon loads no library, nothing of Node's, and not what only loading needs", async () => {
  const loaded = await loadedWith("mod.ts");
  assertEquals(loaded.filter((specifier) => !specifier.startsWith(ours)), []);
  assert(loaded.includes(`${ours}src/engine/mod.ts`));
  assert(!loaded.includes(`${ours}src/load/load.ts`));
});

Deno.test("loading plugins loads no library before there is a manifest to check", async () => {
  const loaded = await loadedWith("src/load/mod.ts");
  assertEquals(loaded.filter((specifier) => !specifier.startsWith(ours)), []);
});

Deno.test("the parser is not loaded for a manifest that is an object", async () => {
  const loaded = await loadedWith("src/manifest/check.ts");
  assertEquals(loaded.filter((specifier) => specifier.includes("momoa")), []);
  assert(loaded.some((specifier) => specifier.includes("valibot")));
});

/** What of loading and isolation a host pays for that only registers plugins: errors, types that are data, and doors to the rest. */
const DOORS = [
  "src/load/errors.ts",
  "src/load/inspect.ts",
  "src/load/lock/errors.ts",
  "src/load/lock/write.ts",
  "src/load/report.ts",
  "src/load/runtime.ts",
  "src/manifest/errors.ts",
  "src/manifest/show.ts",
  "src/sandbox/errors.ts",
  "src/sandbox/grant/errors.ts",
  "src/sandbox/graph/errors.ts",
  "src/sandbox/limits.ts",
  "src/sandbox/share.ts",
  "src/sandbox/wire/foreign.ts",
  "src/sandbox/wire/wire_errors.ts",
];

Deno.test("importing Tenon loads the engine, the manager, and of all else no more than is listed here", async () => {
  const loaded = (await loadedWith("mod.ts")).map((specifier) => specifier.slice(ours.length));
  const others = loaded.filter((path) => !/^(mod\.ts|src\/(engine|manager)\/\w+\.ts)$/.test(path));
  assertEquals(others.sort(), DOORS);
});

Deno.test("what runs beside an isolated plugin loads neither the manager nor the parts of the engine that call hooks", async () => {
  const loaded = (await loadedWith("src/sandbox/runner/main.ts")).map((specifier) => specifier.slice(ours.length));
  assertEquals(loaded.filter((path) => /^src\/(manager|load|manifest)\//.test(path)), []);
  assertEquals(loaded.filter((path) => path.startsWith("src/engine/")).sort(), [
    "src/engine/argnames.ts",
    "src/engine/errors.ts",
    "src/engine/impl.ts",
    "src/engine/kinds.ts",
    "src/engine/marks.ts",
    "src/engine/members.ts",
    "src/engine/result.ts",
    "src/engine/suggest.ts",
  ]);
});

Deno.test("what plugins import is little, and imports nothing later: Deno would read that as well before it runs them", async () => {
  const loaded = (await loadedWith("plugin.ts", true)).map((specifier) => specifier.slice(ours.length));
  assertEquals(loaded.sort(), [
    "plugin.ts",
    "src/engine/errors.ts",
    "src/engine/kinds.ts",
    "src/engine/markers.ts",
    "src/engine/marks.ts",
    "src/engine/members.ts",
    "src/engine/suggest.ts",
    "src/sandbox/share.ts",
  ]);
});
