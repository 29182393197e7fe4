import { assert, assertEquals } from "@std/assert";
import { denoArgs } from "../support/deno.ts";

interface Edge {
  readonly code?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

/** The specifiers of all modules that are loaded with a module of this repository before any `import()` runs. */
async function loadedWith(path: string): Promise<string[]> {
  const root = new URL(path, new URL("../../", import.meta.url)).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: denoArgs("info", "--json", root) }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string; dependencies?: Edge[] }[];
  };
  const edges = new Map(modules.map(({ specifier, dependencies = [] }) => [specifier, dependencies]));
  const found = new Set([root]);
  for (const specifier of found) {
    for (const { code, isDynamic } of edges.get(specifier) ?? []) {
      if (code?.specifier && !isDynamic) found.add(code.specifier);
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
