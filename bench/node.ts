/**
 * Runs the benchmark in Node: engine, manager and benchmark as JavaScript in a folder of their own, and the peers at the same
 * versions.
 *
 * @module
 */
import ts from "npm:typescript@5.9.3";
import { parseResults, type Results } from "./results.ts";

const ROOT = new URL("../", import.meta.url);
const MAIN = "bench/node_main.ts";
const ISOLATE = "bench/isolate.ts";

/** Runs workloads in Node, with Node's output as ours. */
export async function runInNode(ids: readonly string[], quick: boolean): Promise<Results> {
  const folder = await Deno.makeTempDir({ prefix: "tenon-bench-" });
  try {
    const packages = await writeProgram(folder);
    const json = { private: true, type: "module", dependencies: Object.fromEntries(packages) };
    await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify(json));
    // Deno installs from its cache, where the packages are if the benchmark has run in Deno.
    await run(Deno.execPath(), ["install", "--quiet"], folder);
    const out = `${folder}/results.json`;
    await run("node", [MAIN.replace(/\.ts$/, ".js"), out, quick ? "quick" : "full", ...ids], folder);
    return parseResults(await Deno.readTextFile(out));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const { success } = await new Deno.Command(command, { args, cwd, stdin: "null" }).spawn().status;
  if (!success) throw new Error(`Cannot run the benchmark in Node: "${command} ${args[0]}" failed`);
}

/** Writes the benchmark and all that it imports as JavaScript. Gives the packages that it needs, with their versions. */
async function writeProgram(folder: string): Promise<Map<string, string>> {
  const packages = new Map<string, string>();
  const seen = new Set([MAIN, ISOLATE]);
  // Adding to a set while it is walked through is how it grows to all modules.
  for (const path of seen) {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const code = outputText.replace(/"npm:([^"]+)@([^"@/]+)"/g, (_, name: string, version: string) => {
      packages.set(name, version);
      return JSON.stringify(name);
    });
    const to = `${folder}/${path.replace(/\.ts$/, ".js")}`;
    await Deno.mkdir(to.slice(0, to.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(to, code);
    for (const specifier of relativeImports(outputText)) {
      seen.add(new URL(specifier.replace(/\.js$/, ".ts"), new URL(path, ROOT)).href.slice(ROOT.href.length));
    }
  }
  return packages;
}

/** What a module imports from other modules here, unless it does so only when it is needed. */
function relativeImports(code: string): string[] {
  const { statements } = ts.createSourceFile("module.js", code, ts.ScriptTarget.ES2022);
  return statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier;
    return from !== undefined && ts.isStringLiteral(from) && from.text.startsWith(".") ? [from.text] : [];
  });
}
