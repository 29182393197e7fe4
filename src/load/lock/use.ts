import { UsageError } from "../../engine/mod.ts";
import { isCompiled } from "../runtime.ts";
import { type LockIngredients, madeFrom } from "./made_from.ts";
import { isLockModule, LOCK_FORMAT, type LockedPlugin, type LockModule, readLockText } from "./module.ts";

/** The name of a lock module that nobody has to be told of, beside the manifest. */
export const LOCK_NAME = "plugins.lock.ts";

/** What to do about a lock module that is not used. */
const ADVICE = "Write it again with writeLockModule.";

/** What a loading takes from a lock module. */
export class LockUse {
  readonly #byName: ReadonlyMap<string, readonly LockedPlugin[]>;
  /** The plugins that discovery found; `undefined` if it has to look by itself. */
  readonly discovered: readonly LockedPlugin[] | undefined;
  /** Why the module, or a part of it, is not used. */
  readonly notes: readonly string[];

  /** Takes the plugins of the manifest, and those that were discovered. */
  constructor(
    named: readonly LockedPlugin[] = [],
    discovered: readonly LockedPlugin[] | undefined = undefined,
    notes: readonly string[] = [],
  ) {
    this.#byName = Map.groupBy([...named, ...discovered ?? []], ({ name }) => name);
    this.discovered = discovered;
    this.notes = notes;
  }

  /** The plugin with this name and specifier. */
  find(name: string, from: string): LockedPlugin | undefined {
    return this.#byName.get(name)?.find((plugin) => plugin.from === from);
  }
}

/**
 * What of a lock module counts: of the one that the host gives, or else of the `plugins.lock.ts` beside a local manifest. In a
 * compiled program all of it does, as nothing else can be had there.
 *
 * @param given What the host gives as the option `lock`.
 * @param manifest Where the manifest is, if it is a local file.
 * @param now What a lock module would be made from now.
 * @throws {UsageError} If what the host gives is no lock module.
 */
export async function lockFor(
  given: LockModule | undefined,
  manifest: URL | undefined,
  now: LockIngredients,
): Promise<LockUse> {
  if (given === undefined) {
    return manifest === undefined || isCompiled() ? new LockUse() : await lockBeside(manifest, now);
  }
  if (!isLockModule(given)) {
    throw new UsageError(
      "bad-lock",
      "Cannot load plugins: the option 'lock' must be a module that writeLockModule has written, imported with " +
        `import * as lock from "./${LOCK_NAME}".`,
    );
  }
  const unfit = unfitness(given, now.project);
  if (unfit !== undefined) return new LockUse([], undefined, [note(new URL(given.url), unfit)]);
  if (!isCompiled()) return useOf(given, await upToDate(given, now, new URL(given.url)), now);
  return new LockUse(
    given.plugins.filter((plugin) => !wasDiscovered(plugin)),
    now.dependencies === undefined ? undefined : given.plugins.filter(wasDiscovered),
  );
}

async function lockBeside(manifest: URL, now: LockIngredients): Promise<LockUse> {
  const url = new URL(LOCK_NAME, manifest);
  const text = readIfAllowed(url);
  if (text === undefined) return new LockUse();
  const head = readLockText(text);
  const unfit = head === undefined ? "is no lock module" : unfitness(head, now.project);
  if (head === undefined || unfit !== undefined) return new LockUse([], undefined, [note(url, unfit!)]);
  // Importing it brings the modules of all its plugins along, so only if it counts.
  const parts = await upToDate(head, now, url);
  if (!parts.manifest) return useOf({ ...head, url: url.href, plugins: [] }, parts, now);
  try {
    const module: unknown = await import(url.href);
    if (isLockModule(module)) return useOf(module, parts, now);
    return new LockUse([], undefined, [note(url, "is no lock module")]);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return new LockUse([], undefined, [note(url, `cannot be imported: ${reason}`)]);
  }
}

/** Why a lock module cannot be used at all. */
function unfitness({ format, project }: Pick<LockModule, "format" | "project">, wanted: string): string | undefined {
  if (format !== LOCK_FORMAT) return `has the form ${format}, and this version of Tenon knows ${LOCK_FORMAT}`;
  if (project !== wanted) return `is for the project '${project}', not '${wanted}'`;
  return undefined;
}

interface Parts {
  readonly manifest: boolean;
  readonly dependencies: boolean;
}

async function upToDate(lock: Pick<LockModule, "madeFrom">, now: LockIngredients, url: URL): Promise<Parts> {
  const { manifest, dependencies } = await madeFrom(now, url);
  return {
    manifest: manifest === lock.madeFrom.manifest,
    dependencies: dependencies !== undefined && dependencies === lock.madeFrom.dependencies,
  };
}

function useOf({ plugins, url, madeFrom }: LockModule, parts: Parts, now: LockIngredients): LockUse {
  const place = new URL(url);
  if (!parts.manifest) {
    return new LockUse([], undefined, [
      note(place, "is out of date: the manifest says something else than it did then"),
    ]);
  }
  const named = plugins.filter((plugin) => !wasDiscovered(plugin));
  // Switched off now, or then.
  if (now.dependencies === undefined || madeFrom.dependencies === undefined) return new LockUse(named);
  if (parts.dependencies) return new LockUse(named, plugins.filter(wasDiscovered));
  return new LockUse(named, undefined, [
    note(place, "is out of date: there are other dependencies than there were then"),
  ]);
}

function wasDiscovered({ found }: LockedPlugin): boolean {
  return found !== "manifest";
}

function note(url: URL, what: string): string {
  return `${url.href} ${what}. The plugins are loaded without it. ${ADVICE}`;
}

/** The text of a file, if there is one that may be read without asking. */
function readIfAllowed(url: URL): string | undefined {
  if (Deno.permissions.querySync({ name: "read", path: url }).state !== "granted") return undefined;
  try {
    return Deno.readTextFileSync(url);
  } catch {
    // It is not there, or cannot be read, which importing it would say no better.
    return undefined;
  }
}
