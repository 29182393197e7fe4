import { copyLibraries } from "../../tests/load/host.ts";
import { jsrPlugin, npmPlugin } from "../../tests/load/discovery/support.ts";
import { type JsrPackage, JsrRegistry } from "../../tests/support/jsr_registry.ts";
import { type NpmPackage, NpmRegistry } from "../../tests/support/npm_registry.ts";
import { TempFolder } from "../../tests/support/temp_folder.ts";
import { measure } from "../measure.ts";
import type { Workload } from "../workload.ts";

/** The dependencies of a project: a quarter from npm, and a plugin here and there. */
class Dependencies {
  readonly jsr: readonly JsrPackage[];
  readonly npm: readonly NpmPackage[];
  readonly specifiers: readonly string[];
  /** The specifiers of those that are plugins. */
  readonly plugins: readonly string[];

  constructor(count: number) {
    const fromNpm = count / 4;
    const fromJsr = count - fromNpm;
    this.jsr = Array.from({ length: fromJsr }, (_, i): JsrPackage => {
      const name = `@bench/jsr-${i}`;
      if (i % Math.ceil(fromJsr / 4) === 0) return jsrPlugin(name);
      return { name, files: { "/mod.ts": "export const x: number = 1;\n" } };
    });
    this.npm = Array.from({ length: fromNpm }, (_, i): NpmPackage => {
      const name = `@bench/npm-${i}`;
      if (i === fromNpm / 2) return npmPlugin(name);
      // A third of npm's packages has no exports.
      return {
        name,
        json: { type: "module", ...(i % 3 === 0 ? {} : { exports: "./index.js" }) },
        files: { "index.js": "" },
      };
    });
    this.specifiers = [
      ...this.jsr.map(({ name }) => `jsr:${name}@^1`),
      ...this.npm.map(({ name }) => `npm:${name}@^1`),
    ];
    const exported = [...this.jsr.map(({ exports }) => exports), ...this.npm.map(({ json }) => json?.exports)];
    this.plugins = this.specifiers
      .filter((_, i) => Object.hasOwn(Object(exported[i]), "./demo"))
      .map((specifier) => `${specifier}/demo`);
  }
}

/** A host that says how long its `load` took, and how many plugins it loaded. */
const host = (load: string) =>
  `import { hookspecMarker, PluginManager } from "@tenon/tenon";
const pm = new PluginManager("demo", { say: hookspecMarker("demo")(() => {}) });
const start = performance.now();
const { plugins } = await pm.load(${load});
console.log(JSON.stringify([performance.now() - start, plugins.filter(({ state }) => state === "loaded").length]));
`;

function writeProject(folder: TempFolder, { specifiers, plugins }: Dependencies): void {
  const tenon = new URL("../../mod.ts", import.meta.url).href;
  const imports = Object.fromEntries(specifiers.map((specifier, i) => [`dependency-${i}`, specifier]));
  const entries = Object.fromEntries(plugins.map((from) => [from, { from, permissions: "inherit" }]));
  folder.write("deno.json", JSON.stringify({ imports: { "@tenon/tenon": tenon, ...imports } }));
  folder.write("named.ts", host(`{ plugins: ${JSON.stringify(entries)} }, { discover: false }`));
  folder.write("discovered.ts", host(`{ plugins: {} }`));
}

/** Discovery beside naming plugins in a manifest. */
export const discovery: Workload = {
  id: "discovery",
  title: "Discovery of plugins among the dependencies of a project",
  about:
    "Each load is in a process of its own. Packages come from loopback registries, are installed, and are in the lock.",
  denoOnly: true,
  async run({ quick }) {
    const dependencies = new Dependencies(quick ? 16 : 200);
    const { plugins, specifiers } = dependencies;
    await using jsr = await JsrRegistry.start(...dependencies.jsr);
    await using npm = await NpmRegistry.start("@bench", ...dependencies.npm);
    using folder = new TempFolder();
    using cache = new TempFolder();
    copyLibraries(cache.path);
    folder.write(".npmrc", npm.npmrc);
    writeProject(folder, dependencies);

    const deno = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: folder.path,
        env: { ...jsr.env, DENO_DIR: cache.path, NO_COLOR: "1", TENON_DISABLE_AUTOLOAD: "" },
      }).output();
      if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    /** How long a host's `load` took, in milliseconds. */
    const load = async (name: string): Promise<number> => {
      const [ms, loaded] = JSON.parse(await deno("run", "-A", `${name}.ts`));
      if (loaded !== plugins.length) throw new Error(`${name} loaded ${loaded} plugins, not ${plugins.length}`);
      return ms;
    };

    await deno("install");
    // This warms the caches up, and writes the lock.
    for (const name of ["named", "discovered"]) await load(name);
    return [
      await measure({
        name: `${plugins.length} of ${specifiers.length}`,
        unit: "ms",
        baseline: "named in a manifest",
        rounds: quick ? 1 : 7,
        contenders: [
          { name: "named in a manifest", role: "baseline", sample: () => load("named") },
          { name: "discovered", role: "tenon", sample: () => load("discovered") },
        ],
      }),
    ];
  },
};
