import { assertEquals } from "@std/assert";
import ts from "npm:typescript@5";
import { TempFolder } from "../support/temp_folder.ts";

const ROOT = new URL("../../", import.meta.url);

/** Writes the published modules as JavaScript, which is what npm's clients get from JSR. */
function compile(folder: TempFolder, path: string): void {
  if (Deno.statSync(new URL(path, ROOT)).isDirectory) {
    for (const { name } of Deno.readDirSync(new URL(path, ROOT))) compile(folder, `${path}/${name}`);
    return;
  }
  const { outputText } = ts.transpileModule(Deno.readTextFileSync(new URL(path, ROOT)), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  folder.write(path.replace(/\.ts$/, ".js"), outputText);
}

const PROGRAM = `
import { hookimplMarker, hookspecMarker, inspectPlugin, PluginManager, writeLockModule } from "./mod.js";

const pm = new PluginManager("demo", { say: hookspecMarker("demo")((_) => {}) });
pm.register({ say: hookimplMarker("demo")(({ to }) => "Hello, " + to) });
const codeOf = (promise) => promise.then(() => "none", ({ code, message }) => code ?? message);
console.log(JSON.stringify({
  said: pm.hook.say({ to: "Node" }),
  load: await codeOf(pm.load({ plugins: {} })),
  inspect: await codeOf(inspectPlugin("./p.js", { project: "demo" })),
  lock: await codeOf(writeLockModule({ plugins: {} }, { project: "demo" })),
}));
`;

Deno.test(
  "in Node, hosts can register and call plugins, and what needs Deno says so",
  { ignore: !hasNode() },
  async () => {
    using folder = new TempFolder();
    compile(folder, "mod.ts");
    compile(folder, "src");
    folder.write("package.json", '{ "type": "module" }');
    folder.write("main.js", PROGRAM);
    const { code, stdout, stderr } = await new Deno.Command("node", { args: ["main.js"], cwd: folder.path }).output();
    const text = new TextDecoder();
    assertEquals(code, 0, text.decode(stderr));
    assertEquals(JSON.parse(text.decode(stdout)), {
      said: ["Hello, Node"],
      load: "needs-deno",
      inspect: "needs-deno",
      lock: "needs-deno",
    });
  },
);

function hasNode(): boolean {
  try {
    return new Deno.Command("node", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    console.warn("node is not installed: what of Tenon runs in it is not tested");
    return false;
  }
}
