import { type Entry, type ManifestInput, readManifest } from "../manifest/mod.ts";
import { createPlugin } from "./create.ts";
import { TIMED_OUT, within } from "./deadline.ts";
import { disabledByEnvironment } from "./environment.ts";
import { LoadError, PluginLoadError } from "./errors.ts";
import { refuseUngranted } from "./grant.ts";
import { importError } from "./import_error.ts";
import { noteFor } from "./note.ts";
import { LoadReport, type PluginReport, type PluginState } from "./report.ts";
import { resolveSpecifier } from "./specifier.ts";
import type { LoadTarget } from "./target.ts";

/** A manifest: its path, relative to the working folder, its URL, or itself. */
export type ManifestSource = string | URL | ManifestInput;

/** Options of `load`. */
export interface LoadOptions {
  /** Throw if any plugin fails, as if each entry said `"required": true`. */
  readonly strict?: boolean;
  /** How long loading each plugin may take, in milliseconds, where its entry does not say. 30,000 by default. */
  readonly timeoutMs?: number;
  /** What relative specifiers are relative to, for a manifest that is given as an object: usually `import.meta.url`. */
  readonly base?: string | URL;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Loads the plugins of a manifest into a manager. All are imported side by side and registered in manifest order, so that
 * their order never depends on the network. Gives a report with a line for each; see {@linkcode PluginManager.load}.
 */
export async function load(
  target: LoadTarget,
  source: ManifestSource,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const started = performance.now();
  const { url, entries } = await readManifest(source, options.base === undefined ? {} : { base: options.base });
  const disabled = disabledByEnvironment();
  const loadings = entries.map((entry) => new Loading(entry, url, target, options.timeoutMs ?? DEFAULT_TIMEOUT_MS));
  for (const loading of loadings) loading.start(disabled);
  for (const loading of loadings) await loading.register();
  refuseUnknownHooks(target, loadings);
  const report = new LoadReport(url?.href, loadings.map((loading) => loading.report()), performance.now() - started);
  const fatal = loadings.filter(({ entry }) => options.strict || entry.required).flatMap(({ error }) => error ?? []);
  if (fatal.length > 0) throw new LoadError(report, fatal);
  return report;
}

/** Takes out the plugins that have impls of hooks that nobody declared, once all plugins are there that might. */
function refuseUnknownHooks(target: LoadTarget, loadings: readonly Loading[]): void {
  // A host without any spec leaves it to its plugins which hooks there are, as pluggy does.
  if (!Object.values(target.hook).some((caller) => caller.hasSpec())) return;
  for (const error of target.pendingErrors()) {
    loadings.find(({ plugin }) => plugin !== undefined && plugin === error.pluginObject)?.refuse(error);
  }
}

/** One entry of a manifest on its way to being a registered plugin. It fails by itself, never by throwing. */
class Loading {
  readonly entry: Entry;
  readonly #base: URL | undefined;
  readonly #target: LoadTarget;
  readonly #timeoutMs: number;
  #state: PluginState = "failed";
  #created: Promise<void> = Promise.resolve();
  #plugin: object | undefined;
  #error: PluginLoadError | undefined;
  #importMs = 0;
  #totalMs = 0;

  constructor(entry: Entry, base: URL | undefined, target: LoadTarget, timeoutMs: number) {
    this.entry = entry;
    this.#base = base;
    this.#target = target;
    this.#timeoutMs = entry.timeoutMs ?? timeoutMs;
  }

  get error(): PluginLoadError | undefined {
    return this.#error;
  }

  get plugin(): object | undefined {
    return this.#plugin;
  }

  /** Begins to import the module and to make the plugin, unless it is switched off. */
  start(disabled: ReadonlySet<string>): void {
    const { name, enabled } = this.entry;
    if (!enabled || disabled.has(name)) this.#state = "disabled";
    else if (this.#target.isBlocked(name)) this.#state = "blocked";
    else this.#created = this.#timed(() => this.#create());
  }

  /** Registers the plugin once it is made. */
  async register(): Promise<void> {
    await this.#created;
    if (this.#plugin !== undefined) await this.#timed(() => this.#register(this.#plugin!));
  }

  /** Takes the plugin out again. */
  refuse(cause: Error): void {
    if (this.#plugin !== undefined && this.#target.isRegistered(this.#plugin)) this.#target.unregister(this.#plugin);
    this.#state = "failed";
    this.#error ??= this.#registerError(cause);
  }

  report(): PluginReport {
    const { name, from, position } = this.entry;
    const loaded = this.#state === "loaded" && this.#plugin !== undefined;
    const hooks = loaded ? this.#target.getHookcallers(this.#plugin!)?.map((caller) => caller.name) ?? [] : [];
    return {
      name,
      specifier: from,
      position,
      state: this.#state,
      isolation: loaded ? "host" : undefined,
      hooks,
      error: this.#error,
      note: loaded && hooks.length === 0 ? noteFor(this.#plugin!, this.#target.project) : undefined,
      importMs: this.#importMs,
      totalMs: this.#totalMs,
    };
  }

  /** Runs a part of the loading, keeps its failure as a value, and counts its time. */
  async #timed(part: () => Promise<void>): Promise<void> {
    const started = performance.now();
    try {
      await part();
    } catch (error) {
      this.#error = error instanceof PluginLoadError ? error : this.#registerError(error);
    }
    this.#totalMs += performance.now() - started;
  }

  async #create(): Promise<void> {
    const { name, from, options } = this.entry;
    refuseUngranted(this.entry, this.#base);
    const url = resolveSpecifier(from, this.#base);
    const started = performance.now();
    const module = await this.#inTime(
      "import",
      import(url).catch((cause) => {
        throw importError(name, from, url, cause);
      }),
    );
    this.#importMs = performance.now() - started;
    this.#plugin = await this.#inTime("create", createPlugin(module, name, from, options));
  }

  async #register(plugin: object): Promise<void> {
    const { name, from } = this.entry;
    try {
      const registered = await this.#inTime(
        "register",
        this.#target.registerAsync(plugin, name, { source: from }),
      );
      this.#state = registered === null ? "blocked" : "loaded";
    } catch (error) {
      // After a deadline, a registration may still be under way; taken out, it has no effect.
      this.refuse(error as Error);
      throw error;
    }
  }

  async #inTime<T>(stage: "import" | "create" | "register", promise: Promise<T>): Promise<T> {
    const left = this.#timeoutMs - this.#totalMs;
    const result = await within(left, promise);
    if (result !== TIMED_OUT) return result as T;
    const { name, from } = this.entry;
    throw new PluginLoadError(
      stage,
      "timeout",
      `Cannot ${stage} plugin '${name}' from ${from}: it did not finish within ${this.#timeoutMs} ms.`,
      stage === "import"
        ? 'The network or a top-level await keeps it waiting; "timeoutMs" in its entry gives it longer.'
        : '"timeoutMs" in its entry gives it longer.',
      { plugin: name, source: from },
    );
  }

  #registerError(cause: unknown): PluginLoadError {
    if (cause instanceof PluginLoadError) return cause;
    const { name, from } = this.entry;
    const message = cause instanceof Error ? cause.message : String(cause);
    const hook = (cause as { hook?: string } | undefined)?.hook;
    return new PluginLoadError(
      "register",
      (cause as { code?: string } | undefined)?.code ?? "register-failed",
      message.startsWith("Cannot ") ? message : `Cannot register plugin '${name}' from ${from}: ${message}`,
      undefined,
      { plugin: name, hook, source: from, cause },
    );
  }
}
