import { pathToFileURL } from "node:url";
import {
  type ConfigProblem,
  type Dependency,
  exportOf,
  findDependencies,
  type PackageName,
  packageOf,
} from "../../manifest/discover/mod.ts";
import type { Entry } from "../../manifest/mod.ts";
import { TIMED_OUT } from "../deadline.ts";
import type { PluginLoadError } from "../errors.ts";
import { Asking } from "./asking.ts";
import { lateError, unclearError } from "./errors.ts";
import { verdictOn } from "./verdict.ts";

/** A plugin that no manifest names. */
export interface Discovered {
  /** Its entry, as if a manifest had it. */
  readonly entry: Entry;
  /** The file that names it. */
  readonly found: string;
  /** What the user should know besides. */
  readonly note?: string | undefined;
}

/** A package that may be a plugin. */
export interface Candidate extends Discovered {
  readonly dependency: Dependency;
}

/** What might be plugins. */
export interface Search {
  /** The packages to be asked, in the order in which they would be registered. */
  readonly candidates: readonly Candidate[];
  /** The configuration files that could not be read. */
  readonly problems: readonly ConfigProblem[];
  /** What the user should know besides. */
  readonly notes: readonly string[];
  /** The folder where it began. */
  readonly folder: string;
  /** The URLs of the configuration files that name them, or could. */
  readonly files: readonly URL[];
}

/** Packages that nearly every host has and that are nobody's plugins. With no others, nobody has to be asked. */
const NEVER = /^jsr:@(?:std\/|tenon\/tenon$)/;

/** The names of projects that can be those of an export. */
const EXPORTABLE = /^[\w@-][\w@.-]*(?:\/[\w@-][\w@.-]*)*$/;

/**
 * Looks what the project around a folder depends on. Packages that the manifest has an entry for are left to that entry.
 *
 * @param project The host's project, whose name is that of the export.
 * @param entries The entries of the manifest.
 * @param folder Where to begin.
 */
export async function search(project: string, entries: readonly Entry[], folder: string): Promise<Search> {
  const { packages, aliases, problems, unreadable, paths } = await findDependencies(folder);
  const files = paths.map((path) => pathToFileURL(path));
  const none = (why: string) => {
    return { candidates: [], problems, folder, files, notes: [`No plugins were discovered: ${why}`] };
  };
  if (unreadable !== undefined) {
    return none(
      `the host may not read ${unreadable}. Start it with --allow-read=${unreadable}, or load with discover: false.`,
    );
  }
  if (packages.length > 0 && !EXPORTABLE.test(project)) {
    return none(`they would need an export that has the name of the project, '${project}', and no export can.`);
  }
  const named = (from: string) => packageOf(from) ?? aliased(from, aliases);
  const taken = new Set(entries.map(({ from }) => named(from)?.id));
  const candidates = packages.filter(({ package: { id } }) => !taken.has(id) && !NEVER.test(id)).map(
    (dependency): Candidate => {
      const { package: found, file, others } = dependency;
      return {
        entry: discoveredEntry(found.name, exportOf(found, `/${project}`)),
        found: file,
        note: others.length === 0
          ? undefined
          : `it is named in ${file}, and also as ${others.join(", ")}. The first counts.`,
        dependency,
      };
    },
  );
  return { candidates, problems, notes: [], folder, files };
}

/** The package that a name from the import map leads to, with or without a path behind it. */
function aliased(from: string, aliases: ReadonlyMap<string, PackageName>): PackageName | undefined {
  for (let name = from; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf("/")))) {
    const found = aliases.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a manifest would say of a plugin that is discovered. */
export function discoveredEntry(name: string, from: string): Entry {
  return {
    name,
    from,
    permissions: "inherit",
    isolation: undefined,
    dangerous: false,
    memoryMb: undefined,
    options: undefined,
    enabled: true,
    required: false,
    integrity: undefined,
    requires: undefined,
    ignoreVersion: false,
    timeoutMs: undefined,
    onError: undefined,
    before: undefined,
    after: undefined,
  };
}

/**
 * Asks packages whether they are plugins of a project. None of their code runs.
 *
 * @param candidates The packages.
 * @param project The project.
 * @param timeoutMs How long each may take.
 * @returns Those that are plugins, and those of which it could not be found out, each with the reason.
 */
export async function ask(
  candidates: readonly Candidate[],
  project: string,
  timeoutMs: number,
): Promise<Map<Candidate, PluginLoadError | undefined>> {
  await using asking = new Asking(`/${project}`, timeoutMs);
  return await askWith(asking, candidates, project, timeoutMs);
}

/** The same, where more is to be asked, or imports are under way that closing would disturb. */
export async function askWith(
  asking: Asking,
  candidates: readonly Candidate[],
  project: string,
  timeoutMs: number,
): Promise<Map<Candidate, PluginLoadError | undefined>> {
  const path = `/${project}`;
  const answers = await asking.ask(candidates.map(({ entry }) => entry.from.slice(0, -path.length)));
  const plugins = new Map<Candidate, PluginLoadError | undefined>();
  for (const [index, candidate] of candidates.entries()) {
    const answer = answers[index]!;
    if (answer === TIMED_OUT) {
      plugins.set(candidate, lateError(candidate, timeoutMs));
      continue;
    }
    const verdict = verdictOn(candidate.dependency.package, path, answer);
    if (verdict === "no plugin") continue;
    plugins.set(candidate, verdict === "plugin" ? undefined : unclearError(candidate, answer));
  }
  return plugins;
}
