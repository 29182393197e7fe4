import { pathToFileURL } from "node:url";
import type { Entry } from "../../manifest/mod.ts";
import type { PluginLoadError } from "../errors.ts";
import { Loading } from "../loading.ts";
import type { GrantInput } from "../permissions.ts";
import type { Surroundings } from "../surroundings.ts";
import { configError, takenByEntry, takenByOther } from "./errors.ts";
import { Asking } from "./asking.ts";
import { askWith, type Candidate, type Discovered, discoveredEntry, type Search } from "./search.ts";

/** What has to be known to load the plugins that are discovered. */
export interface DiscoverInput {
  readonly search: Search;
  /** What they may do; `undefined` for all that the host may. */
  readonly grant: GrantInput | undefined;
  /** The names that are switched off. */
  readonly disabled: ReadonlySet<string>;
  /** The plugins of the manifest, which are on their way. */
  readonly named: readonly Loading[];
  readonly surroundings: Surroundings;
  /** Begins to load a plugin. */
  readonly begin: (loading: Loading) => void;
}

/**
 * Finds the plugins among what a project depends on, and begins to load them.
 *
 * @returns The plugins in the order in which they are to be registered, behind a line for each configuration file that could not
 * be read.
 */
export async function discover(input: DiscoverInput): Promise<Loading[]> {
  const { search: { problems, candidates }, disabled, named, surroundings } = input;
  const { target, lock, timeoutMs } = surroundings;
  const beginning = new Beginning(input);
  const lines = problems.map((problem) => {
    const { file } = problem;
    return beginning.begin({ entry: discoveredEntry(file, file), found: file }, configError(problem));
  });
  // What is there already was put there deliberately, or discovered before.
  const isOpen = (name: string) => !target.hasPlugin(name);
  if (lock.discovered !== undefined) {
    const locked = lock.discovered.filter(({ name }) => isOpen(name));
    return [
      ...lines,
      ...locked.map(({ name, from, found }) => beginning.begin({ entry: discoveredEntry(name, from), found })),
    ];
  }
  const open = candidates.filter(({ entry: { name } }) => isOpen(name));
  const isOff = ({ entry: { name } }: Candidate) => disabled.has(name) || target.isBlocked(name);
  const begun = new Map<Candidate, Loading>();
  const made = () => Promise.all([...named, ...begun.values()].map(({ made }) => made));
  for (const candidate of open.filter(isOff)) begun.set(candidate, beginning.begin(candidate));
  await using asking = new Asking(`/${target.project}`, timeoutMs);
  const beginPlugins = async (asked: readonly Candidate[]) => {
    const wanted = asked.filter((candidate) => !isOff(candidate));
    const plugins = await askWith(asking, wanted, target.project, timeoutMs);
    for (const [plugin, error] of plugins) begun.set(plugin, beginning.begin(plugin, error));
  };
  await beginPlugins(open.filter((candidate) => !mayHoldUp(candidate)));
  const last = open.filter(mayHoldUp);
  if (last.length > 0) {
    await made();
    await beginPlugins(last);
  }
  // Nothing must be on its way to the host when those who asked are dismissed.
  if (open.length > 0) await made();
  return [...lines, ...open.flatMap((candidate) => begun.get(candidate) ?? [])];
}

/**
 * Whether asking for a package may keep the others from being imported: so it is with those that deno.lock does not list, and
 * Deno has to look up. If the npm registry does not answer, all imports of npm packages wait; and where the lock is frozen,
 * Deno refuses all imports after one that it does not list. So they are asked last, when all else is there.
 */
function mayHoldUp({ dependency }: Candidate): boolean {
  return !dependency.isLocked;
}

/** Begins to load plugins, unless something is in the way. */
class Beginning {
  readonly #input: DiscoverInput;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** Those that are being loaded, by name. */
  readonly #begun = new Map<string, Entry>();

  constructor(input: DiscoverInput) {
    this.#input = input;
    this.#entries = new Map(
      input.named.filter(({ entry }) => entry.enabled).map(({ entry }) => [entry.name, entry]),
    );
  }

  begin({ entry, found, note }: Discovered, error?: PluginLoadError): Loading {
    const loading = new Loading(entry, this.#surroundings(entry), { found, note });
    const problem = error ?? this.#collision(entry);
    if (problem === undefined) {
      this.#begun.set(entry.name, entry);
      this.#input.begin(loading);
    } else loading.refuse(problem);
    return loading;
  }

  #collision(entry: Entry): PluginLoadError | undefined {
    const [named, first] = [this.#entries.get(entry.name), this.#begun.get(entry.name)];
    if (named !== undefined) return takenByEntry(entry, named);
    return first === undefined ? undefined : takenByOther(entry, first);
  }

  /** The user's own files name these plugins, wherever the manifest comes from. */
  #surroundings({ name }: Entry): Surroundings {
    const { surroundings, search: { folder }, grant } = this.#input;
    const { grants } = surroundings;
    return {
      ...surroundings,
      base: pathToFileURL(`${folder}/`),
      fetchedFrom: undefined,
      grants: grant === undefined || Object.hasOwn(grants, name) ? grants : { [name]: grant },
    };
  }
}
