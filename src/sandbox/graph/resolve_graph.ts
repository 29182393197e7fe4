import { join } from "node:path";
import { fetchEnvironment } from "./environment.ts";
import { GraphError, type GraphOwner, PINNED_HINT } from "./errors.ts";
import { jsrUrl } from "./hosts.ts";
import { type Graph, parseGraph } from "./info.ts";
import { disagreement, type Lock, lockText, nameOf, reachable, readLock, withEarlier, withNpm } from "./lock.ts";
import type { Npmrc } from "./npmrc.ts";
import { type DenoResult, runDeno } from "./run_deno.ts";
import { keepLock, newestLock, type Settings, settingsFlags, writeSettings } from "./settings.ts";

/** What is to be resolved, and how. */
export interface Resolution {
  /** The module that imports all: a `data:` URL. */
  readonly main: string;
  /** The plugin's specifier. */
  readonly url: string;
  readonly owner: GraphOwner;
  readonly denoDir: string;
  /** The settings, and the folder that they are kept in. */
  readonly settings: Settings;
  readonly folder: string;
  readonly npmrc: Npmrc;
  /** The flag that says where modules may be fetched from. */
  readonly allowImport: string;
  /** What the host has pinned. */
  readonly pinned: Lock;
  readonly signal: AbortSignal | undefined;
}

/** A graph, and the lock file that pins it and nothing else. */
export interface Resolved {
  readonly graph: Graph;
  readonly lock: string;
  /** What Deno said of the graph. */
  readonly info: string;
}

/** The lock that the plugin had the last time, unless the host has pinned something else by now. */
export async function lockOfLastTime({ folder, owner, pinned }: Resolution): Promise<Lock | undefined> {
  const earlier = await earlierLock(folder, owner);
  return earlier !== undefined && disagreement(pinned, earlier) === undefined ? earlier : undefined;
}

/**
 * Resolves a graph, and fetches what of it is missing. What was pinned for the plugin earlier stays so, unless the host has
 * pinned something else.
 */
export async function resolveGraph(resolution: Resolution): Promise<Resolved> {
  const { folder, owner, pinned } = resolution;
  const earlier = await earlierLock(folder, owner);
  if (earlier !== undefined && disagreement(pinned, earlier) === undefined) {
    const lock = await keepLock(folder, lockText(earlier));
    const found = await resolveLocked(resolution, lock);
    if (found !== undefined) return { ...found, lock };
  }
  const stage = await Deno.makeTempDir({ dir: resolution.denoDir, prefix: "stage-" });
  try {
    await writeSettings(stage, { ...resolution.settings, npmrc: resolution.npmrc.whole });
    return await resolveAfresh(resolution, stage, earlier === undefined ? pinned : withEarlier(pinned, earlier));
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

/** The lock that the plugin had the last time, if it is whole. */
async function earlierLock(folder: string, owner: GraphOwner): Promise<Lock | undefined> {
  try {
    await Deno.stat(newestLock(folder));
    return await readLock(newestLock(folder), owner);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof GraphError) return undefined;
    throw error;
  }
}

/** The graph by the lock of the last time; nothing if the plugin imports something else by now. */
async function resolveLocked(
  resolution: Resolution,
  lock: string,
): Promise<Pick<Resolved, "graph" | "info"> | undefined> {
  const { code, stdout } = await info(resolution, resolution.folder, [`--lock=${lock}`, "--frozen"]);
  const graph = code === 0 ? parseGraph(stdout) : undefined;
  const isStale = graph?.modules.values().some(({ error }) => error?.includes("lockfile is out of date")) ?? true;
  return isStale || graph === undefined ? undefined : { graph, info: stdout };
}

async function resolveAfresh(resolution: Resolution, stage: string, lock: Lock): Promise<Resolved> {
  const { url, owner, folder } = resolution;
  const lockPath = join(stage, "lock.json");
  const round = async (staged: Lock, flags: readonly string[]) => {
    await Deno.writeTextFile(lockPath, lockText(staged));
    const result = await info(resolution, stage, [`--lock=${lockPath}`, ...flags]);
    const graph = result.code === 0 ? parseGraph(result.stdout) : undefined;
    if (graph === undefined) throw failure(result, owner);
    const after = await readLock(lockPath, owner);
    const changed = disagreement(staged, after);
    if (changed !== undefined) throw badLock(changed, owner);
    return { graph, lock: after, info: result.stdout };
  };
  // Deno fetches every npm package that a lock names, wanted or not. So first it is to tell which are wanted.
  let names = npmNames([url]);
  let found = await round(withNpm(lock, names), names.length > 0 ? [] : ["--no-npm"]);
  if (names.length === 0) {
    names = npmNames(found.graph.modules.keys());
    if (names.length > 0) found = await round(withNpm(withEarlier(found.lock, lock), names), []);
  }
  await checkPackages(resolution, stage, found.graph);
  const text = lockText(reachable(found.lock, found.graph, jsrUrl()));
  return { graph: found.graph, lock: await keepLock(folder, text), info: found.info };
}

/** The names of the npm packages among specifiers. */
function npmNames(specifiers: Iterable<string>): string[] {
  const found = [...specifiers].filter((specifier) => specifier.startsWith("npm:"));
  return [...new Set(found.map((specifier) => /^npm:\/?((?:@[^/]+\/)?[^/]*)/.exec(specifier)![1]!).map(nameOf))];
}

/**
 * `deno info` does not say why it could not fetch a package, or is silent about it, while `deno cache` fails with the reason.
 * Packages for other systems are left out on purpose.
 */
async function checkPackages(resolution: Resolution, stage: string, graph: Graph): Promise<void> {
  const there = await Promise.all([...graph.npmFolders.values()].map(async (folder) => {
    try {
      return (await Deno.stat(folder)).isDirectory;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }));
  const failed = graph.modules.values().some(({ error }) => error?.startsWith("Failed caching npm package"));
  if (!failed && !there.includes(false)) return;
  // It takes no `data:` URL, and forgives what only an `import()` asks for.
  const main = join(stage, "main.ts");
  await Deno.writeTextFile(main, `import ${JSON.stringify(resolution.url)};`);
  const flags = [...settingsFlags(stage), `--lock=${join(stage, "lock.json")}`];
  const result = await deno({ ...resolution, main }, ["cache", ...flags]);
  if (result.code !== 0) throw failure(result, resolution.owner);
}

function info(resolution: Resolution, folder: string, flags: readonly string[]): Promise<DenoResult> {
  return deno(resolution, ["info", "--json", ...settingsFlags(folder), ...flags]);
}

function deno(resolution: Resolution, args: readonly string[]): Promise<DenoResult> {
  const { main, denoDir, npmrc, allowImport, owner, signal } = resolution;
  return runDeno([...args, allowImport, main], fetchEnvironment(denoDir, npmrc.variables), owner, signal);
}

function failure({ code, stderr }: DenoResult, owner: GraphOwner): GraphError {
  const lines = stderr.split("\n").filter((line) => !/^(?:Download |Initialize |\s*$)/.test(line));
  const begin = lines.findIndex((line) => line.startsWith("error: "));
  const said = lines.slice(Math.max(begin, 0)).map((line) => line.trim()).join(" ").replace(/^error: /, "").slice(
    0,
    1000,
  );
  if (/integrity|checksum|lock ?file/i.test(said)) {
    return new GraphError("bad-lock", owner, `what is served is not what was pinned: ${said}`, PINNED_HINT, said);
  }
  const hint = "See whether its modules exist and can be reached.";
  return new GraphError("fetch-failed", owner, `Deno ended with exit code ${code}: ${said}`, hint, said);
}

function badLock(what: string, owner: GraphOwner): GraphError {
  return new GraphError("bad-lock", owner, `what is served as ${what} is not what was pinned.`, PINNED_HINT);
}
