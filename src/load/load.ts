import { UsageError } from "../engine/mod.ts";
import { type Entry, type ManifestInput, readManifest } from "../manifest/mod.ts";
import { checkGrants, checkLimits } from "./check_options.ts";
import { disabledByEnvironment } from "./environment.ts";
import { LoadError } from "./errors.ts";
import { Loading } from "./loading.ts";
import { type GrantInput, heldToHost } from "./permissions.ts";
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
   * How long loading each plugin may take, in milliseconds, where its entry does not say; waiting for its turn to be
   * registered does not count. 30,000 by default. What settles later has no effect. No deadline can interrupt code that does
   * not await.
   *
   * Deno does not forget a module whose top-level `await` never settles: the others load and the host runs on, but when it
   * has nothing else to do, Deno ends the process with exit code 1 and "Top-level await promise never resolved", unless the
   * host has ended itself with `Deno.exit()`.
   */
  readonly timeoutMs?: number;
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
  /** What isolated plugins are held to, as far as it is not {@linkcode SANDBOX_LIMITS}. */
  readonly limits?: Partial<SandboxLimits>;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** The longest that a timer waits. A longer time would make it go off at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Loads the plugins of a manifest into a manager. All are imported side by side and registered in manifest order, so that
 * their order never depends on the network. Gives a report with a line for each; see {@linkcode PluginManager.load}.
 */
export async function load(
  target: LoadTarget,
  source: ManifestSource,
  options: LoadOptions = {},
  observer: LoadObserver,
): Promise<LoadReport> {
  const started = performance.now();
  const { strict = false, timeoutMs = DEFAULT_TIMEOUT_MS, base, grants: given = {}, limits: held = {} } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= LONGEST_TIMEOUT_MS)) {
    throw new UsageError(
      "bad-timeout",
      `Cannot load plugins: timeoutMs must be a number from 1 to ${LONGEST_TIMEOUT_MS}: current value is ${timeoutMs}.`,
    );
  }
  const limits = checkLimits(held);
  const { url, entries: read } = await readManifest(source, base === undefined ? {} : { base });
  const grants = await checkGrants(given, read);
  // An object is the host's own, wherever the host itself comes from.
  const isFetched = (typeof source === "string" || source instanceof URL) && url?.protocol !== "file:";
  const { startsAtOnce, memoryMb, startMs } = { ...SANDBOX_LIMITS, ...limits };
  const entries = isFetched ? read.map((entry) => heldToHost(entry, { timeoutMs, memoryMb })) : read;
  const starts = new Slots(startsAtOnce);
  const fetchedFrom = isFetched ? url : undefined;
  const surroundings = {
    target,
    base: url,
    fetchedFrom,
    timeoutMs,
    startMs: options.timeoutMs ?? startMs,
    grants,
    limits,
    starts,
    locals: localPlugins(entries, url),
    observer,
  };
  const disabled = disabledByEnvironment();
  // Before anything is imported, so that it sees what imports what.
  const watcher = options.watch ? new (await import("./watch.ts")).PluginWatcher(target, observer) : undefined;
  const loadings = entries.map((entry) => new Loading(entry, surroundings));
  for (const loading of loadings) {
    loading.start(disabled);
    if (loading.wanted) observer.tell({ when: "before", plugin: loading.entry.name, reload: false });
  }
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
  const report = new LoadReport(url?.href, loadings.map((loading) => loading.report()), performance.now() - started);
  const fatal = loadings.filter(({ entry }) => strict || entry.required).flatMap(({ error }) => error ?? []);
  if (fatal.length > 0) throw new LoadError(report, fatal);
  return report;
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
