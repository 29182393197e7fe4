import type { Entry } from "../../manifest/mod.ts";
import { isBare, resolved, resolveSpecifier } from "../specifier.ts";
import { LOCK_FORMAT, type LockSources } from "./module.ts";
import { relativeUrl } from "./relative_url.ts";

/** What a lock module is made from. */
export interface LockIngredients {
  readonly project: string;
  readonly entries: readonly Entry[];
  /** What relative specifiers of the entries are relative to. */
  readonly base: URL | undefined;
  /** What discovery looks at, one text for each dependency; `undefined` if it is switched off. */
  readonly dependencies: readonly string[] | undefined;
}

/** The entries of a manifest that are in a lock module: what is switched off is not to be fetched, nor compiled in. */
export function lockedEntries(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ enabled }) => enabled);
}

/**
 * What a lock module imports for a specifier of a manifest: a file by its path as seen from the lock module, so that both can
 * be moved together; all else as it is written.
 *
 * @throws {PluginLoadError} If the specifier is none that modules come from, or is relative to nothing.
 */
export function targetOf({ name, from }: Pick<Entry, "name" | "from">, base: URL | undefined, lock: URL): string {
  const written = resolveSpecifier(from, base, name);
  const specifier = isBare(written) ? ofProject(written) : written;
  return /^file:/i.test(specifier) ? relativeUrl(lock, new URL(specifier)) : specifier;
}

/**
 * What a name of the import map stands for where the loader imports it: it may be something else for a member of a workspace,
 * and the lock module may be in one. What is installed in a `node_modules` stays a name.
 */
function ofProject(name: string): string {
  const target = resolved(name);
  return target === undefined || target.includes("/node_modules/") ? name : target;
}

/** The hashes of what a lock module at a place is made from. */
export async function madeFrom(made: LockIngredients, lock: URL): Promise<LockSources> {
  const { project, entries, base, dependencies } = made;
  // Also those that are switched off: they decide what is discovered.
  const targets = entries.map((entry) => {
    const { name, from, enabled, integrity = null } = entry;
    return [name, from, enabled, integrity, targetOrNothing(entry, base, lock)];
  });
  const manifest = await hashOf([LOCK_FORMAT, project, targets]);
  return dependencies === undefined
    ? { manifest }
    : { manifest, dependencies: await hashOf([LOCK_FORMAT, project, dependencies]) };
}

function targetOrNothing(entry: Entry, base: URL | undefined, lock: URL): string | null {
  try {
    return targetOf(entry, base, lock);
  } catch {
    // It fails by itself when it is loaded.
    return null;
  }
}

async function hashOf(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
}
