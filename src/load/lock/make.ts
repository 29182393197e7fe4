import { fileURLToPath, pathToFileURL } from "node:url";
import { readManifest } from "../../manifest/mod.ts";
import { hostLock } from "../../sandbox/host_lock.ts";
import { PluginCheck } from "../integrity/check.ts";
import type { ManifestSource } from "../load.ts";
import { resolveIsolated } from "../specifier.ts";
import { LockError, type LockErrorCode } from "./errors.ts";
import { configError } from "../discovery/errors.ts";
import { ask, type Search, search } from "../discovery/search.ts";
import { startFolder } from "../discovery/start_folder.ts";
import { lockedEntries, madeFrom, targetOf } from "./made_from.ts";
import { isLockText, type LockLine, lockText } from "./module.ts";
import { LOCK_NAME } from "./use.ts";
import type { WriteLockOptions, WrittenLock } from "./write.ts";

/** Does what `writeLockModule` says. */
export async function makeLock(source: ManifestSource | undefined, options: WriteLockOptions): Promise<WrittenLock> {
  const { project, base } = options;
  const given = base === undefined ? {} : { base };
  const { url, entries, discover } = await readManifest(source ?? { plugins: {} }, given);
  const isFetched = (typeof source === "string" || source instanceof URL) && url?.protocol !== "file:";
  const lock = placeOf(options.to, url);
  const named = await Promise.all(
    lockedEntries(entries).map(async (entry): Promise<LockLine> => {
      const { name, from, integrity } = entry;
      // A manifest from elsewhere cannot name a module on this machine.
      const target = isFetched ? resolveIsolated(from, url, url, name) : targetOf(entry, url, lock);
      const line = { name, from, found: "manifest", target };
      if (integrity === undefined) return line;
      const check = new PluginCheck(entry, { host: undefined, lock: hostLock(url) });
      await check.ofHostModules(resolveIsolated(from, url, undefined, name));
      return { ...line, integrity };
    }),
  );
  const looksAround = options.discover !== false && discover;
  const found = looksAround
    ? await search(project, entries, startFolder(isFetched || url === undefined ? lock : url))
    : undefined;
  const lines = [...found === undefined ? [] : await discovered(found, project), ...named];
  const dependencies = found && found.candidates.map(({ entry }) => entry.from);
  const sources = await madeFrom({ project, entries, base: url, dependencies }, lock);
  const changed = await write(lock, lockText(project, sources, lines));
  return { url: lock.href, plugins: lines.map(({ name, from }) => ({ name, from })), changed };
}

/** How long a package may take to say whether it is a plugin. Nobody is waiting for a host to start. */
const ASKING_MS = 60_000;

/**
 * The plugins that discovery finds.
 *
 * @throws {PluginLoadError} If it cannot be told of a package, or of a configuration file: the module would lack plugins.
 */
async function discovered({ candidates, problems, notes }: Search, project: string): Promise<LockLine[]> {
  for (const problem of problems) throw configError(problem);
  for (const note of notes) throw new LockError("incomplete", `Cannot write the lock module: ${note}`);
  const asked = await ask(candidates, project, ASKING_MS);
  return candidates.filter((candidate) => asked.has(candidate)).map((candidate) => {
    const error = asked.get(candidate);
    if (error !== undefined) throw error;
    const { entry: { name, from }, found } = candidate;
    return { name, from, found, target: from };
  });
}

/** Where the module is to be. */
function placeOf(to: string | URL | undefined, base: URL | undefined): URL {
  const given = to === undefined
    ? base && new URL(LOCK_NAME, base)
    : to instanceof URL || /^[a-z][a-z0-9+.-]+:/i.test(to)
    ? new URL(to)
    : pathToFileURL(to);
  if (given?.protocol === "file:") return given;
  throw problem(
    "no-place",
    given?.href ?? LOCK_NAME,
    given === undefined || to === undefined
      ? "the manifest is not a local file. Say where with the option to."
      : "it must be a local file.",
  );
}

/** Writes the text if it is not there already. Gives whether it was written. */
async function write(lock: URL, text: string): Promise<boolean> {
  const path = fileURLToPath(lock);
  try {
    const before = await readIfThere(lock);
    if (before === text) return false;
    if (before !== undefined && !isLockText(before)) {
      throw problem("not-ours", path, "another file is there. Take it away, or write the module somewhere else.");
    }
    // Whoever reads it meanwhile gets all of one or of the other.
    const staged = `${path}.${crypto.randomUUID()}`;
    try {
      await Deno.writeTextFile(staged, text);
      await Deno.rename(staged, path);
    } catch (error) {
      await Deno.remove(staged).catch(() => {});
      throw error;
    }
    return true;
  } catch (cause) {
    if (cause instanceof LockError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw problem("unwritable", path, `${reason}.`, cause);
  }
}

async function readIfThere(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function problem(code: LockErrorCode, place: string, why: string, cause?: unknown): LockError {
  return new LockError(code, `Cannot write the lock module ${place}: ${why}`, {
    source: place,
    ...(cause === undefined ? {} : { cause }),
  });
}
