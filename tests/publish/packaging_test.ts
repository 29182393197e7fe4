import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { TempFolder } from "../support/temp_folder.ts";
import { runDeno } from "../support/deno.ts";

const ROOT = new URL("../../", import.meta.url);
const EXPORTS = Object.values(config.exports);

/** The modules of a folder of Tenon. */
function modulesIn(folder: URL): URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    return isDirectory ? modulesIn(new URL(`${name}/`, folder)) : name.endsWith(".ts") ? [new URL(name, folder)] : [];
  });
}

interface Info {
  readonly modules: readonly { readonly specifier: string; readonly dependencies?: readonly { specifier: string }[] }[];
}

Deno.test("nothing that is published imports by a bare name or from JSR, so that it can be imported by URL", async () => {
  using folder = new TempFolder();
  const roots = [...EXPORTS.map((path) => new URL(path, ROOT)), ...modulesIn(new URL("src/", ROOT))];
  const main = folder.write("main.ts", roots.map(({ href }) => `import ${JSON.stringify(href)};`).join("\n"));
  const { code, stdout, stderr } = await runDeno(["info", "--json", main]);
  assertEquals(code, 0, stderr);
  const modules = (JSON.parse(stdout) as Info).modules.filter(({ specifier }) => specifier.startsWith(ROOT.href));
  assert(modules.length >= roots.length);
  for (const { specifier, dependencies = [] } of modules) {
    assertMatch(
      specifier.slice(ROOT.href.length),
      /^(mod\.ts$|plugin\.ts$|testing\.ts$|src\/)/,
      "what is not published is reached",
    );
    for (const { specifier: imported } of dependencies) {
      assertMatch(imported, /^(\.{1,2}\/|node:|npm:[^^~]+@\d+\.\d+\.\d+(\/|$))/, `imported by ${specifier}`);
    }
  }
});

Deno.test("deno publish would publish what users need and nothing else, and finds no slow types", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty", "--no-lock"],
    cwd: ROOT,
    // No module that is published comes from JSR, so that nobody has to answer.
    env: { NO_COLOR: "1", JSR_URL: "http://127.0.0.1:9/" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  const output = text.decode(stdout) + text.decode(stderr);
  assertEquals(code, 0, output);

  const warnings = [...output.matchAll(/^(?:warning|error)\[(.+?)\]/gm)].map(([, name]) => name!);
  // Importing what the host's user names is what a loader does.
  assertEquals(
    warnings.filter((name) => !/^unanalyzable-(dynamic-import|import-meta-resolve)$/.test(name)),
    [],
    output,
  );

  const files = [...output.matchAll(/^ +(file:\S+) \(/gm)].map(([, url]) => url!.slice(ROOT.href.length));
  const folders = new Set(files.map((file) => file.replace(/\/.*/, "/")));
  assertEquals(
    [...folders].sort(),
    ["LICENSE", "README.md", "deno.json", "docs/", "mod.ts", "plugins.schema.json", "src/", ...testing()].sort(),
  );
  for (const path of EXPORTS) assert(files.includes(path.slice("./".length)), path);
  assertEquals(
    files.filter((file) => file.startsWith("src/")).sort(),
    modulesIn(new URL("src/", ROOT)).map(({ href }) => href.slice(ROOT.href.length)).sort(),
  );
});

/** The modules at the root, other than the main one, that are exports. */
function testing(): string[] {
  return EXPORTS.map((path) => path.slice("./".length)).filter((path) => path !== "mod.ts" && !path.includes("/"));
}

Deno.test("every public symbol of every export is documented, and has no type that is not public", async () => {
  const { code, stdout, stderr } = await runDeno(["doc", "--lint", ...EXPORTS], { cwd: ROOT });
  assertEquals(code, 0, stdout + stderr);
});

Deno.test("every export says what it is for, with an example", async () => {
  for (const path of EXPORTS) {
    const text = await Deno.readTextFile(fromFileUrl(new URL(path, ROOT)));
    const [, comment = ""] = /^\/\*\*\n(.*?)\*\//s.exec(text) ?? [];
    assertMatch(comment, /@module$/m, path);
    assertMatch(comment, /@example .+\n \* ```ts\b/, path);
  }
});

Deno.test("the version of the schema in the documentation is that of the package", async () => {
  const text = await Deno.readTextFile(new URL("docs/manifest.md", ROOT));
  const versions = [...text.matchAll(/jsr\.io\/@tenon\/tenon\/([^/]+)\//g)].map(([, version]) => version);
  assertEquals([...new Set(versions)], [config.version]);
});
