/**
 * Finds out where the `@std` modules come from.
 *
 * They are JSR packages, and deno.json says so. Where jsr.io cannot be reached but the npm registry can, the same modules
 * are taken from the npm package `deno-std`, by an import map that stands in for the `imports` of deno.json. It is made
 * from them, so a package that is added there is there in both places.
 *
 * Nothing here may import anything that has to be downloaded: this runs before we know what can be.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { fileURLToPath } from "node:url";

/** The npm package that carries the sources of `@std` as plain JavaScript. */
export const NPM_STD = "deno-std@1.4.0";

/** The folder of deno.json. */
export const ROOT = new URL("../", import.meta.url);

/** A place that `@std` can be had from. */
export type Place = "jsr" | "npm";

/** What has to be done to have `@std` from one place. */
export interface Std {
  /** Where `@std` comes from. */
  readonly place: Place;
  /** One line for a person. */
  readonly notice: string;
  /** What `deno run`, `test`, `check` and `doc` need in the repository. */
  readonly flags: readonly string[];
  /** What they need in a process that a test starts, in whatever folder. */
  readonly childFlags: readonly string[];
}

type Imports = Readonly<Record<string, string>>;

/** How long the registry may take to answer before it counts as out of reach. */
const PROBE_MS = 2000;

/** Finds out where `@std` comes from here and now. */
export async function findStd(): Promise<Std> {
  // What Deno has already needs no network, so a person on a train keeps working, and nobody waits for the probe twice.
  if (await isCached(config.imports)) return fromJsr("std: from JSR, already in Deno's cache");
  const registry = Deno.env.get("JSR_URL") || "https://jsr.io/";
  if (await isReachable(registry)) return fromJsr("std: from JSR");
  return {
    place: "npm",
    notice: `std: from npm (${NPM_STD}), as ${registry.replace(/^https?:\/\/|\/+$/g, "")} cannot be reached`,
    ...fromNpm(),
  };
}

/** Says whether a JSR registry answers at `registry`, and answers as one. */
export async function isReachable(registry: string, timeout: number = PROBE_MS): Promise<boolean> {
  try {
    const url = new URL("@std/assert/meta.json", registry.replace(/\/*$/, "/"));
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
    // A captive portal answers everything with a page of its own, so a status of 200 proves nothing.
    const meta = await response.json();
    return response.ok && meta.scope === "std" && typeof meta.versions === "object";
  } catch {
    return false;
  }
}

/** Says whether Deno's cache holds every JSR package in `imports`, at the versions of deno.lock. */
async function isCached(imports: Imports): Promise<boolean> {
  const packages = Object.values(imports).filter((target) => target.startsWith("jsr:"));
  const main = packages.map((target) => `import ${JSON.stringify(target)};`).join("\n");
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--cached-only",
      `--lock=${pathOf("deno.lock")}`,
      "--frozen",
      dataUrl("application/javascript", main),
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

function fromJsr(notice: string): Std {
  // Processes that tests start may import what the lock does not have, and Deno would add it. So they get a copy.
  const lock = pathOf(".deno/deno.lock");
  Deno.mkdirSync(pathOf(".deno"), { recursive: true });
  try {
    Deno.copyFileSync(pathOf("deno.lock"), lock);
  } catch (error) {
    // Without a lock to copy, Deno makes one, there as here.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return { place: "jsr", notice, flags: [], childFlags: [importMapFlag("jsr"), `--lock=${lock}`] };
}

function fromNpm(): Pick<Std, "flags" | "childFlags"> {
  // deno.lock is about JSR's packages; with this import map Deno would write others into it.
  const flags = [importMapFlag("npm"), "--no-lock"];
  return { flags, childFlags: flags };
}

/**
 * Deno 2.9.6 panics over an import map in a `data:` URL where the configuration has a workspace, so it is a file. Two runs at
 * once may both be writing it: each finds a whole one.
 */
function importMapFlag(place: Place): string {
  const path = pathOf(`.deno/import_map_${place}.json`);
  const whole = `${path}.${Deno.pid}`;
  Deno.mkdirSync(pathOf(".deno"), { recursive: true });
  Deno.writeTextFileSync(whole, JSON.stringify({ imports: importMap(config.imports, ROOT, place) }));
  Deno.renameSync(whole, path);
  return `--import-map=${path}`;
}

/**
 * Makes the import map that has the effect of the `imports` of deno.json from any folder, with `@std` from `place`.
 *
 * @param imports The `imports` of deno.json.
 * @param root The folder that local entries are relative to.
 * @param place Where `@std` comes from.
 * @returns The `imports` of the import map.
 */
export function importMap(imports: Imports, root: URL, place: Place): Record<string, string> {
  const map: Record<string, string> = {};
  for (const [name, target] of Object.entries(imports)) {
    const npm = place === "npm" ? npmTarget(target) : undefined;
    if (npm !== undefined) {
      // Published sources name their packages in full, as they get no import map where they are imported by URL.
      map[name] = map[target] = npm;
    } else {
      map[name] = /^\.{0,2}\//.test(target) ? new URL(target, root).href : target;
    }
  }
  return map;
}

/** The module in `deno-std` for a specifier such as `jsr:@std/path@^1.1.6/posix`; undefined for any other package. */
function npmTarget(specifier: string): string | undefined {
  const [, name, path = ""] = /^jsr:@std\/([^@/]+)(?:@[^/]+)?(\/.+)?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  // A folder's module is its mod.js; every other export is a file of the same name, spelt with underscores.
  const isFolder = path === "" || path === "/posix" || path === "/windows";
  const file = isFolder ? `${path}/mod` : path.replaceAll("-", "_");
  return `npm:${NPM_STD}/${name.replaceAll("-", "_")}${file}.js`;
}

function dataUrl(type: string, text: string): string {
  return `data:${type},${encodeURIComponent(text)}`;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, ROOT));
}
