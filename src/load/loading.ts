import { markedProjects } from "../engine/mod.ts";
import type { Entry } from "../manifest/mod.ts";
import { type CreatedPlugin, createPlugin } from "../plugin/mod.ts";
import { isCompiled, NOT_ISOLATED } from "./runtime.ts";
import { TIMED_OUT, within } from "./deadline.ts";
import type { LoadStage, PluginLoadError } from "./errors.ts";
import { importPlugin } from "./import_plugin.ts";
import { refusePlainHttp } from "./integrity/address.ts";
import type { PluginCheck } from "./integrity/check.ts";
import { checkBeforeImport } from "./integrity/before_import.ts";
import { needsCheck } from "./integrity/needed.ts";
import type { Isolating } from "./isolating.ts";
import { noteFor } from "./note.ts";
import { type GivenPermissions, permissionsFor } from "./permissions.ts";
import { asProblem, problem } from "./problem.ts";
import { registerOptions } from "./register_options.ts";
import type { PluginReport, PluginState } from "./report.ts";
import { resolveIsolated, resolveSpecifier } from "./specifier.ts";
import type { Surroundings } from "./surroundings.ts";
import type { IsolatedSource } from "./watch.ts";
import type { LoadTarget } from "./target.ts";

/** What names a plugin. */
export interface Origin {
  /** `"manifest"`, or the file that it was discovered in. */
  readonly found: string;
  /** What the user should know of that. */
  readonly note?: string | undefined;
}

const MANIFEST: Origin = { found: "manifest" };

/** One entry of a manifest on its way to being a registered plugin. It fails by itself, never by throwing. */
export class Loading {
  readonly entry: Entry;
  readonly #surroundings: Surroundings;
  readonly #origin: Origin;
  readonly #target: LoadTarget;
  readonly #timeoutMs: number;
  #state: PluginState = "failed";
  #stage: LoadStage = "grant";
  #ready: Promise<void> = Promise.resolve();
  readonly #given: GivenPermissions;
  #created: CreatedPlugin | undefined;
  #isolating: Isolating | undefined;
  #check: PluginCheck | undefined;
  #url: string | undefined;
  #error: PluginLoadError | undefined;
  #importMs = 0;
  /** How long its steps took that are over, and when the one began that is not. */
  #totalMs = 0;
  #began = 0;

  constructor(entry: Entry, surroundings: Surroundings, origin: Origin = MANIFEST) {
    this.entry = entry;
    this.#origin = origin;
    this.#surroundings = surroundings;
    this.#target = surroundings.target;
    const { grants, base, fetchedFrom, timeoutMs, startMs } = surroundings;
    const granted = Object.hasOwn(grants, entry.name) ? grants[entry.name] : undefined;
    this.#given = permissionsFor(entry, granted, base, fetchedFrom);
    this.#timeoutMs = entry.timeoutMs ?? (this.#given.permissions === "inherit" ? timeoutMs : startMs);
  }

  /** What its specifier stands for, once that is known and it may be imported. */
  get url(): string | undefined {
    return this.#url;
  }

  /** How long loading it may take, in milliseconds. */
  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /** How it is loaded again, if it is isolated. */
  get isolated(): IsolatedSource | undefined {
    return this.#isolating;
  }

  /** Settles when the plugin is made and can be registered, or has failed. */
  get made(): Promise<void> {
    return this.#ready;
  }

  /** Whether it is switched on, so that it is or was to be loaded. */
  get wanted(): boolean {
    return this.#state !== "disabled" && this.#state !== "blocked";
  }

  /** Why it was not loaded. */
  get error(): PluginLoadError | undefined {
    return this.#error;
  }

  /** The plugin, if it was loaded. */
  get plugin(): object | undefined {
    return this.#state === "loaded" ? this.#created?.plugin : undefined;
  }

  /** Begins to import the module and to make the plugin, unless it is switched off. */
  start(disabled: ReadonlySet<string>): void {
    const { name, enabled } = this.entry;
    if (!enabled || disabled.has(name)) this.#state = "disabled";
    else if (this.#target.isBlocked(name)) this.#state = "blocked";
    else this.#ready = this.#step(() => this.#create());
  }

  /** Registers the plugin once it is made. */
  async register(): Promise<void> {
    await this.#ready;
    const created = this.#created;
    if (created === undefined) return;
    await this.#step(() => this.#register(created.plugin));
    if (this.plugin === undefined) this.#discard(created);
  }

  /** Takes the loaded plugin out again. */
  refuse(cause: Error): void {
    const { plugin } = this;
    if (plugin !== undefined && this.#target.isRegistered(plugin)) this.#target.unregister(plugin);
    this.#fail(cause);
    if (this.#created !== undefined) this.#discard(this.#created);
  }

  /** What became of it. */
  report(): PluginReport {
    const { entry: { name, from, position }, plugin } = this;
    const hooks = plugin && this.#target.getHookcallers(plugin)?.map((caller) => caller.name) || [];
    const isolated = this.#isolating?.report();
    const projects = this.#isolating?.projects ?? (plugin && markedProjects(plugin));
    const { found, note } = this.#origin;
    const notes = [
      ...(note === undefined ? [] : [note]),
      ...(plugin && projects && hooks.length === 0 ? [noteFor(projects, this.#target.project)] : []),
      ...(isolated?.notes ?? this.#check?.notes ?? []),
    ];
    return {
      name,
      specifier: from,
      found,
      position,
      state: this.#state,
      isolation: plugin && (isolated === undefined ? "host" : this.#given.isolation),
      grant: isolated?.grant ?? (plugin && "inherit"),
      wanted: isolated?.wanted,
      missing: isolated?.missing ?? [],
      needed: isolated?.needed,
      hooks,
      error: this.#error,
      note: notes.length === 0 ? undefined : notes.join("\n"),
      importMs: this.#importMs,
      totalMs: this.#totalMs,
    };
  }

  /** Does a part of the loading, keeps its failure as a value, and counts its time. */
  async #step(part: () => Promise<void>): Promise<void> {
    this.#began = performance.now();
    try {
      await part();
    } catch (error) {
      this.#fail(error);
    }
    this.#totalMs += performance.now() - this.#began;
  }

  async #create(): Promise<void> {
    if (this.#given.permissions === "inherit") await this.#createInHost();
    else await this.#createIsolated();
  }

  async #createInHost(): Promise<void> {
    const { name, from, options } = this.entry;
    const { base, lock, ahead } = this.#surroundings;
    this.#stage = "resolve";
    const url = this.#url = resolveSpecifier(from, base, name);
    if (needsCheck(this.entry, url, this.#target.host)) await this.#checkInHost(url);
    // Until here nothing was waited for, so that all are added before reading begins.
    else if (url.startsWith("file:") && lock.find(name, from) === undefined) ahead?.add(url);
    const module = await this.#import(url);
    const creating = createPlugin(module, options, { name, project: this.#target.project });
    try {
      this.#created = await this.#inTime("create", creating);
    } catch (error) {
      // A plugin that is made after all has been given up.
      creating.then((late) => this.#discard(late), () => {});
      throw error;
    }
  }

  /** Looks whether the module is what the entry says and fits the host. After it, nothing else can be imported in its place. */
  async #checkInHost(url: string): Promise<void> {
    this.#check = await checkBeforeImport(this.entry, url, this.#surroundings);
    if (this.#check === undefined) return;
    const givenUp = new AbortController();
    try {
      await this.#inTime("check", this.#check.inHost(url, givenUp.signal));
    } finally {
      givenUp.abort();
    }
  }

  /** The same for a local module that has changed, and is to be imported again. */
  async checkAgain(): Promise<void> {
    if (this.#url !== undefined) await this.#check?.ofHostModules(this.#url);
  }

  async #createIsolated(): Promise<void> {
    const { name, from } = this.entry;
    if (isCompiled()) {
      this.#stage = "start";
      throw problem(this.entry, this.#stage, "compiled", ...NOT_ISOLATED);
    }
    const { base, fetchedFrom, starts } = this.#surroundings;
    // Hosts whose plugins all run in the host do not pay for what isolation needs.
    const { Isolating } = await import("./isolating.ts");
    const isolating = this.#isolating = new Isolating(this.entry, this.#given, this.#surroundings);
    await isolating.look();
    this.#stage = "resolve";
    const url = this.#url = resolveIsolated(from, base, fetchedFrom, name);
    refusePlainHttp(url, this.entry.integrity, { plugin: name, source: from });
    const release = await starts.take();
    // Waiting for the others does not count.
    this.#began = performance.now();
    const givenUp = new AbortController();
    try {
      const starting = isolating.start(url, givenUp.signal);
      this.#created = { plugin: await this.#inTime("start", starting), isOwn: true };
    } catch (error) {
      givenUp.abort();
      throw error;
    } finally {
      release();
      this.#importMs = performance.now() - this.#began;
    }
  }

  async #import(url: string): Promise<unknown> {
    const started = performance.now();
    try {
      return await this.#inTime("import", importPlugin(this.entry, url, this.#surroundings));
    } finally {
      this.#importMs = performance.now() - started;
    }
  }

  async #register(plugin: object): Promise<void> {
    const { name } = this.entry;
    const registering = this.#target.registerAsync(plugin, name, registerOptions(this.entry));
    let late = true;
    registering.then(() => late = false, () => late = false);
    try {
      this.#state = await this.#inTime("register", registering) === null ? "blocked" : "loaded";
    } finally {
      // A registration that is still under way has no effect once it is taken out. Others must not be touched: the same plugin
      // may be registered under another name.
      if (late && this.#target.isRegistered(plugin)) this.#target.unregister(plugin);
    }
  }

  /** Waits for a stage to end, as long as the plugin has time left. */
  async #inTime<T>(stage: "check" | "import" | "create" | "start" | "register", promise: Promise<T>): Promise<T> {
    this.#stage = stage;
    const spentMs = this.#totalMs + performance.now() - this.#began;
    const result = await within(this.#timeoutMs - spentMs, promise);
    if (result !== TIMED_OUT) return result as T;
    const where = this.#origin === MANIFEST ? '"timeoutMs" in its entry' : "The option timeoutMs of load";
    const longer = `${where} gives it longer.`;
    throw problem(
      this.entry,
      this.#stage,
      "timeout",
      `it did not finish within ${this.#timeoutMs} ms.`,
      stage === "import"
        ? `${longer} If it is a top-level await that never settles, Deno will end the host with exit code 1 when that has ` +
          "nothing else to do, unless the host calls Deno.exit()."
        : longer,
    );
  }

  #fail(cause: unknown): void {
    this.#state = "failed";
    this.#error ??= asProblem(this.entry, this.#stage, this.#url, cause);
  }

  /** Lets a plugin that was made for this entry, and is not to be used, let go of what it holds. */
  #discard({ plugin, isOwn }: CreatedPlugin): void {
    if (!isOwn || this.#target.isRegistered(plugin)) return;
    const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = plugin as Partial<AsyncDisposable & Disposable>;
    // Nobody waits for it: it has failed, and may fail again or never end.
    Promise.resolve().then(() => (later ?? now)?.call(plugin)).catch(() => {});
  }
}
