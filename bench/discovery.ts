/**
 * How long discovery takes in a project with 200 dependencies of which 5 are plugins, beyond what importing those 5 takes:
 * `deno run -A bench/discovery.ts [ROUNDS]`.
 *
 * Both are measured in the same run, in turns, each time in a process of its own: a host that names the 5 in its manifest, and
 * one that discovers them. The packages come from loopback registries, are installed beforehand, and are in the lock.
 *
 * @module
 */
import { copyLibraries } from "../tests/load/host.ts";
import { jsrPlugin, npmPlugin } from "../tests/load/discovery/support.ts";
import { type JsrPackage, JsrRegistry } from "../tests/support/jsr_registry.ts";
import { type NpmPackage, NpmRegistry } from "../tests/support/npm_registry.ts";
import { TempFolder } from "../tests/support/temp_folder.ts";

const JSR = 150;
const NPM = 50;
/** Every 40th is a plugin. */
const isPlugin = (index: number) => index % 40 === 0;

const rounds = Number(Deno.args[0] ?? 10);
const jsrPackages = Array.from({ length: JSR }, (_, i): JsrPackage => {
  const name = `@bench/jsr-${i}`;
  return isPlugin(i) ? jsrPlugin(name) : { name, files: { "/mod.ts": "export const x: number = 1;\n" } };
});
const npmPackages = Array.from({ length: NPM }, (_, i): NpmPackage => {
  const name = `@bench/npm-${i}`;
  if (i === 25) return npmPlugin(name);
  // A third of npm's packages has no exports.
  return {
    name,
    json: { type: "module", ...(i % 3 === 0 ? {} : { exports: "./index.js" }) },
    files: { "index.js": "" },
  };
});
await using jsr = await JsrRegistry.start(...jsrPackages);
await using npm = await NpmRegistry.start("@bench", ...npmPackages);
using folder = new TempFolder();
using cache = new TempFolder();
copyLibraries(cache.path);
folder.write(".npmrc", npm.npmrc);
const dependencies = [
  ...jsrPackages.map(({ name }) => `jsr:${name}@^1`),
  ...npmPackages.map(({ name }) => `npm:${name}@^1`),
];
const tenon = new URL("../mod.ts", import.meta.url).href;
const imports = Object.fromEntries(dependencies.map((specifier, i) => [`dependency-${i}`, specifier]));
folder.write("deno.json", JSON.stringify({ imports: { "@tenon/tenon": tenon, ...imports } }));
const exported = [...jsrPackages.map(({ exports }) => exports), ...npmPackages.map(({ json }) => json?.exports)];
const plugins = exported.flatMap((exports, i) => {
  return Object.hasOwn(Object(exports), "./demo") ? [`${dependencies[i]}/demo`] : [];
});
const entries = Object.fromEntries(plugins.map((from) => [from, { from, permissions: "inherit" }]));
const host = (load: string) =>
  `import { hookspecMarker, PluginManager } from "@tenon/tenon";
const pm = new PluginManager("demo", { say: hookspecMarker("demo")(() => {}) });
const start = performance.now();
const { plugins } = await pm.load(${load});
console.log(JSON.stringify([performance.now() - start, plugins.filter(({ state }) => state === "loaded").length]));
`;
folder.write("named.ts", host(`{ plugins: ${JSON.stringify(entries)} }, { discover: false }`));
folder.write("discovered.ts", host(`{ plugins: {} }`));
folder.write("none.ts", host(`{ plugins: {} }, { discover: false }`));

async function deno(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder.path,
    env: { ...jsr.env, DENO_DIR: cache.path, NO_COLOR: "1", TENON_DISABLE_AUTOLOAD: "" },
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Starts a host; gives how long its `load` took, in milliseconds. */
async function measure(name: string, expected: number): Promise<number> {
  const [ms, loaded] = JSON.parse(await deno("run", "-A", `${name}.ts`));
  if (loaded !== expected) throw new Error(`${name} loaded ${loaded} plugins, not ${expected}`);
  return ms;
}

await deno("install");
const names = { none: 0, named: plugins.length, discovered: plugins.length };
const times = new Map(Object.keys(names).map((name) => [name, [] as number[]]));
// The first round warms the caches up, and writes the lock.
for (let round = 0; round <= rounds; round++) {
  for (const [name, expected] of Object.entries(names)) {
    const ms = await measure(name, expected);
    if (round > 0) times.get(name)!.push(ms);
  }
}
const asked = jsr.requests.length;
await measure("discovered", plugins.length);

const median = (name: string) => times.get(name)!.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
const [none, named, discovered] = [median("none"), median("named"), median("discovered")];
const own = discovered - named;
console.log(
  `${dependencies.length} dependencies, ${plugins.length} of them plugins; medians of ${rounds} rounds, in ms`,
);
console.log(`load, no plugins                ${none.toFixed(1)}`);
console.log(`load, the plugins named         ${named.toFixed(1)}`);
console.log(`load, the plugins discovered    ${discovered.toFixed(1)}`);
console.log(
  `discovery's own time            ${own.toFixed(1)}, ${(own / dependencies.length).toFixed(3)} a dependency`,
);
console.log(`discovered / named              ${(discovered / named).toFixed(2)}`);
console.log(`requests to the registry        ${jsr.requests.length - asked}`);
