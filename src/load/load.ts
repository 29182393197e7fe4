import { UsageError } from "../engine/mod.ts";
import { type Entry, type Manifest, type ManifestInput, readManifest } from "../manifest/mod.ts";
import { checkDiscover, checkGrants, checkLimits } from "./check_options.ts";
import type { Search } from "./discovery/search.ts";
import { disabledByEnvironment, isAutoloadDisabled } from "./environment.ts";
import { LoadError } from "./errors.ts";
import { Loading } from "./loading.ts";
import { isLockModule, type LockModule } from "./lock/module.ts";
import { LOCK_NAME, lockFor, LockUse } from "./lock/use.ts";
import { type GrantInput, heldToHost } from "./permissions.ts";
import { ReadAhead } from "./read_ahead.ts";
import { isCompiled, requireDeno } from "./runtime.ts";
import { LoadReport } from "./report.ts";
import { SANDBOX_LIMITS, type SandboxLimits } from "../sandbox/limits.ts";
import { Slots } from "./slots.ts";
import { declaresHooks, type LoadObserver, type LoadTarget } from "./target.ts";

/** A manifest: its path, relative to the working folder, its URL, or itself. */
export type ManifestSource = string | URL | ManifestInput;

/** Options of `load`. */
export interface LoadOptions {
  /** Throw if any plugin fails, as if each entry said `"required": true`. */
  readonly strict?: boolean;
  /**
   * Whether to load, besides the plugins of the manifest, those among the dependencies of the project that `deno add` wrote into
   * deno.json or package.json; an object says what those may do. By default they are loaded, with all that the host may.
   * `"discover": false` in the manifest and `TENON_DISABLE_AUTOLOAD=1` in the environment switch it off as well.
   */
  readonly discover?: boolean | GrantInput;
  /**
   * How long loading each plugin may take, in milliseconds, where its entry does not say; waiting for its turn to be
   * registered does not count. 30,000 by default. What settles later has no effect. No deadline can interrupt code that does
   * not await.
   *
   * Deno does not forget a module whose top-level `await` never settles: the others load and the host runs on, but when it
   * has nothing else to do, Deno ends the process with exit code 1 and "Top-level await promise never resolved", unless the
   * host has ended itself with `Deno.exit()`.
   */
  readonly timeoutMs?: number;
  /**
   * What the manifest must be: `sha256-` and the SHA-256 of its text, in hexadecimal digits. Only for one that is read from a
   * file or fetched. Without it, none is fetched over `http:`, save from this machine.
   */
  readonly integrity?: string;
  /** What relative specifiers are relative to, for a manifest that is given as an object: usually `import.meta.url`. */
  readonly base?: string | URL;
  /**
   * Load local plugins again when they change, with their local modules, and put them in the place of those before. The
   * event `load` tells of each time. Until the manager is closed; the process does not end by itself before that.
   */
  readonly watch?: boolean;
  /**
   * What plugins may do, by name, in the place of what their entries say. Paths are relative to the working folder. Nobody but
   * the host's code can grant anything to the plugins of a manifest that was fetched, nor give them more time or memory than
   * is said here.
   */
  readonly grants?: Readonly<Record<string, GrantInput>>;
  /**
   * The module that {@linkcode writeLockModule} wrote, whose literal imports are used where they are up to date. A
   * `plugins.lock.ts` beside a local manifest is found without it. A compiled program is given it, as it finds none. With
   * `watch`, none is used.
   */
  readonly lock?: LockModule;
  /** What isolated plugins are held to, as far as it is not {@linkcode SANDBOX_LIMITS}. */
  readonly limits?: Partial<SandboxLimits>;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** The longest that a timer waits. A longer time would make it go off at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Loads the plugins of a manifest into a manager, and those that are discovered. All are imported side by side and registered in
 * a fixed order, so that it never depends on the network. Gives a report with a line for each; see {@linkcode PluginManager.load}.
 */
export async function load(
  target: LoadTarget,
  source: ManifestSource | undefined,
  options: LoadOptions = {},
  observer: LoadObserver,
): Promise<LoadReport> {
  const started = performance.now();
  requireDeno("load plugins");
  const { strict = false, timeoutMs = DEFAULT_TIMEOUT_MS, base, grants: given = {}, limits: held = {} } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    throw new UsageError(
      "bad-timeout",
      `Cannot load plugins: timeoutMs must be a number from 1 to ${LONGEST_TIMEOUT_MS}: current value is ${timeoutMs}.`,
    );
  }
  const limits = checkLimits(held);
  const manifest: Manifest = source === undefined
    ? { url: base === undefined ? undefined : new URL(base), entries: [], discover: true }
    : await readManifest(source, {
      ...(base === undefined ? {} : { base }),
      ...(options.integrity === undefined ? {} : { integrity: options.integrity }),
    });
  const { url, entries: read } = manifest;
  // An object is the host's own, wherever the host itself comes from.
  const isFile = typeof source === "string" || source instanceof URL;
  const isFetched = isFile && url?.protocol !== "file:";
  const { startsAtOnce, memoryMb, startMs } = { ...SANDBOX_LIMITS, ...limits };
  const entries = isFetched ? read.map((entry) => heldToHost(entry, { timeoutMs, memoryMb })) : read;
  const { discover = true } = options;
  const grant = await checkDiscover(discover);
  const discovers = discover !== false && manifest.discover && !isAutoloadDisabled();
  const searched = discovers ? await searchFor(target.project, manifest) : undefined;
  const candidates = searched?.candidates.map(({ entry }) => entry);
  const grants = await checkGrants(given, [
    ...read.map(({ name }) => name),
    ...(candidates ?? []).map(({ name }) => name),
    ...(isLockModule(options.lock) ? options.lock.plugins : []).map(({ name }) => name),
  ]);
  const lock = options.watch ? new LockUse() : await lockFor(
    options.lock,
    // The hash of a manifest is to say all that is loaded, and no other file beside it.
    isFile && url?.protocol === "file:" && options.integrity === undefined ? url : undefined,
    { project: target.project, entries: read, base: url, dependencies: candidates?.map(({ from }) => from) },
  );
  const surroundings = {
    target,
    base: url,
    fetchedFrom: isFetched ? url : undefined,
    timeoutMs,
    startMs: options.timeoutMs ?? startMs,
    grants,
    limits,
    starts: new Slots(startsAtOnce),
    locals: localPlugins(entries, url),
    deciding: [
      isFile ? url : undefined,
      url && new URL(LOCK_NAME, url),
      options.lock && URL.parse(options.lock.url),
      ...(searched?.files ?? []),
    ].filter((file) => !!file),
    lock,
    ahead: options.watch || isCompiled() ? undefined : new ReadAhead(),
    observer,
  };
  const disabled = disabledByEnvironment();
  // Before anything is imported, so that it sees what imports what.
  const watcher = options.watch ? new (await import("./watch.ts")).PluginWatcher(target, observer) : undefined;
  const begin = (loading: Loading) => {
    loading.start(disabled);
    if (loading.wanted) observer.tell({ when: "before", plugin: loading.entry.name, reload: false });
  };
  const named = entries.map((entry) => new Loading(entry, surroundings));
  named.forEach(begin);
  surroundings.ahead?.begin();
  const discovered = searched === undefined ? [] : await (await import("./discovery/discover.ts"))
    .discover({ search: searched, grant, disabled, named, surroundings, begin });
  // Those that nobody named come first, so that those that the user named are called before them.
  const loadings = [...discovered, ...named];
  for (const loading of loadings) await loading.register();
  refuseUnknownHooks(target, loadings);
  for (const loading of loadings) {
    const { wanted, entry, error } = loading;
    if (!wanted) continue;
    const plugin = entry.name;
    observer.tell(
      error === undefined ? { when: "after", plugin, reload: false } : { when: "failed", plugin, reload: false, error },
    );
    watcher?.add(loading, error === undefined);
  }
  const lines = loadings.map((loading) => loading.report());
  const report = new LoadReport(url?.href, lines, performance.now() - started, [
    ...(searched?.notes ?? []),
    ...lock.notes,
  ]);
  const fatal = loadings.filter(({ entry }) => strict || entry.required).flatMap(({ error }) => error ?? []);
  if (fatal.length > 0) throw new LoadError(report, fatal);
  return report;
}

/** What might be plugins, besides those of the manifest. All that a compiled program has is in its lock module. */
async function searchFor(project: string, { url, entries }: Manifest): Promise<Search> {
  const [{ search }, { startFolder }] = await Promise.all([
    import("./discovery/search.ts"),
    import("./discovery/start_folder.ts"),
  ]);
  const folder = startFolder(url);
  return isCompiled()
    ? { candidates: [], problems: [], notes: [], folder, files: [] }
    : await search(project, entries, folder);
}

/** Where the plugins are that are named by a path, by name. */
function localPlugins(entries: readonly Entry[], base: URL | undefined): Map<string, URL> {
  return new Map(entries.flatMap(({ name, from }) => {
    const url = /^[./\\]|^file:/i.test(from) ? URL.parse(from, base ?? "file:///") : undefined;
    return url?.protocol === "file:" ? [[name, url]] : [];
  }));
}

/** Takes out the plugins that have impls of hooks that nobody declared, once all plugins are there that might. */
function refuseUnknownHooks(target: LoadTarget, loadings: readonly Loading[]): void {
  // A host without any spec leaves it to its plugins which hooks there are, as pluggy does.
  if (!declaresHooks(target)) return;
  for (const error of target.pendingErrors()) {
    loadings.find(({ plugin }) => plugin !== undefined && plugin === error.pluginObject)?.refuse(error);
  }
}
