/**
 * Hosts with many local plugins, each in a process of its own.
 *
 * @module
 */
import { denoArgs } from "../../tests/support/deno.ts";
import { copyLibraries } from "../../tests/load/host.ts";
import { TempFolder } from "../../tests/support/temp_folder.ts";

/** What a host prints about itself. */
export interface HostFigures {
  /** How long loading took, in milliseconds. */
  readonly load: number;
  /** The memory of the process that loading has added, in MiB. */
  readonly memory: number;
  /** The objects among it that are still in use, in MiB. */
  readonly heap: number;
  /** The first call of a hook that all plugins have an impl of, in milliseconds. */
  readonly first: number;
  /** Each of the calls after it, in microseconds. */
  readonly steady: number;
}

const HOOKS = `import { hookimplMarker, hookspecMarker } from TENON;
const hookspec = hookspecMarker("bench");
export class Spec {
  @hookspec
  start(_: { n: number }): number | void {}
  @hookspec
  stop(_: { n: number }): number | void {}
}
export const hookimpl = hookimplMarker<Spec>("bench");
`;

const HOST = `import { PluginManager } from TENON;
import { liveBytes } from HEAP;
import { Spec } from "./hooks.ts";
const count = COUNT;
const pm = new PluginManager("bench", Spec);
const [before, heapBefore] = [Deno.memoryUsage().rss, liveBytes()];
const start = performance.now();
LOAD
const load = performance.now() - start;
const memory = (Deno.memoryUsage().rss - before) / 2 ** 20;
const heap = (liveBytes() - heapBefore) / 2 ** 20;
const call = () => {
  const begin = performance.now();
  const results = pm.hook.start({ n: 1 });
  if (results.length !== WANTED) throw new Error("not all plugins were called");
  return performance.now() - begin;
};
const first = call();
for (let i = 0; i < 100; i++) call();
const begin = performance.now();
for (let i = 0; i < 200; i++) call();
const steady = (performance.now() - begin) * 1e3 / 200;
console.log(JSON.stringify({ load, memory, heap, first, steady }));
if (all.length !== count) throw new Error("not all are there");
`;

const WITH_TENON =
  `const { plugins: all } = await pm.load(new URL("plugins.jsonc", import.meta.url), { strict: true, discover: false });`;
const BARE =
  `const all = await Promise.all(Array.from({ length: count }, (_, i) => import(new URL(\`p\${i}.ts\`, import.meta.url).href)));`;

/** A folder with local plugins and two hosts, one that loads them and one that only imports them. */
export class ManyPlugins implements Disposable {
  readonly #folder = new TempFolder();
  readonly #cache = new TempFolder();

  /** Takes how many plugins there are. */
  constructor(count: number) {
    const folder = this.#folder;
    copyLibraries(this.#cache.path);
    const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    folder.write("hooks.ts", HOOKS.replace("TENON", url("../../mod.ts")));
    const plugins: Record<string, object> = {};
    for (let i = 0; i < count; i++) {
      plugins[`plugin-${i}`] = { from: `./p${i}.ts`, permissions: "inherit" };
      folder.write(
        `p${i}.ts`,
        `import { hookimpl } from "./hooks.ts";
export default class Plugin${i} {
  @hookimpl
  start({ n }: { n: number }) {
    return n + ${i};
  }
  @hookimpl
  stop({ n }: { n: number }) {
    return n - ${i};
  }
}
`,
      );
    }
    folder.write("plugins.jsonc", JSON.stringify({ plugins }, null, 2));
    const host = (load: string, wanted: number) =>
      HOST.replace("TENON", url("../../mod.ts")).replace("HEAP", url("../heap.ts")).replace("COUNT", String(count))
        .replace("WANTED", String(wanted)).replace("LOAD", () => load);
    folder.write("tenon.ts", host(WITH_TENON, count));
    folder.write("bare.ts", host(BARE, 0));
  }

  /** Runs a host. */
  async run(host: "tenon" | "bare"): Promise<HostFigures> {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: denoArgs("run", "--allow-all", "--no-check", `${this.#folder.path}/${host}.ts`),
      env: { DENO_DIR: this.#cache.path, NO_COLOR: "1" },
      stdin: "null",
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
    this.#cache[Symbol.dispose]();
  }
}
