/** Lock modules with plugins that no manifest names. */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { copyLibraries } from "../host.ts";
import { standaloneText, TENON } from "../support.ts";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";

const COMPILED = `Object.defineProperty(Deno, "build", { value: { ...Deno.build, standalone: true } });
Deno.execPath = () => "/nowhere";`;

/** A plugin of the project "demo", as a package. */
function plugin(name: string) {
  const says = standaloneText(`export default { say: hookimpl(() => ${JSON.stringify(name)}) };`);
  return { name, exports: { ".": "./mod.ts", "./demo": "./demo.ts" }, files: { "/mod.ts": "", "/demo.ts": says } };
}

/** A project that depends on packages of a registry, two of them plugins. */
class Project implements AsyncDisposable {
  readonly folder = new TempFolder();
  readonly cache = new TempFolder();
  readonly jsr: JsrRegistry;

  private constructor(jsr: JsrRegistry) {
    this.jsr = jsr;
  }

  static async make(): Promise<Project> {
    const other = { name: "@acme/other", files: { "/mod.ts": "" } };
    const project = new Project(await JsrRegistry.start(plugin("@acme/one"), plugin("@acme/two"), other));
    const { folder, cache } = project;
    copyLibraries(cache.path);
    project.depend("@acme/one", "@acme/other");
    folder.write("plugins.jsonc", '{ "plugins": {} }');
    folder.write("compiled.ts", COMPILED);
    folder.write(
      "lock.ts",
      `import { writeLockModule } from ${JSON.stringify(TENON)};
try {
  const { plugins, changed } = await writeLockModule("plugins.jsonc", { project: "demo" });
  console.log(changed, JSON.stringify(plugins));
} catch (error) {
  console.log(error.code, error.message);
}`,
    );
    folder.write(
      "host.ts",
      `import { hookspecMarker, PluginManager } from ${JSON.stringify(TENON)};
import * as lock from "./plugins.lock.ts";
const hookspec = hookspecMarker("demo");
await using pm = new PluginManager("demo", { say: hookspec((_: { to: string }): string | void => {}) });
const report = await pm.load(new URL("./plugins.jsonc", import.meta.url), { lock });
console.log(pm.hook.say({ to: "" }).join());
console.log(report.toString());`,
    );
    return project;
  }

  /** Writes deno.json. */
  depend(...packages: readonly string[]): void {
    const imports = Object.fromEntries(packages.map((name) => [name, `jsr:${name}@^1`]));
    this.folder.write("deno.json", JSON.stringify({ imports }));
  }

  /** Runs a script of the project. Gives what it prints. */
  async run(
    script: string,
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", ...flags, script],
      cwd: this.folder.path,
      env: { NO_COLOR: "1", DENO_DIR: this.cache.path, TENON_DISABLE_AUTOLOAD: "0", ...this.jsr.env, ...env },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return text.decode(stdout) || text.decode(stderr);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.folder[Symbol.dispose]();
    this.cache[Symbol.dispose]();
    await this.jsr[Symbol.asyncDispose]();
  }
}

Deno.test("what discovery finds is in a lock module, and is loaded from there without asking anybody", async () => {
  await using project = await Project.make();
  const written = await project.run("lock.ts");
  assertEquals(written, 'true [{"name":"@acme/one","from":"jsr:@acme/one@^1/demo"}]\n');
  assertEquals((await project.run("lock.ts")).split(" ")[0], "false");
  const asked = project.jsr.requests.filter((path) => path.startsWith("/@acme/other")).length;
  const printed = await project.run("host.ts", ["--reload=jsr:"]);
  assertEquals(printed.split("\n")[0], "@acme/one", printed);
  assertStringIncludes(printed, "deno.json");
  assertNotMatch(printed, /out of date/);
  // Nobody has asked again whether the other one is a plugin.
  assertEquals(project.jsr.requests.filter((path) => path.startsWith("/@acme/other")).length, asked);
});

Deno.test("another dependency outdates what was discovered, and it is discovered anew", async () => {
  await using project = await Project.make();
  await project.run("lock.ts");
  project.depend("@acme/one", "@acme/other", "@acme/two");
  const printed = await project.run("host.ts");
  assertEquals(printed.split("\n")[0], "@acme/two,@acme/one", printed);
  assertStringIncludes(printed, "is out of date: there are other dependencies than there were then.");
});

Deno.test("where discovery is switched off, nothing that was discovered is loaded from a lock module", async () => {
  await using project = await Project.make();
  await project.run("lock.ts");
  const printed = await project.run("host.ts", [], { TENON_DISABLE_AUTOLOAD: "1" });
  assertEquals(printed, "\nno plugins\n");
});

Deno.test("a compiled host has what was discovered when its lock module was written, and reads no configuration file", async () => {
  await using project = await Project.make();
  await project.run("lock.ts");
  project.folder.write("deno.json", '{ "imports": 7 }');
  const printed = await project.run("host.ts", ["--no-config", "--preload", "./compiled.ts"]);
  assertEquals(printed.split("\n")[0], "@acme/one", printed);
  assertNotMatch(printed, /out of date|Cannot/);
});

Deno.test("a lock module is not written if it cannot be told whether a dependency is a plugin", async () => {
  await using project = await Project.make();
  await project.run("lock.ts");
  const before = Deno.readTextFileSync(`${project.folder.path}/plugins.lock.ts`);
  project.depend("@acme/one", "@acme/nowhere");
  const printed = await project.run("lock.ts");
  assertStringIncludes(printed, "discovery-failed Cannot find out whether jsr:@acme/nowhere");
  project.folder.write("deno.json", '{ "imports": 7 }');
  assertStringIncludes(await project.run("lock.ts", ["--no-config"]), "config-unreadable");
  assertEquals(Deno.readTextFileSync(`${project.folder.path}/plugins.lock.ts`), before);
});
