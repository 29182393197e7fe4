import { basename, join, relative } from "node:path";
import { asRecord, type ConfigFile, type ConfigProblem, isRead, NotReadable, readConfig } from "./config_file.ts";
import { exportOf, holdsRange, type PackageName, packageOf } from "./package.ts";
import { ancestors, findProject } from "./project.ts";

/** A package that a project depends on. */
export interface Dependency {
  readonly package: PackageName;
  /** The configuration file that names it, as seen from where the search began. */
  readonly file: string;
  /** Where else it is named with another range of versions: specifier and file. The first one counts. */
  readonly others: readonly string[];
  /** Whether deno.lock has its version, so that Deno need not ask the registry which there are. */
  readonly isLocked: boolean;
}

/** What a project depends on. */
export interface Dependencies {
  /** The packages, each once, in the order of the files. */
  readonly packages: readonly Dependency[];
  /** The packages by the names that stand for them in imports. */
  readonly aliases: ReadonlyMap<string, PackageName>;
  /** The configuration files that could not be read. */
  readonly problems: readonly ConfigProblem[];
  /** The file that the host may not read, if that is why there are none. */
  readonly unreadable: string | undefined;
  /** The paths of all configuration files that count, and of those that would if they were there. */
  readonly paths: readonly string[];
}

/**
 * Finds the `jsr:` and `npm:` packages that `deno add` wrote down: in the `imports` of the deno.json(c) and the
 * `dependencies` of the package.json that are nearest to a folder, and in those of their workspace.
 *
 * @param start The folder to begin in.
 * @returns The packages. What is wrong with a file is part of the result; nothing is thrown.
 */
export async function findDependencies(start: string): Promise<Dependencies> {
  const { files, problems, unreadable, paths } = await findProject(start);
  const wrong = [...problems];
  const named: Named[] = [];
  for (const file of files) {
    const found = await packagesIn(file);
    if ("why" in found) {
      wrong.push(found);
      continue;
    }
    for (const one of found) {
      // Without its range, another version might be what is found, unless there is a folder that Deno takes it from.
      if (holdsRange(one.package) || isInstalled(file, one.alias)) named.push({ ...one, file: shown(start, one.file) });
      else wrong.push(unheldRange(one));
    }
  }
  const locked = await lockedPackages(start);
  const byId = Map.groupBy(named, (one) => one.package.id);
  return {
    packages: [...byId.values()].map((all) => dependency(all, locked)),
    // Where a name stands twice, the nearest counts.
    aliases: new Map(named.toReversed().map((one) => [one.alias, one.package])),
    problems: wrong,
    unreadable,
    paths,
  };
}

/** A package under one name in one file. */
interface Named {
  readonly alias: string;
  readonly package: PackageName;
  readonly file: string;
}

/** Whether a package is in the `node_modules` beside its package.json. */
function isInstalled({ path, folder }: ConfigFile, name: string): boolean {
  if (basename(path) !== "package.json") return false;
  const installed = join(folder, "node_modules", name);
  if (Deno.permissions.querySync({ name: "read", path: installed }).state !== "granted") return false;
  return isThere(installed);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function unheldRange({ package: { id, range }, file }: Named): ConfigProblem {
  const why = `has the range '${range}' for ${id}, and no specifier can hold that`;
  return { file, why, hint: "Write a range such as ^1.2, or let deno install put the package into node_modules." };
}

function dependency(all: readonly Named[], locked: ReadonlySet<string>): Dependency {
  const { package: first, file } = all[0]!;
  const others = all.filter((one) => one.package.range !== first.range)
    .map((one) => `${exportOf(one.package, "")} in ${one.file}`);
  return { package: first, file, others: [...new Set(others)], isLocked: locked.has(first.id) };
}

async function packagesIn(file: ConfigFile): Promise<Named[] | ConfigProblem> {
  if (basename(file.path) === "package.json") return packagesOf(file, "dependencies", installed);
  const { imports, scopes, importMap } = file.content;
  if (imports !== undefined || scopes !== undefined || typeof importMap !== "string" || /^https?:/.test(importMap)) {
    return packagesOf(file, "imports", imported);
  }
  const map = await readConfig(join(file.folder, importMap)).catch(ignoreNotReadable);
  return map === undefined ? [] : isRead(map) ? packagesOf(map, "imports", imported) : map;
}

function packagesOf(
  { path, content }: ConfigFile,
  key: string,
  meant: (alias: string, value: string) => PackageName | undefined,
): Named[] | ConfigProblem {
  const entries = asRecord(content[key] ?? {});
  if (entries === undefined) {
    return { file: path, why: `is broken: its "${key}" are no object`, hint: "Correct that file." };
  }
  return Object.entries(entries).flatMap(([alias, value]) => {
    const found = typeof value === "string" ? meant(alias, value) : undefined;
    return found === undefined ? [] : [{ alias, package: found, file: path }];
  });
}

/** What a name in an import map stands for. One that ends with a slash stands beside that of the package itself. */
function imported(alias: string, specifier: string): PackageName | undefined {
  return alias.endsWith("/") ? undefined : packageOf(specifier);
}

/** What a dependency of package.json stands for; nothing if it comes from a folder, an address or a repository. */
function installed(alias: string, range: string): PackageName | undefined {
  if (/^(?:npm|jsr):/.test(range)) {
    // "jsr:^1" is that version of the package that the entry is named after, as pnpm and yarn write it.
    return packageOf(/^jsr:[^@]/.test(range) ? `jsr:${alias}@${range.slice("jsr:".length)}` : range);
  }
  return packageOf(/[:\/]/.test(range) ? "" : `npm:${alias}@${range || "*"}`);
}

/**
 * The packages whose versions the nearest deno.lock has. It only decides who is asked first, so it matters little if it is not
 * the one that Deno uses, or if there is none.
 */
async function lockedPackages(start: string): Promise<ReadonlySet<string>> {
  for (const folder of ancestors(start)) {
    const path = join(folder, "deno.lock");
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") break;
    const text = await Deno.readTextFile(path).catch(() => undefined);
    if (text !== undefined) return new Set(specifiersIn(text).map((specifier) => packageOf(specifier)?.id ?? ""));
  }
  return new Set();
}

function specifiersIn(lock: string): string[] {
  try {
    return Object.keys(asRecord(asRecord(JSON.parse(lock))?.specifiers) ?? {});
  } catch {
    return [];
  }
}

function ignoreNotReadable(error: unknown): undefined {
  if (!(error instanceof NotReadable)) throw error;
}

/** A file as seen from a folder, with slashes. */
function shown(folder: string, path: string): string {
  return relative(folder, path).replaceAll("\\", "/");
}
