import {
  type AfterHookcall,
  type AnyCaller,
  type BeforeHookcall,
  type CallerOf,
  CloseError,
  type HookImpl,
  type HookimplOptions,
  type HookNames,
  type HookspecOptions,
  implKey,
  isThenable,
  makeCaller,
  memberOf,
  nameOf,
  pluginText,
  PluginValidationError,
  printOnce,
  readMark,
  specKey,
  type SpecOf,
  TenonError,
  type Tracer,
  TraceRoot,
  UsageError,
  type WarningHandler,
} from "../engine/mod.ts";
import type { LoadOptions, LoadReport, ManifestSource } from "../load/mod.ts";
import { addHookspecs, namespaceParts } from "./add_hookspecs.ts";
import { HookTable } from "./hook_table.ts";

import { PluginRegistration } from "./register.ts";
import { type PluginRecord, Registry } from "./registry.ts";
import type { Relay } from "./relay.ts";

/** Options of a {@linkcode PluginManager}. */
export interface PluginManagerOptions {
  /** Receives warnings. By default each distinct message is printed once, with `console.warn`. */
  readonly onWarning?: WarningHandler;
}

/** What else can be said when a plugin is registered. */
export interface RegisterOptions {
  /** Where the plugin came from, such as a specifier: for error messages. */
  readonly source?: string | undefined;
}

/** A registration as a resource: at the end of `using` or `await using` the plugin is taken out again. */
export interface Registration extends Disposable, AsyncDisposable {
  /** The name that the plugin got, or null if that name is blocked and nothing was registered. */
  readonly name: string | null;
}

/**
 * Knows a host's hooks and its plugins, and calls the ones through the others: pluggy's `PluginManager`.
 *
 * `S` is the type of the host's spec class; the types of calls, impls, wrappers and results follow from it.
 *
 * @example A host with one hook
 * ```ts
 * import { hookimplMarker, type HookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
 * import { assertEquals } from "@std/assert";
 *
 * const hookspec = hookspecMarker("shop");
 * class ShopSpec {
 *   @hookspec
 *   async discount(_: { price: number }): Promise<number | void> {}
 * }
 * const hookimpl: HookimplMarker<ShopSpec> = hookimplMarker("shop");
 *
 * await using pm = new PluginManager("shop", ShopSpec);
 * pm.register({ discount: hookimpl(({ price }: { price: number }) => price / 10) }, "ten percent");
 *
 * assertEquals(await pm.hook.discount({ price: 50 }), [5]);
 * ```
 */
export class PluginManager<S = Record<never, never>> implements AsyncDisposable {
  /** The name of the host's project, which markers are made for. */
  readonly project: string;
  /** The hook callers by name: `pm.hook.NAME(args)`. */
  readonly hook: Relay<S>;
  /** Emits messages for those who debug plugins. `pm.trace.root.setWriter(console.log)` shows them. */
  readonly trace: Tracer;
  readonly #registry = new Registry();
  readonly #table: HookTable;
  readonly #canonicalNames = new WeakMap<object, string>();
  #namesGiven = 0;
  #closing: Promise<void> | undefined;

  /**
   * Takes the project's name, and the class or object with the host's hook specs if there is one; more can be added with
   * {@linkcode addHookspecs}.
   *
   * @throws {HookspecError} If the namespace has no specs for this project.
   */
  constructor(project: string, hookspecs?: undefined, options?: PluginManagerOptions);
  /** Takes the project's name, and the class or object with the host's hook specs. */
  constructor(project: string, hookspecs: (abstract new (...args: never[]) => S) | S, options?: PluginManagerOptions);
  constructor(project: string, hookspecs?: unknown, options: PluginManagerOptions = {}) {
    if (typeof project !== "string" || project === "") {
      throw new UsageError("bad-project", "Cannot make a plugin manager: it takes the name of the host's project.");
    }
    this.project = project;
    this.#table = new HookTable(project, options.onWarning ?? printOnce(), (fn) => this.#implMark(fn));
    this.hook = this.#table.relay as Relay<S>;
    this.trace = new TraceRoot().get("pluginmanager");
    if (hookspecs !== undefined) this.addHookspecs(hookspecs as object);
  }

  /**
   * Adds the hook specs of a class, an object or a module: all of them, or none if one cannot be added. Gives this manager,
   * typed with the added hooks too.
   *
   * @throws {UsageError} If the namespace is no object.
   * @throws {HookspecError} If there are no specs for this project, a hook has a spec already, or one is both historic and
   * firstresult.
   * @throws {PluginValidationError} If an impl that is registered already does not fit its spec.
   */
  addHookspecs<N extends object>(namespace: N): PluginManager<S & SpecOf<N>> {
    addHookspecs(this.#table, this.project, namespace, (holder, name) => this.parseHookspecOpts(holder, name));
    return this as unknown as PluginManager<S & SpecOf<N>>;
  }

  /**
   * Registers a plugin: an object, an instance, a module, or a class for its static members. Gives its name, or null if that
   * name is blocked. Either all of its impls are registered or, after an error, nothing of it is.
   *
   * The impls of a plugin are visited in declaration order: its own members, those of its class, those of the classes above.
   * Getters are not run.
   *
   * @throws {RegistrationError} If the name or the plugin is registered already.
   * @throws {PluginValidationError} If an impl does not fit its spec.
   * @throws {UsageError} If remembered calls of an asynchronous hook would have to be awaited: use
   * {@linkcode registerAsync}. Also for what is no object, and after closing.
   */
  register(plugin: object, name?: string, options: RegisterOptions = {}): string | null {
    const record = this.#enter(plugin, name, options.source);
    if (record === null) return null;
    new PluginRegistration(record, this.#registry, this.#table).run((...member) => this.parseHookimplOpts(...member));
    return record.name;
  }

  /**
   * Registers a plugin like {@linkcode register}, and awaits the replay of remembered calls of asynchronous hooks. If one
   * fails, nothing of the plugin stays registered, and the promise is rejected with that error.
   */
  async registerAsync(plugin: object, name?: string, options: RegisterOptions = {}): Promise<string | null> {
    const record = this.#enter(plugin, name, options.source);
    if (record === null) return null;
    await new PluginRegistration(record, this.#registry, this.#table)
      .runAsync((...member) => this.parseHookimplOpts(...member));
    return record.name;
  }

  /**
   * Registers a plugin like {@linkcode register}, for the length of a block.
   *
   * @example
   * ```ts
   * import { PluginManager } from "@tenon/tenon";
   * import { assert, assertFalse } from "@std/assert";
   *
   * const pm = new PluginManager("demo");
   * {
   *   using _registration = pm.registration({}, "guest");
   *   assert(pm.hasPlugin("guest"));
   * }
   * assertFalse(pm.hasPlugin("guest"));
   * ```
   */
  registration(plugin: object, name?: string): Registration {
    const registered = this.register(plugin, name);
    const record = registered === null ? undefined : this.#registry.of(plugin);
    const takeOut = (): void => {
      if (record !== undefined && !record.removed) this.#takeOut(record);
    };
    return {
      name: registered,
      [Symbol.dispose]: takeOut,
      [Symbol.asyncDispose]: () => Promise.resolve(takeOut()),
    };
  }

  /**
   * Takes a plugin out, with all its impls; remembered calls of historic hooks stay. Takes the plugin, or null and its name,
   * or both. Gives the plugin, or null for a name that is unknown or blocked; a blocked name stays blocked. A plugin that is
   * not there because its name is blocked, given with that name, is given back.
   *
   * @throws {UsageError} If neither is given, the plugin is not registered, or the two do not agree.
   */
  unregister(plugin?: object | null, name?: string): object | null {
    if (plugin && name !== undefined && this.isBlocked(name) && !this.isRegistered(plugin)) return plugin;
    const byPlugin = plugin === undefined || plugin === null ? undefined : this.#registered(plugin);
    if (name !== undefined && byPlugin !== undefined && byPlugin.name !== name) {
      throw new UsageError(
        "names-disagree",
        `Cannot unregister plugin '${name}': the given plugin is registered as '${byPlugin.name}'.`,
        { plugin: name },
      );
    }
    if (byPlugin === undefined && name === undefined) {
      throw new UsageError("nothing-given", "Cannot unregister: neither a plugin nor a name is given.");
    }
    const record = byPlugin ?? this.#registry.named(name!);
    if (!record) return null;
    this.#takeOut(record);
    return record.plugin;
  }

  /** Takes the plugin of a name out, if there is one, and refuses plugins of that name from now on. */
  setBlocked(name: string): void {
    this.unregister(null, name);
    this.#registry.block(name);
  }

  /** Lets plugins of a name in again. Gives whether the name was blocked. What was taken out does not come back. */
  unblock(name: string): boolean {
    return this.#registry.unblock(name);
  }

  /** Whether a name is blocked. */
  isBlocked(name: string): boolean {
    return this.#registry.named(name) === null;
  }

  /** The registered plugins. */
  getPlugins(): Set<object> {
    return new Set(this.#registry.records().map(({ plugin }) => plugin));
  }

  /** Whether this very object is registered. */
  isRegistered(plugin: object): boolean {
    return this.#registry.of(plugin) !== undefined;
  }

  /** The plugin of a name; null if the name is unknown or blocked. */
  getPlugin(name: string): object | null {
    return this.#registry.named(name)?.plugin ?? null;
  }

  /** Whether a plugin of this name is registered. */
  hasPlugin(name: string): boolean {
    return this.getPlugin(name) !== null;
  }

  /** The name under which a plugin is registered; null if it is not. */
  getName(plugin: object): string | null {
    return this.#registry.of(plugin)?.name ?? null;
  }

  /**
   * The name that a plugin gets if none is given: its `name` if that is a text, else one made from its class and a number.
   * The same for the same object, registered or not.
   */
  getCanonicalName(plugin: object): string {
    const own = nameOf(plugin);
    if (own !== undefined) return own;
    const known = this.#canonicalNames.get(plugin);
    if (known !== undefined) return known;
    const kind = memberOf(plugin, "constructor");
    const stem = typeof kind === "function" && kind !== Object ? nameOf(kind) : undefined;
    let made: string;
    do made = `${stem ?? "plugin"}-${++this.#namesGiven}`; while (this.#registry.named(made) !== undefined);
    this.#canonicalNames.set(plugin, made);
    return made;
  }

  /** Names and plugins in the order of registration, blocked names with null. */
  listNamePlugin(): [name: string, plugin: object | null][] {
    return Array.from(this.#registry.entries(), ([name, record]) => [name, record?.plugin ?? null]);
  }

  /** The callers of the hooks that a plugin has impls of; null if it is not registered. */
  getHookcallers(plugin: object): AnyCaller[] | null {
    const record = this.#registry.of(plugin);
    return record === undefined ? null : this.#table.callersOf(record.hooks);
  }

  /**
   * Checks that every impl is for a hook that has a spec. Impls with `optionalhook` may be for others, as may those of hooks
   * whose names begin with `_`.
   *
   * @throws {PluginValidationError} For the first impl of an unknown hook.
   */
  checkPending(): void {
    const [error] = this.pendingErrors();
    if (error !== undefined) throw error;
  }

  /** All that {@linkcode checkPending} would object to, each as an error that names plugin and hook. */
  pendingErrors(): PluginValidationError[] {
    return this.#table.pendingImpls().map((impl) => this.#unknownHook(impl));
  }

  /**
   * Makes a caller of a hook that leaves some plugins out, registered or not. It stays true when plugins come and go. Calls
   * of historic hooks through it are remembered for everyone who comes later.
   *
   * @throws {UnknownHookError} If there is no such hook.
   */
  subsetHookCaller<K extends HookNames<S>>(name: K, removePlugins: Iterable<object>): CallerOf<S, K> {
    const { hook, caller } = this.#table.known(name);
    const excluded = new Set(removePlugins);
    return (excluded.size === 0 ? caller : makeCaller(hook, excluded)) as unknown as CallerOf<S, K>;
  }

  /**
   * Has every hook call begin with `before` and end with `after`, on every path: direct, extra, subset, historic and its
   * replays. The monitor added last is outermost. Both are synchronous; `after` can change the outcome. Gives a function
   * that takes the monitor away; several can be taken away in any order.
   */
  addHookcallMonitoring(before: BeforeHookcall, after: AfterHookcall): () => void {
    return this.#table.addMonitor({ before, after });
  }

  /** Has every hook call traced, with its arguments and its result. Gives a function that ends it. */
  enableTracing(): () => void {
    const { root } = this.trace;
    const trace = root.get("hook");
    return this.addHookcallMonitoring(
      (hook, _impls, args) => {
        root.indent++;
        trace(hook, { ...args });
      },
      (outcome, hook) => {
        if (!outcome.failed) trace("finish", hook, "-->", outcome.getResult());
        root.indent--;
      },
    );
  }

  /**
   * Loads the plugins of a manifest into this manager: a path, a URL, or the manifest itself. A plugin that cannot be loaded
   * is a line in the report, and the others load.
   *
   * @throws {ManifestError} If the manifest cannot be read or is not in order.
   * @throws {LoadError} If a required plugin could not be loaded, or any with `strict`; it carries the report.
   */
  async load(manifest: ManifestSource, options?: LoadOptions): Promise<LoadReport> {
    this.#refuseIfClosed("load plugins");
    // Only hosts that load plugins pay for what loading needs.
    const { load } = await import("../load/mod.ts");
    return await load(this, manifest, options);
  }

  /**
   * Takes all plugins out, and disposes of those that have `[Symbol.asyncDispose]` or `[Symbol.dispose]`, the last
   * registered first. Nothing can be registered afterwards. Closing again gives the same promise.
   *
   * @throws {CloseError} If plugins failed to dispose of what they held; all others have been disposed of.
   */
  close(): Promise<void> {
    // Disposing begins only when this has returned: what plugins do then must find the manager closed.
    return this.#closing ??= Promise.resolve().then(() => this.#close());
  }

  /** Closes this manager: see {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Says whether a member of a plugin is an impl, and with which options; by default, if a marker of this project says so.
   * Can be overridden, to find impls by their names for instance. What is left out of the options has its default.
   */
  parseHookimplOpts(plugin: object, name: string): HookimplOptions | undefined {
    const member = memberOf(plugin, name);
    return typeof member === "function" ? this.#implMark(member) : undefined;
  }

  /**
   * Says whether a member of a namespace is a hook spec, and with which options; by default, if a marker of this project
   * says so. Can be overridden. For a class, members are looked for on its prototype first, then on the class itself.
   */
  parseHookspecOpts(namespace: object, name: string): HookspecOptions | undefined {
    for (const part of namespaceParts(namespace)) {
      const member = memberOf(part, name);
      if (typeof member !== "function") continue;
      const options = readMark(member, specKey(this.project));
      if (options !== undefined) return options as HookspecOptions;
    }
    return undefined;
  }

  #implMark(fn: object): HookimplOptions | undefined {
    return readMark(fn, implKey(this.project)) as HookimplOptions | undefined;
  }

  #enter(plugin: unknown, name: string | undefined, source: string | undefined): PluginRecord | null {
    this.#refuseIfClosed("register a plugin");
    if (plugin === null || (typeof plugin !== "object" && typeof plugin !== "function")) {
      throw new UsageError(
        "not-an-object",
        `Cannot register ${name ? `plugin '${name}'` : "a plugin"}: it must be an object, but is ${
          plugin === null ? "null" : typeof plugin
        }.`,
        { plugin: name, source },
      );
    }
    return this.#registry.enter(plugin, name || this.getCanonicalName(plugin), source);
  }

  #registered(plugin: object): PluginRecord {
    const record = this.#registry.of(plugin);
    if (record !== undefined) return record;
    const hint = typeof plugin === "string" ? " To name one, call unregister(null, name)." : "";
    throw new UsageError("not-registered", `Cannot unregister: the given plugin is not registered.${hint}`);
  }

  #takeOut(record: PluginRecord): void {
    record.remove();
    this.#registry.leave(record);
  }

  #unknownHook(impl: HookImpl): PluginValidationError {
    const { name, source, plugin } = impl.owner;
    return new PluginValidationError(
      "unknown-hook",
      `Cannot accept ${pluginText(name, source)}: its impl '${impl.member}' is for no hook of '${this.project}'.` +
        this.#table.guess(impl.hookName),
      { plugin: name, hook: impl.hookName, source },
      plugin,
    );
  }

  #refuseIfClosed(what: string): void {
    if (this.#closing === undefined) return;
    throw new UsageError("closed", `Cannot ${what}: the plugin manager of '${this.project}' is closed.`);
  }

  async #close(): Promise<void> {
    const errors: TenonError[] = [];
    for (const record of this.#registry.records().reverse()) {
      // Unregistered meanwhile: somebody else's now.
      if (record.removed) continue;
      this.#takeOut(record);
      try {
        await dispose(record.plugin);
      } catch (cause) {
        const { name, source } = record;
        errors.push(
          new TenonError("dispose-failed", `Cannot dispose of ${pluginText(name, source)}: ${messageOf(cause)}`, {
            plugin: name,
            source,
            cause,
          }),
        );
      }
    }
    if (errors.length > 0) throw new CloseError(errors);
  }
}

async function dispose(plugin: object): Promise<void> {
  const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = plugin as Partial<AsyncDisposable & Disposable>;
  const result: unknown = (later ?? now)?.call(plugin);
  if (isThenable(result)) await result;
}

/** What a plugin throws may be anything, also something that throws when it is looked at. */
function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.message}` : String(error);
  } catch {
    return "what it threw cannot be shown";
  }
}
