import { assert, assertEquals, assertGreater } from "@std/assert";
import { runDeno } from "../support/deno.ts";

const ROOT = new URL("../../", import.meta.url);

interface Graph {
  readonly modules: readonly { readonly specifier: string }[];
}

/** The files below a folder. */
function* filesBelow(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesBelow(new URL(`${name}/`, folder));
    else yield new URL(name, folder);
  }
}

/** What the benchmark imports from npm, as it is written in its modules. */
function packagesOfBenchmark(): Set<string> {
  const packages = new Set<string>();
  for (const file of filesBelow(new URL("bench/", ROOT))) {
    for (const [, name] of Deno.readTextFileSync(file).matchAll(/"npm:(@?[^@"]+)@\d+\.\d+\.\d+"/g)) packages.add(name!);
  }
  return packages;
}

Deno.test("nothing that is published imports the benchmark or what it compares with", async () => {
  const packages = packagesOfBenchmark();
  assertGreater(packages.size, 10);
  for (const file of ["mod.ts", "testing.ts"]) {
    const entry = new URL(file, ROOT).href;
    const { stdout } = await runDeno(["info", "--json", entry]);
    const graph: Graph = JSON.parse(stdout);
    const modules = graph.modules.map(({ specifier }) => specifier);
    assert(modules.includes(entry));
    assertEquals(modules.filter((specifier) => specifier.startsWith(new URL("bench/", ROOT).href)), []);
    const names = modules.flatMap((specifier) => /^npm:\/?(@?[^@]+)@/.exec(specifier)?.[1] ?? []);
    assertGreater(names.length, 0);
    assertEquals(names.filter((name) => packages.has(name)), []);
  }
});

Deno.test("every package that the benchmark imports is named with its exact version", () => {
  for (const file of filesBelow(new URL("bench/", ROOT))) {
    for (const [, specifier] of Deno.readTextFileSync(file).matchAll(/from "npm:([^"]+)"/g)) {
      assert(/^@?[^@]+@\d+\.\d+\.\d+(\/.*)?$/.test(specifier!), `${file.pathname} imports npm:${specifier}`);
    }
  }
});
