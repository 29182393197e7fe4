/** What Deno's own tools see of plugins through a lock module. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { copyLibraries } from "../host.ts";
import { standaloneText } from "../support.ts";
import { JsrRegistry } from "../../support/jsr_registry.ts";
import { NpmRegistry } from "../../support/npm_registry.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { LockFolder, says } from "./support.ts";

/** A plugin that needs nothing, so that it can come from anywhere. */
const alone = (word: string) => standaloneText(`export default { say: hookimpl(() => ${JSON.stringify(word)}) };`);

/** A host with plugins of each kind, a lock module, registries, and a cache of its own. */
class Project implements AsyncDisposable {
  readonly folder = new LockFolder();
  readonly cache = new TempFolder();
  readonly jsr: JsrRegistry;
  readonly npm: NpmRegistry;

  private constructor(jsr: JsrRegistry, npm: NpmRegistry) {
    this.jsr = jsr;
    this.npm = npm;
  }

  static async make(): Promise<Project> {
    const jsr = await JsrRegistry.start({ name: "@acme/words", files: { "/mod.ts": alone("said by jsr") } });
    const npm = await NpmRegistry.start("@acme", {
      name: "@acme/words",
      json: { type: "module", exports: { ".": "./i.js" } },
      files: { "i.js": alone("said by npm") },
    });
    const project = new Project(jsr, npm);
    const { folder, cache } = project;
    copyLibraries(cache.path);
    folder.write(".npmrc", npm.npmrc);
    folder.write("deno.json", "{}");
    folder.write("local.ts", says("said by local"));
    folder.manifest({ local: "./local.ts", jsr: "jsr:@acme/words@^1", npm: "npm:@acme/words@^1" });
    await folder.lock();
    folder.writeHost(true);
    return project;
  }

  /** Runs Deno in the project's folder. */
  async deno(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.folder.path,
      env: { NO_COLOR: "1", DENO_DIR: this.cache.path, TENON_DISABLE_AUTOLOAD: "1", ...this.jsr.env, ...env },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.folder[Symbol.dispose]();
    this.cache[Symbol.dispose]();
    await this.jsr[Symbol.asyncDispose]();
    await this.npm[Symbol.asyncDispose]();
  }
}

/** What the host prints first. */
const SAID = "said by npm,said by jsr,said by local";

/** Nobody answers there. */
const OFFLINE = { JSR_URL: "http://127.0.0.1:9/" };

for (const args of [["cache", "host.ts"], ["install", "--entrypoint", "host.ts"]]) {
  Deno.test(`deno ${args.slice(0, -1).join(" ")} fetches the plugins, so that the host then needs no network`, async () => {
    await using project = await Project.make();
    const fetched = await project.deno(args);
    assertEquals(fetched.code, 0, fetched.stderr);
    const { stdout, stderr } = await project.deno(["run", "-A", "--cached-only", "--frozen", "host.ts"]);
    assertEquals(stdout.split("\n")[0], SAID, stdout + stderr);
    const lock = Deno.readTextFileSync(`${project.folder.path}/deno.lock`);
    for (const name of ["jsr:@acme/words@1", "npm:@acme/words@1"]) assertStringIncludes(lock, name);
  });
}

Deno.test("deno check finds mistakes in the types of local plugins", async () => {
  await using project = await Project.make();
  const sound = await project.deno(["check", "plugins.lock.ts"]);
  assertEquals(sound.code, 0, sound.stderr);
  project.folder.write("local.ts", `export const n: number = "no number";`);
  const { code, stderr } = await project.deno(["check", "plugins.lock.ts"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "local.ts");
});

Deno.test("deno info shows the plugins", async () => {
  await using project = await Project.make();
  const { stdout, stderr } = await project.deno(["info", "plugins.lock.ts"]);
  for (const part of ["/local.ts", "/@acme/words/1.0.0/mod.ts", "npm:/@acme/words@1.0.0"]) {
    assertStringIncludes(stdout, part, stderr);
  }
});

/** Why programs cannot be compiled here so that they run; nothing if they can. */
async function whyNoRuntime(project: Project): Promise<string | undefined> {
  project.folder.write("trivial.ts", "console.log(Deno.build.standalone);");
  const { code, stderr } = await project.deno(["compile", "--no-check", "-o", "trivial", "trivial.ts"]);
  return code === 0 ? undefined : /^.*error.*denort.*$/m.exec(stderr)?.[0].trim() ?? stderr;
}

Deno.test("deno compile takes the plugins in", async () => {
  await using project = await Project.make();
  // Which runtime is put below them plays no part for what is taken in, and this one need not be fetched.
  const env = { DENORT_BIN: Deno.execPath() };
  const { code, stderr } = await project.deno(["compile", "--no-check", "-A", "-o", "program", "host.ts"], env);
  assertEquals(code, 0, stderr);
  const program = Deno.readFileSync(`${project.folder.path}/program`);
  const taken = new TextDecoder("latin1").decode(program.subarray(Deno.statSync(Deno.execPath()).size - 4096));
  for (const plugin of ["local", "jsr", "npm"]) assertStringIncludes(taken, `said by ${plugin}`);
});

Deno.test("a compiled host runs its plugins from the lock module, without network and far from its folder", async (t) => {
  await using project = await Project.make();
  const why = await whyNoRuntime(project);
  await t.step({
    name: "compiled and run",
    ignore: why !== undefined,
    fn: async () => {
      const program = `${project.folder.path}/program`;
      const args = ["compile", "--no-check", "-A", "--include", "plugins.jsonc", "-o", program, "host.ts"];
      const compiled = await project.deno(args);
      assertEquals(compiled.code, 0, compiled.stderr);
      for (const file of ["local.ts", "plugins.jsonc", "plugins.lock.ts", "deno.json"]) {
        Deno.removeSync(`${project.folder.path}/${file}`);
      }
      using elsewhere = new TempFolder();
      using empty = new TempFolder();
      const { stdout, stderr } = await new Deno.Command(program, {
        cwd: elsewhere.path,
        env: { NO_COLOR: "1", DENO_DIR: empty.path, TENON_DISABLE_AUTOLOAD: "1", ...OFFLINE },
        stdin: "null",
      }).output();
      const text = new TextDecoder();
      assertEquals(text.decode(stdout).split("\n")[0], SAID, text.decode(stdout) + text.decode(stderr));
    },
  });
  if (why !== undefined) console.warn(`not tried, as no runtime for compiled programs can be had: ${why}`);
});
