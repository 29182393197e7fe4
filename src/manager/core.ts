import {
  CloseError,
  errorText,
  forgetFailures,
  type HookimplOptions,
  type ImplOwner,
  type LastFailure,
  printOnce,
  type TenonError,
  UsageError,
} from "../engine/mod.ts";
import type { LoadEvent, RestartEvent } from "../load/mod.ts";
import type { OutputEvent } from "../sandbox/mod.ts";
import { addHookspecs, type ParseHookspecOpts } from "./add_hookspecs.ts";
import { CanonicalNames } from "./canonical_names.ts";
import { dispose, disposeFailed } from "./dispose.ts";
import { Events } from "./events.ts";
import { HookTable } from "./hook_table.ts";
import { checkRegisterOptions, NO_OPTIONS, type PluginManagerOptions, type RegisterOptions } from "./options.ts";
import { type ParseHookimplOpts, PluginRegistration } from "./register.ts";
import { PluginRecord, Registry } from "./registry.ts";

/** How a manager tells impls and specs; what is overridden there counts for its scopes too. */
export interface Parsers {
  readonly hookimpl: ParseHookimplOpts;
  readonly hookspec: ParseHookspecOpts;
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
  /** Whether `hookimpl` tells impls by their marks alone, as `readOptions` does. */
  readonly readsMarks: () => boolean;
}

/** What a plugin manager does; its public face is {@linkcode PluginManager}. */
export class Core {
  readonly project: string;
  readonly options: PluginManagerOptions;
  readonly parent: Core | undefined;
  readonly registry: Registry;
  readonly events: Events;
  readonly table: HookTable;
  readonly #parsers: Parsers;
  readonly #names: CanonicalNames;
  /** Plugins that were replaced, and wait for the calls in flight to end before they are disposed of. */
  readonly #leaving = new Map<object, Promise<void>>();
  /** What ends the waiting of those. */
  readonly #hurried = new Set<() => void>();
  /** Plugins that are on their way into the place of others. */
  readonly #arriving = new Set<object>();
  /** Plugins that have been disposed of, by this manager or its scopes: once is enough, even if one comes back. */
  readonly #disposed: WeakSet<object>;
  /** Plugins that were started for this manager, and must not outlive it. */
  readonly #started = new Set<object>();
  /** Starts of plugins that are under way. */
  readonly #starting = new Set<Promise<unknown>>();
  /** What is to be done when closing begins. */
  readonly #whenClosing = new Set<() => void>();
  #closing: Promise<void> | undefined;

  constructor(project: string, options: PluginManagerOptions, parsers: Parsers, parent?: Core) {
    this.project = project;
    this.options = options;
    this.parent = parent;
    this.#parsers = parent === undefined ? parsers : parent.#parsers;
    this.#names = parent === undefined ? new CanonicalNames() : parent.#names;
    this.#disposed = parent === undefined ? new WeakSet() : parent.#disposed;
    this.registry = new Registry(parent?.registry);
    const warn = options.onWarning ?? parent?.table.warn ?? printOnce();
    this.events = new Events(parent?.events, (error) => {
      warn({ code: "listener-failed", message: `A listener of the plugin manager threw ${errorText(error)}`, error });
    });
    this.table = new HookTable({
      project,
      warn,
      readOptions: this.#parsers.readOptions,
      policy: options,
      quarantineAfter: options.quarantineAfter,
      events: this.events,
      quarantine: (owner, failure) => this.#quarantine(owner, failure),
    }, parent?.table);
  }

  addHookspecs(namespace: object): void {
    addHookspecs(this.table, this.project, namespace, this.#parsers.hookspec);
  }

  register(plugin: object, name: string | undefined, options: RegisterOptions): string | null {
    const given = this.#nameFor(plugin, name, options);
    if (this.registry.named(given) === null) return null;
    return this.events.around("register", given, () => {
      const record = this.registry.enter(plugin, given, options);
      try {
        new PluginRegistration(record, this.table, this.#parsers).run();
      } catch (error) {
        this.registry.leave(record);
        throw error;
      }
      return given;
    });
  }

  async registerAsync(plugin: object, name: string | undefined, options: RegisterOptions): Promise<string | null> {
    const given = this.#nameFor(plugin, name, options);
    if (this.registry.named(given) === null) return null;
    return await this.events.aroundAsync("register", given, async () => {
      const record = this.registry.enter(plugin, given, options);
      try {
        await new PluginRegistration(record, this.table, this.#parsers).runAsync();
      } catch (error) {
        this.registry.leave(record);
        throw error;
      }
      return given;
    });
  }

  async replace(name: string, plugin: object, options: RegisterOptions | undefined): Promise<object> {
    this.refuseIfClosed(`replace plugin '${name}'`);
    const old = this.registry.named(name);
    if (!old || !this.registry.owns(old)) throw notThere(`Cannot replace plugin '${name}'`, name);
    const settings = { ...old.options, ...options };
    this.#nameFor(plugin, name, settings);
    this.registry.refuseTwice(plugin, name, settings.source);
    this.#arriving.add(plugin);
    return await this.events.aroundAsync("replace", name, async () => {
      const record = new PluginRecord(plugin, name, settings, old);
      const takePlace = (): void => {
        // While calls were replayed the manager may have been closed, the old plugin gone, the new one come elsewhere.
        this.refuseIfClosed(`replace plugin '${name}'`);
        if (old.removed) throw notThere(`Cannot replace plugin '${name}' any more`, name);
        this.registry.refuseTwice(plugin, name, settings.source);
        this.registry.replace(old, record);
        this.table.replace(old, record);
      };
      await new PluginRegistration(record, this.table, this.#parsers, { old, takePlace }).runAsync();
      this.#disposeOnceLeft(old);
      return old.plugin;
    }).finally(() => this.#arriving.delete(plugin));
  }

  /** Has something done when closing begins. */
  onClose(action: () => void): void {
    this.#whenClosing.add(action);
  }

  tellOfLoading(event: LoadEvent): void {
    if (this.events.emit("load", event) || event.when !== "failed" || !event.reload) return;
    const { plugin, error } = event;
    // Of the first loading the report tells; of this nobody would.
    this.table.warn({
      code: "reload-failed",
      message: `plugin '${plugin}' has changed and could not be loaded again, so that the one before stays: ${
        errorText(error)
      }`,
      plugin,
      error,
    });
  }

  /** Has closing wait for the start of a plugin, however that ends. */
  waitsFor(start: Promise<unknown>): void {
    const done = start.then(() => {}, () => {}).finally(() => this.#starting.delete(done));
    this.#starting.add(done);
  }

  /** Has a plugin disposed of when the manager is closed, be it registered then or not. */
  owns(plugin: object): void {
    this.#started.add(plugin);
  }

  tellOfOutput(event: OutputEvent): void {
    if (this.events.emit("output", event)) return;
    const dropped = event.dropped === 0 ? "" : `(${event.dropped} lines dropped) `;
    console.error(`[${event.plugin}] ${dropped}${event.text}`);
  }

  tellOfRestart(event: RestartEvent): void {
    if (this.events.emit("restart", event) || event.when === "after") return;
    const { plugin, error } = event;
    const what = event.when === "before" ? "it is started again" : "it is not started again";
    this.table.warn({
      code: "plugin-died",
      message: `plugin '${plugin}' died, and ${what}: ${errorText(error)}`,
      plugin,
      error,
    });
  }

  /** An isolated plugin that fails to give back what it holds has ended with its process: nobody else is harmed. */
  tellOfFailedDisposal(plugin: string, error: unknown): void {
    const message = `Cannot dispose of plugin '${plugin}': ${errorText(error)}`;
    this.table.warn({ code: "dispose-failed", message, plugin, error });
  }

  /** Whether the spec of a hook, or the manager, sets a deadline for answers. */
  hasDeadline(hook: string): boolean {
    return (this.table.get(hook)?.spec?.opts.timeoutMs ?? this.options.timeoutMs) !== undefined;
  }

  /** Leaves an isolated plugin that died too often out of all calls. */
  quarantineDead(plugin: object, error: Error): void {
    const record = this.registry.of(plugin);
    if (record !== undefined) this.#quarantine(record, { error });
  }

  /** The arguments of the remembered calls of a hook. */
  remembered(hook: string): readonly object[] {
    return this.table.get(hook)?.remembered().map(({ args }) => args) ?? [];
  }

  takeOut(record: PluginRecord): void {
    this.#takeOut(record, () => this.registry.leave(record));
  }

  /** Blocks a name, and takes its plugin out if there is one. */
  block(name: string): void {
    const record = this.registry.named(name);
    // At once, so that nobody who hears of it can come in between.
    if (record) this.#takeOut(record, () => this.registry.block(name));
    else this.registry.block(name);
  }

  canonicalName(plugin: object): string {
    return this.#names.of(plugin, (name) => this.registry.named(name) !== undefined);
  }

  /** Lets a plugin back into calls. Gives whether it was left out. */
  release(name: string): boolean {
    const record = this.registry.named(name);
    if (!record) return false;
    if (!this.registry.owns(record)) return this.parent?.release(name) ?? false;
    if (record.quarantine === undefined) return false;
    this.events.emit("release", { when: "before", plugin: name });
    record.impls.forEach(forgetFailures);
    record.quarantine = undefined;
    this.table.changed(record);
    this.events.emit("release", { when: "after", plugin: name });
    return true;
  }

  close(): Promise<void> {
    // It begins only when this has returned: who takes part in it must find the manager closed.
    return this.#closing ??= Promise.resolve().then(() =>
      this.events.aroundAsync("close", undefined, () => this.#close())
    );
  }

  refuseIfClosed(what: string): void {
    this.parent?.refuseIfClosed(what);
    if (this.#closing === undefined) return;
    throw new UsageError("closed", `Cannot ${what}: the plugin manager of '${this.project}' is closed.`);
  }

  /** The name that a plugin is to be registered under, if it can be registered at all. */
  #nameFor(plugin: unknown, name: string | undefined, options: RegisterOptions): string {
    if (options !== NO_OPTIONS || this.#isClosed) {
      const what = `register ${name ? `plugin '${name}'` : "a plugin"}`;
      this.refuseIfClosed(what);
      checkRegisterOptions(what, options);
    }
    if (plugin !== null && (typeof plugin === "object" || typeof plugin === "function")) {
      return name || this.canonicalName(plugin);
    }
    throw new UsageError(
      "not-an-object",
      `Cannot register ${name ? `plugin '${name}'` : "a plugin"}: it must be an object, but is ${
        plugin === null ? "null" : typeof plugin
      }.`,
      { plugin: name, source: options.source },
    );
  }

  get #isClosed(): boolean {
    return this.#closing !== undefined || (this.parent !== undefined && this.parent.#isClosed);
  }

  #takeOut(record: PluginRecord, leave: () => void): void {
    if (!this.registry.owns(record)) {
      throw new UsageError(
        "of-the-parent",
        `Cannot unregister plugin '${record.name}' from a scope: it is registered with the manager above.`,
        { plugin: record.name },
      );
    }
    this.events.around("unregister", record.name, () => {
      this.table.remove(record);
      leave();
    });
  }

  /** Disposes of a plugin that was replaced, when no call in flight can reach it any more. */
  #disposeOnceLeft(record: PluginRecord): void {
    const { plugin } = record;
    const leave = async (): Promise<void> => {
      // A manager that closes waits for no call: one may be waiting for it to close.
      let stop = () => {};
      const closing = new Promise<void>((resolve) => this.#hurried.add(stop = resolve));
      await Promise.race([this.table.inFlight.leftBy(record), closing]);
      this.#hurried.delete(stop);
      // It may have come back in the meantime, or be leaving for a second time.
      if (this.registry.of(plugin) !== undefined || this.#leaving.get(plugin) !== leaving) return;
      if (this.#arriving.has(plugin)) return;
      try {
        await this.#dispose(plugin);
      } catch (cause) {
        const { message } = disposeFailed(record, cause);
        this.table.warn({ code: "dispose-failed", message, plugin: record.name, error: cause });
      }
    };
    const leaving = leave().finally(() => {
      if (this.#leaving.get(plugin) === leaving) this.#leaving.delete(plugin);
    });
    this.#leaving.set(plugin, leaving);
  }

  #quarantine(owner: ImplOwner, failure: LastFailure | { readonly error: Error }): void {
    // An extra function has no record, and what is in quarantine needs no other.
    if (!(owner instanceof PluginRecord) || owner.quarantine !== undefined) return;
    // Nobody owns a plugin that is gone, or has yet to come.
    if (!this.registry.owns(owner)) {
      if (this.parent !== undefined) this.parent.#quarantine(owner, failure);
      return;
    }
    const { error } = failure;
    const hook = "hook" in failure ? failure.hook : undefined;
    const reason = "hook" in failure
      ? `its impl of hook '${hook}' failed ${failure.times === 1 ? "once" : `${failure.times} times in a row`}`
      : "it died too often";
    const event = { plugin: owner.name, hook, error, reason };
    this.events.emit("quarantine", { when: "before", ...event });
    owner.quarantine = { plugin: owner.name, reason, error };
    this.table.changed(owner);
    this.events.emit("quarantine", { when: "after", ...event });
  }

  async #dispose(plugin: object): Promise<void> {
    if (this.#disposed.has(plugin)) return;
    this.#disposed.add(plugin);
    this.#started.delete(plugin);
    await dispose(plugin);
  }

  async #close(): Promise<void> {
    for (const action of this.#whenClosing) action();
    const errors: TenonError[] = [];
    for (const record of this.registry.records().reverse()) {
      // Another plugin may have taken it out while that was disposed of.
      if (record.removed) continue;
      this.takeOut(record);
      try {
        await this.#dispose(record.plugin);
      } catch (cause) {
        errors.push(disposeFailed(record, cause));
      }
    }
    for (const stop of this.#hurried) stop();
    await Promise.all(this.#leaving.values());
    await Promise.all(this.#starting);
    await Promise.all([...this.#started].map((plugin) => this.#dispose(plugin)));
    if (errors.length > 0) throw new CloseError(errors);
  }
}

function notThere(what: string, name: string): UsageError {
  return new UsageError("not-registered", `${what}: no plugin of this name is registered here.`, { plugin: name });
}
