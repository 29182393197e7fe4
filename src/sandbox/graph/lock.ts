import { GraphError, type GraphOwner } from "./errors.ts";
import { readIfThere } from "./files.ts";
import type { Graph } from "./info.ts";
import { asRecord, parseJsonc, stringsOf } from "./jsonc.ts";

/** What a deno.lock pins. */
export interface Lock {
  /** Versions, by what was asked for: `jsr:@a/b@1` or `npm:c@^2`. */
  readonly specifiers: Section<string>;
  /** JSR packages by name and version. */
  readonly jsr: Section<unknown>;
  /** npm packages by name, version and peers. */
  readonly npm: Section<unknown>;
  /** Where URLs lead to. */
  readonly redirects: Section<string>;
  /** Hashes of modules by URL. */
  readonly remote: Section<string>;
}

type Section<T> = Readonly<Record<string, T>>;

/** A lock that pins nothing. */
export const NO_LOCK: Lock = { specifiers: {}, jsr: {}, npm: {}, redirects: {}, remote: {} };

/** Reads a lock file; one that is not there pins nothing. Throws a GraphError if it cannot be understood. */
export async function readLock(path: string | undefined, owner: GraphOwner): Promise<Lock> {
  const text = path === undefined ? undefined : await readIfThere(path);
  if (text === undefined) return NO_LOCK;
  let lock: Readonly<Record<string, unknown>> | undefined;
  try {
    lock = asRecord(parseJsonc(text));
  } catch {
    // It is told below.
  }
  if (lock?.version !== "5") {
    const what = lock === undefined ? "no lock file" : `a lock file of version ${JSON.stringify(lock.version)}`;
    throw new GraphError(
      "bad-lock",
      owner,
      `${path}, which pins what plugins import, is ${what}: it must be one of version 5.`,
      "Let 'deno install' write it anew, after a look at what became of it.",
    );
  }
  return {
    specifiers: Object.fromEntries(stringsOf(lock.specifiers)),
    jsr: asRecord(lock.jsr) ?? {},
    npm: asRecord(lock.npm) ?? {},
    redirects: Object.fromEntries(stringsOf(lock.redirects)),
    remote: Object.fromEntries(stringsOf(lock.remote)),
  };
}

/** The text of a lock file. */
export function lockText(lock: Lock): string {
  const whole = { ...lock, jsr: Object.fromEntries(Object.entries(lock.jsr).map(withKnown(lock.specifiers))) };
  const filled = Object.entries(whole).filter(([, section]) => Object.keys(section).length > 0);
  return JSON.stringify({ version: "5", ...Object.fromEntries(filled) }, null, 2);
}

/**
 * Takes out of a JSR package what it depends on and the lock does not pin: Deno refuses a lock that names it. The package itself
 * stays pinned, by its integrity.
 */
function withKnown(specifiers: Section<string>): (pair: [id: string, value: unknown]) => [string, unknown] {
  const known = new Set(Object.keys(specifiers).flatMap((specifier) => [specifier, unversioned(specifier)]));
  return ([id, value]) => {
    const { dependencies, ...others } = asRecord(value) ?? {};
    if (!Array.isArray(dependencies)) return [id, value];
    const left = dependencies.filter((dependency) => known.has(dependency));
    return [id, left.length === 0 ? others : { ...others, dependencies: left }];
  };
}

/** `npm:a` or `jsr:@a/b`, as a lock names a dependency of which it has but one version. */
function unversioned(specifier: string): string {
  const name = specifier.indexOf(":") + 1;
  return specifier.slice(0, name) + nameOf(specifier.slice(name));
}

/** Adds to a lock what an earlier one pins and it does not. */
export function withEarlier(lock: Lock, earlier: Lock): Lock {
  const both = <T>(section: Section<T>, old: Section<T>) => ({ ...old, ...section });
  return {
    specifiers: both(lock.specifiers, earlier.specifiers),
    jsr: both(lock.jsr, earlier.jsr),
    npm: both(lock.npm, earlier.npm),
    redirects: both(lock.redirects, earlier.redirects),
    remote: both(lock.remote, earlier.remote),
  };
}

/** The first thing that two locks pin differently, if there is one. */
export function disagreement(one: Lock, other: Lock): string | undefined {
  for (const section of ["specifiers", "jsr", "npm", "redirects", "remote"] as const) {
    for (const [key, value] of Object.entries(one[section])) {
      if (Object.hasOwn(other[section], key) && pinOf(value) !== pinOf(other[section][key])) return key;
    }
  }
  return undefined;
}

function pinOf(value: unknown): unknown {
  return typeof value === "string" ? value : asRecord(value)?.integrity;
}

/** A lock with only those npm packages that have one of these names, and those that they need. */
export function withNpm(lock: Lock, names: readonly string[]): Lock {
  return withPackages(lock, Object.keys(lock.npm).filter((id) => names.includes(nameOf(id))));
}

/** A lock with only that which a graph is made of. */
export function reachable(lock: Lock, graph: Graph, jsrUrl: string): Lock {
  const packages = new Set<string>();
  for (const url of graph.modules.keys()) {
    const [, name, version] = url.startsWith(jsrUrl)
      ? /^(@[^/]+\/[^/]+)\/([^/]+)\//.exec(url.slice(jsrUrl.length)) ?? []
      : [];
    if (name !== undefined) packages.add(`${name}@${version}`);
  }
  const isUsed = (specifier: string, version: string) => {
    return specifier.startsWith("npm:") || packages.has(`${nameOf(specifier.slice("jsr:".length))}@${version}`);
  };
  return withPackages({
    specifiers: filtered(lock.specifiers, isUsed),
    jsr: filtered(lock.jsr, (id) => packages.has(id)),
    npm: lock.npm,
    redirects: filtered(lock.redirects, (url) => graph.redirects.has(url)),
    remote: filtered(lock.remote, (url) => graph.modules.has(url)),
  }, [...graph.modules.values()].flatMap(({ npmPackage }) => npmPackage ?? []));
}

function withPackages(lock: Lock, roots: readonly string[]): Lock {
  const found = new Set(roots);
  for (const id of found) {
    const { dependencies, optionalDependencies, optionalPeers } = asRecord(lock.npm[id]) ?? {};
    for (const needed of [dependencies, optionalDependencies, optionalPeers].flat()) {
      if (typeof needed !== "string") continue;
      // Without a version where there is only one; with another name in front where the package gave it one.
      const bare = needed.replace(/^.+@npm:/, "");
      if (Object.hasOwn(lock.npm, bare)) found.add(bare);
      else Object.keys(lock.npm).filter((other) => nameOf(other) === nameOf(bare)).forEach((other) => found.add(other));
    }
  }
  return {
    ...lock,
    npm: filtered(lock.npm, (id) => found.has(id)),
    specifiers: filtered(lock.specifiers, (specifier, version) => {
      return !specifier.startsWith("npm:") || found.has(`${nameOf(specifier.slice("npm:".length))}@${version}`);
    }),
  };
}

/** The name in `name@version`; scopes begin with an `@` of their own. */
export function nameOf(id: string): string {
  const at = id.indexOf("@", 1);
  return at === -1 ? id : id.slice(0, at);
}

function filtered<T>(section: Section<T>, keep: (key: string, value: T) => boolean): Section<T> {
  return Object.fromEntries(Object.entries(section).filter(([key, value]) => keep(key, value)));
}
