import { assert, assertEquals } from "@std/assert";
import ts from "npm:typescript@5";

const SRC = new URL("../../src/", import.meta.url);
const FOLDERS = ["engine", "manager"];

/** The source files of engine and manager, by path below `src`. */
function sources(folders = FOLDERS): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const { name } of Deno.readDirSync(new URL(`${folder}/`, SRC))) {
      files.set(`${folder}/${name}`, Deno.readTextFileSync(new URL(`${folder}/${name}`, SRC)));
    }
  }
  return files;
}

Deno.test("the engine imports nothing from outside of its folder", () => {
  for (const [path, text] of sources(["engine"])) {
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      assert(/^\.\/\w+\.ts$/.test(fileName), `${path} imports ${fileName}`);
    }
  }
});

Deno.test("the manager imports the engine by its mod.ts, and other folders only as types or when they are needed", () => {
  for (const [path, text] of sources(["manager"])) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    for (const statement of file.statements) {
      if (!ts.isImportDeclaration(statement) || statement.importClause?.isTypeOnly) continue;
      const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
      assert(/^(\.\/\w+|\.\.\/engine\/mod)\.ts$/.test(specifier), `${path} imports ${specifier}`);
    }
  }
});

/** All that engine and manager may use beyond the language, as declarations. */
const HOST = `
  declare const console: { warn(...args: unknown[]): void; error(...args: unknown[]): void };
  declare function setTimeout(action: () => void, ms: number): unknown;
  declare function clearTimeout(timer: unknown): void;
  declare function queueMicrotask(action: () => void): void;
  interface AbortSignal {
    readonly aborted: boolean;
    readonly reason: unknown;
  }
  declare class AbortController {
    readonly signal: AbortSignal;
    abort(reason: unknown): void;
  }
`;
const LOADER = `
  import type { OutputEvent } from "../sandbox/mod.ts";
  export type { HostPackage } from "./compatibility.ts";
  export type LoadEvent = { when: string; plugin: string; reload: boolean; error?: unknown };
  export type RestartEvent = { when: string; plugin: string; error?: Error };
  export type DeniedEvent = { plugin: string; hint: string };
  export type LoadOptions = object;
  export type LoadReport = object;
  export type ManifestSource = object;
  export interface LoadObserver {
    tell(event: LoadEvent): void;
    onClose(action: () => void): void;
    starting(start: Promise<unknown>): void;
    started(plugin: object): void;
    output(event: OutputEvent): void;
    restart(event: RestartEvent): void;
    denied(event: DeniedEvent): void;
    quarantine(plugin: object, error: Error): void;
    disposeFailed(plugin: string, error: unknown): void;
    hasDeadline(hook: string): boolean;
    remembered(hook: string): readonly object[];
  }
  export declare function load(
    target: object,
    source: ManifestSource | undefined,
    options: LoadOptions | undefined,
    observer: LoadObserver,
  ): Promise<LoadReport>;
`;
const SANDBOX =
  "export type OutputEvent = { plugin: string; stream: 'stdout' | 'stderr'; text: string; dropped: number };";
const COMPATIBILITY = "export type HostPackage = { package: string; version: string };";
const WRONG = "Deno.cwd(); Promise.withResolvers(); [].values().map(String); document.title;";

Deno.test("engine and manager use nothing that is newer than Node 20, or that only a browser, Node or Deno has", () => {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    // Node 20 has the symbols of explicit resource management, though not the statements.
    lib: ["lib.es2023.d.ts", "lib.decorators.d.ts", "lib.esnext.disposable.d.ts"],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
  };
  const files = new Map([...sources()].map(([path, text]) => [`/src/${path}`, text]));
  files.set("/src/host.d.ts", HOST);
  // The loader, which the manager imports when it is needed, may use all that Deno has.
  files.set("/src/load/mod.ts", LOADER);
  files.set("/src/load/compatibility.ts", COMPATIBILITY);
  files.set("/src/sandbox/mod.ts", SANDBOX);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.directoryExists = () => true;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) =>
    `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
  );
  assertEquals(problems, []);
  // And that the check can fail at all:
  files.set("/src/engine/wrong.ts", WRONG);
  const wrong = ts.createProgram(["/src/engine/wrong.ts"], options, host);
  assertEquals(ts.getPreEmitDiagnostics(wrong).length, 4);
});

Deno.test("no statement of engine and manager is newer than Node 20", () => {
  for (const [path, text] of sources()) {
    // Newer statements would have to be compiled down.
    const emit = (target: ts.ScriptTarget) => ts.transpile(text, { target, module: ts.ModuleKind.ESNext });
    assertEquals(emit(ts.ScriptTarget.ES2022), emit(ts.ScriptTarget.ESNext), path);
  }
});

Deno.test("engine and manager run in Node", { ignore: !hasNode() }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, text] of sources()) {
      const compilerOptions: ts.CompilerOptions = {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      };
      const { outputText } = ts.transpileModule(text, { compilerOptions });
      await Deno.mkdir(`${folder}/${path.split("/")[0]}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${path.replace(/\.ts$/, ".js")}`, outputText);
    }
    await Deno.writeTextFile(`${folder}/package.json`, '{ "type": "module" }');
    await Deno.writeTextFile(`${folder}/main.js`, PROGRAM);
    const { code, stdout, stderr } = await new Deno.Command("node", { args: [`${folder}/main.js`] }).output();
    const text = new TextDecoder();
    assertEquals([code, text.decode(stderr)], [0, ""]);
    assertEquals(JSON.parse(text.decode(stdout)), {
      sync: { wrapped: [2, 1] },
      async: ["later", "now"],
      first: "answer",
      old: "forced",
      replayed: [7],
      refused: "not-generator",
      args: "unknown-args",
      unknown: "Cannot find hook 'snyc' of 'demo': no spec and no plugin knows it. Did you mean 'sync'?",
      error: ["missing-argument", "p"],
      disposed: true,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function hasNode(): boolean {
  try {
    const { success } = new Deno.Command("node", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return success;
  } catch {
    console.warn("node is not installed: that engine and manager run in it is not tested");
    return false;
  }
}

const PROGRAM = `
import { hookimplMarker, hookspecMarker } from "./engine/mod.js";
import { PluginManager } from "./manager/mod.js";

const hookspec = hookspecMarker("demo");
const hookimpl = hookimplMarker("demo");
const codeOf = (run) => {
  try {
    run();
  } catch (error) {
    return error.code;
  }
};

const pm = new PluginManager("demo", {
  sync: hookspec(() => {}),
  async: hookspec(async () => {}),
  first: hookspec({ firstresult: true }, () => {}),
  old: hookspec(() => {}),
  memory: hookspec({ historic: true }, async () => {}),
  listed: hookspec({ args: ["n"] }, () => {}),
});

class Plugin {
  replayed = [];
  disposed = false;
  [Symbol.asyncDispose]() {
    this.disposed = true;
    return Promise.resolve();
  }
}
const { prototype } = Plugin;
prototype.sync = hookimpl(() => 1);
prototype.async = hookimpl(async () => "now");
prototype.first = hookimpl(() => "answer");
prototype.old = hookimpl({ hookwrapper: true }, function* () {
  (yield).forceResult("forced");
});
prototype.memory = hookimpl(async function ({ n }) {
  this.replayed.push(n);
});
prototype.listed = hookimpl(({ n }) => n);

await pm.hook.memory.callHistoric({ n: 7 });
const plugin = new Plugin();
await pm.registerAsync(plugin, "p");
pm.register({
  sync: hookimpl(() => 2),
  wrap: hookimpl({ specname: "sync", wrapper: true }, function* () {
    return { wrapped: yield };
  }),
  async: hookimpl(() => new Promise((resolve) => setTimeout(resolve, 1, "later"))),
  around: hookimpl({ specname: "async", wrapper: true }, async function* () {
    return yield;
  }),
});

const result = {
  sync: pm.hook.sync(),
  async: await pm.hook.async(),
  first: pm.hook.first(),
  old: pm.hook.old(),
  replayed: plugin.replayed,
  refused: codeOf(() => pm.register({ sync: hookimpl({ wrapper: true }, () => {}) })),
  args: codeOf(() => pm.register({ listed: hookimpl(({ m }) => m) })),
};
try {
  pm.hook.snyc();
} catch (error) {
  result.unknown = error.message;
}
console.warn = () => {};
try {
  pm.hook.listed({});
} catch ({ code, plugin }) {
  result.error = [code, plugin];
}
await pm.close();
console.log(JSON.stringify({ ...result, disposed: plugin.disposed }));
`;
