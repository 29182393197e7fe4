import { join } from "node:path";
import { hashOf } from "./deno_dir.ts";
import { readIfThere, writeWhole } from "./files.ts";
import { type Graph, parseGraph } from "./info.ts";
import { asRecord } from "./jsonc.ts";
import type { FileMark } from "./marks.ts";

/**
 * A graph that was resolved at an earlier start. It is a function of what its modules say, of the settings, and of the lock, so
 * that it holds for as long as all of these are what they were; asking Deno for it again would take longer than all else that
 * is done before a plugin starts.
 *
 * What a plugin may import is checked anew with it at each start: links and grants may be others than they were.
 */
export interface KeptGraph {
  readonly graph: Graph;
  /** Whether the plugin's files are those that the graph was resolved of. */
  holdsFor(files: readonly FileMark[]): boolean;
}

/** What is written. */
interface Kept {
  /** What `deno info` said. */
  readonly info: string;
  /** The plugin's local files: what their marks say of place and content. */
  readonly files: readonly string[];
  /** The other files and folders that the modules are in, the runner's and those in the cache, with what they were then. */
  readonly places: readonly (readonly [path: string, stamp: string])[];
}

/**
 * Keeps a graph of which nothing is missing: what is not there could be there the next time.
 *
 * @param folder Where it is kept: with the plugin's settings.
 * @param key All else that the graph depends on.
 * @param info What `deno info` said.
 * @param files The plugin's local files.
 */
export async function keepGraph(
  folder: string,
  key: readonly string[],
  info: string,
  files: readonly FileMark[],
): Promise<void> {
  const graph = parseGraph(info);
  if (graph === undefined || !isWhole(graph)) return;
  const own = new Set(files.map(({ path }) => path));
  const others = [...localPaths(info), ...graph.npmFolders.values()].filter((path) => !own.has(path));
  const places: [string, string][] = [];
  for (const path of others) {
    const stamp = stampOf(path);
    if (stamp === undefined) return;
    places.push([path, stamp]);
  }
  const kept: Kept = { info, files: files.map(textOf), places };
  await writeWhole(await pathFor(folder, key), JSON.stringify(kept));
}

/** The graph that was kept, if the files of the runner and those in the cache are still what they were. */
export async function keptGraph(folder: string, key: readonly string[]): Promise<KeptGraph | undefined> {
  const kept = parsed(await readIfThere(await pathFor(folder, key)));
  if (kept === undefined || kept.places.some(([path, stamp]) => stampOf(path) !== stamp)) return undefined;
  const graph = parseGraph(kept.info);
  if (graph === undefined) return undefined;
  return {
    graph,
    holdsFor: (files) => files.length === kept.files.length && files.every((file, i) => textOf(file) === kept.files[i]),
  };
}

async function pathFor(folder: string, key: readonly string[]): Promise<string> {
  return join(folder, `${await hashOf(JSON.stringify([FORM, Deno.version.deno, ...key]))}.graph`);
}

/** Of what is written: to be changed with it. */
const FORM = "1";

function isWhole({ modules }: Graph): boolean {
  return modules.values().every(({ error, edges }) => {
    return error === undefined && edges.every((edge) => edge.error === undefined);
  });
}

/** What tells a file of the plugin from another: where it is in truth, and what it says. */
function textOf({ path, target, sha256 }: FileMark): string {
  return JSON.stringify([path, target, sha256]);
}

/** The files that the modules are in, those in the cache included. */
function localPaths(info: string): string[] {
  const modules: unknown = asRecord(JSON.parse(info))?.modules;
  return (Array.isArray(modules) ? modules : []).flatMap((module) => {
    const local = asRecord(module)?.local;
    return typeof local === "string" ? [local] : [];
  });
}

/** What tells that a file which no plugin can change is still the same, or that a folder is still there. */
function stampOf(path: string): string | undefined {
  try {
    const { isDirectory, size, mtime, ino } = Deno.statSync(path);
    return isDirectory ? "folder" : [size, mtime?.getTime(), ino].join();
  } catch {
    return undefined;
  }
}

function parsed(text: string | undefined): Kept | undefined {
  try {
    const { info, files, places } = JSON.parse(text ?? "null") as Kept;
    return typeof info === "string" && Array.isArray(files) && Array.isArray(places)
      ? { info, files, places }
      : undefined;
  } catch {
    // Then it is made again.
    return undefined;
  }
}
