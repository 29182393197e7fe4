import {
  type AfterHookcall,
  type AnyCaller,
  type BeforeHookcall,
  type CallerOf,
  closest,
  type HookImpl,
  type HookimplOptions,
  type HookNames,
  type HookspecOptions,
  implKey,
  type ImplOwner,
  makeCaller,
  memberOf,
  pluginText,
  PluginValidationError,
  readMark,
  specKey,
  type SpecOf,
  type Tracer,
  TraceRoot,
  UsageError,
} from "../engine/mod.ts";
import type { HostPackage, LoadOptions, LoadReport, ManifestSource } from "../load/mod.ts";
import { namespaceParts } from "./add_hookspecs.ts";
import { Core, type Parsers } from "./core.ts";
import type { ManagerEvents, ManagerListener } from "./events.ts";
import {
  checkManagerOptions,
  NO_OPTIONS,
  type PendingImpl,
  type PluginManagerOptions,
  type QuarantinedPlugin,
  type RegisterOptions,
} from "./options.ts";
import type { PluginRecord } from "./registry.ts";
import type { Relay } from "./relay.ts";

/** For how many impls of a plugin it is guessed which hook was meant: plugins with more are not misspelt. */
const MOST_GUESSES = 20;

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
  /** The package that plugins import the host's hooks from, and its version, if the host has said. */
  readonly host: HostPackage | undefined;
  /** The hook callers by name: `pm.hook.NAME(args)`. */
  readonly hook: Relay<S>;
  /** Emits messages for those who debug plugins. `pm.trace.root.setWriter(console.log)` shows them. */
  readonly trace: Tracer;
  readonly #core: Core;
  readonly #implKey: symbol;

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
    checkManagerOptions(options);
    this.project = project;
    this.#implKey = implKey(project);
    this.host = options.host;
    const { [PARENT]: parent } = options as ScopeOptions;
    const parsers: Parsers = {
      hookimpl: (plugin, name) => this.parseHookimplOpts(plugin, name),
      hookspec: (namespace, name) => this.parseHookspecOpts(namespace, name),
      readOptions: (fn) => this.#implMark(fn),
      readsMarks: () => this.parseHookimplOpts === PluginManager.prototype.parseHookimplOpts,
    };
    this.#core = new Core(project, options, parsers, parent?.core);
    this.hook = this.#core.table.relay as Relay<S>;
    this.trace = parent?.trace ?? new TraceRoot().get("pluginmanager");
    if (hookspecs !== undefined) this.addHookspecs(hookspecs as object);
  }

  /**
   * Adds the hook specs of a class, an object or a module: all of them, or none if one cannot be added. Gives this manager,
   * typed with the added hooks too.
   *
   * @throws {HookspecError} If there are no specs for this project, a hook has a spec already, or one is both historic and
   * firstresult.
   * @throws {PluginValidationError} If an impl that is registered already does not fit its spec.
   */
  addHookspecs<N extends object>(namespace: N): PluginManager<S & SpecOf<N>> {
    this.#core.addHookspecs(namespace);
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
  register(plugin: object, name?: string, options: RegisterOptions = NO_OPTIONS): string | null {
    return this.#core.register(plugin, name, options);
  }

  /**
   * Registers a plugin like {@linkcode register}, and awaits the replay of remembered calls of asynchronous hooks. If one
   * fails, nothing of the plugin stays registered, and the promise is rejected with that error.
   */
  registerAsync(plugin: object, name?: string, options: RegisterOptions = NO_OPTIONS): Promise<string | null> {
    return this.#core.registerAsync(plugin, name, options);
  }

  /**
   * Puts a plugin in the place of a registered one: same name, same place in the order, and, where `options` does not say
   * otherwise, registered as the old one was. Remembered calls of historic hooks are replayed to it first; if that or a
   * check fails, the old one stays. Calls in flight end with the old one, which is then disposed of if it has
   * `[Symbol.asyncDispose]` or `[Symbol.dispose]`. Gives the old plugin.
   *
   * @throws {UsageError} If no plugin of that name is registered here, or is no longer when the replays are done.
   * @throws {RegistrationError} If the new plugin is registered already, or its `before` and `after` make a cycle.
   * @throws {PluginValidationError} If an impl does not fit its spec.
   *
   * @example
   * ```ts
   * import { hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
   * import { assertEquals } from "@std/assert";
   *
   * const hookspec = hookspecMarker("demo");
   * class Spec {
   *   @hookspec
   *   tag(): string | void {}
   * }
   * const hookimpl = hookimplMarker<Spec>("demo");
   * await using pm = new PluginManager("demo", Spec);
   * pm.register({ tag: hookimpl(() => "one") }, "a");
   * pm.register({ tag: hookimpl(() => "two") }, "b");
   *
   * await pm.replace("a", { tag: hookimpl(() => "new one") });
   * assertEquals(pm.hook.tag(), ["two", "new one"]);
   * ```
   */
  replace(name: string, plugin: object, options?: RegisterOptions): Promise<object> {
    return this.#core.replace(name, plugin, options);
  }

  /**
   * Registers a plugin like {@linkcode register}, for the length of a block. At its end the plugin is taken out, if it is
   * still there, and not disposed of.
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
  registration(plugin: object, name?: string, options: RegisterOptions = NO_OPTIONS): Registration {
    return this.#asResource(plugin, this.register(plugin, name, options));
  }

  /**
   * Registers a plugin like {@linkcode registerAsync}, for the length of a block: `await using r = await
   * pm.registrationAsync(plugin)`.
   */
  async registrationAsync(plugin: object, name?: string, options: RegisterOptions = NO_OPTIONS): Promise<Registration> {
    return this.#asResource(plugin, await this.registerAsync(plugin, name, options));
  }

  #asResource(plugin: object, registered: string | null): Registration {
    const record = registered === null ? undefined : this.#core.registry.of(plugin);
    const takeOut = (): void => {
      if (record !== undefined && !record.removed) this.#core.takeOut(record);
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
    const record = byPlugin ?? this.#core.registry.named(name!);
    if (!record) return null;
    this.#core.takeOut(record);
    return record.plugin;
  }

  /** Takes the plugin of a name out, if there is one, and refuses plugins of that name from now on. */
  setBlocked(name: string): void {
    this.#core.block(name);
  }

  /** Lets plugins of a name in again. Gives whether the name was blocked. What was taken out does not come back. */
  unblock(name: string): boolean {
    return this.#core.registry.unblock(name);
  }

  /** Whether a name is blocked. */
  isBlocked(name: string): boolean {
    return this.#core.registry.named(name) === null;
  }

  /** The registered plugins. */
  getPlugins(): Set<object> {
    return new Set(this.#core.registry.entries().flatMap(([, record]) => record?.plugin ?? []));
  }

  /** Whether this very object is registered. */
  isRegistered(plugin: object): boolean {
    return this.#core.registry.of(plugin) !== undefined;
  }

  /** The plugin of a name; null if the name is unknown or blocked. */
  getPlugin(name: string): object | null {
    return this.#core.registry.named(name)?.plugin ?? null;
  }

  /** Whether a plugin of this name is registered. */
  hasPlugin(name: string): boolean {
    return this.getPlugin(name) !== null;
  }

  /** The name under which a plugin is registered; null if it is not. */
  getName(plugin: object): string | null {
    return this.#core.registry.of(plugin)?.name ?? null;
  }

  /**
   * The name that a plugin gets if none is given: its `name` if that is a text, else one made from its class and a number.
   * The same for the same object, registered or not.
   */
  getCanonicalName(plugin: object): string {
    return this.#core.canonicalName(plugin);
  }

  /** Names and plugins in the order of registration, blocked names with null. */
  listNamePlugin(): [name: string, plugin: object | null][] {
    return this.#core.registry.entries().map(([name, record]) => [name, record?.plugin ?? null]);
  }

  /** The callers of the hooks that a plugin has impls of; null if it is not registered. */
  getHookcallers(plugin: object): AnyCaller[] | null {
    const record = this.#core.registry.of(plugin);
    return record === undefined ? null : this.#core.table.callersOf(record.impls);
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
    const declared = this.#core.table.declared();
    const guesses = new Map<ImplOwner, number>();
    return this.#core.table.pendingImpls().map((impl) => {
      const before = guesses.get(impl.owner) ?? 0;
      guesses.set(impl.owner, before + 1);
      return this.#unknownHook(impl, before < MOST_GUESSES ? closest(impl.hookName, declared) : undefined);
    });
  }

  /**
   * Makes a caller of a hook that leaves some plugins out, registered or not. It stays true when plugins come and go. Calls
   * of historic hooks through it are remembered for everyone who comes later.
   *
   * @throws {UnknownHookError} If there is no such hook.
   */
  subsetHookCaller<K extends HookNames<S>>(name: K, removePlugins: Iterable<object>): CallerOf<S, K> {
    const { hook, caller } = this.#core.table.known(name);
    const excluded = [...removePlugins];
    // Left out are these very objects; nobody who keeps the caller keeps them.
    return (excluded.length === 0 ? caller : makeCaller(hook, new WeakSet(excluded))) as unknown as CallerOf<S, K>;
  }

  /**
   * Has every hook call begin with `before` and end with `after`, on every path: direct, extra, subset, historic and its
   * replays. The monitor added last is outermost. Both are synchronous; `after` can change the outcome. Gives a function
   * that takes the monitor away; several can be taken away in any order.
   */
  addHookcallMonitoring(before: BeforeHookcall, after: AfterHookcall): () => void {
    return this.#core.table.addMonitor({ before, after });
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
   * Loads plugins into this manager: those of a manifest, which is given by its path, its URL, or as an object, and those that
   * are discovered among the dependencies of the project that the manifest, or else the host, is part of. Without a manifest it
   * is only those. A plugin that cannot be loaded is a line in the report, and the others load.
   *
   * @throws {ManifestError} If the manifest cannot be read or is not in order.
   * @throws {LoadError} If a required plugin could not be loaded, or any with `strict`; it carries the report.
   */
  async load(manifest?: ManifestSource, options?: LoadOptions): Promise<LoadReport> {
    this.#core.refuseIfClosed("load plugins");
    // Only hosts that load plugins pay for what loading needs.
    const { load } = await import("../load/mod.ts");
    return await load(this, manifest, options, {
      tell: (event) => this.#core.tellOfLoading(event),
      onClose: (action) => this.#core.onClose(action),
      starting: (start) => this.#core.waitsFor(start),
      started: (plugin) => this.#core.owns(plugin),
      output: (event) => this.#core.tellOfOutput(event),
      restart: (event) => this.#core.tellOfRestart(event),
      denied: (event) => void this.#core.events.emit("denied", event),
      quarantine: (plugin, error) => this.#core.quarantineDead(plugin, error),
      remembered: (hook) => this.#core.remembered(hook),
      disposeFailed: (plugin, error) => this.#core.tellOfFailedDisposal(plugin, error),
      hasDeadline: (hook) => this.#core.hasDeadline(hook),
    });
  }

  /**
   * Makes a manager for a part of the program: a session, a request, a test. It sees the hooks and the plugins of this one,
   * as they come and go, and adds its own, which this one does not see; calls through it reach both. Closing it disposes of
   * its own plugins only. Making one costs next to nothing. Historic calls of this manager are replayed to the plugins that
   * the scope registers later; those that are made through the scope are remembered there.
   *
   * @example
   * ```ts
   * import { hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
   * import { assertEquals } from "@std/assert";
   *
   * const hookspec = hookspecMarker("demo");
   * class Spec {
   *   @hookspec
   *   tag(): string | void {}
   * }
   * const hookimpl = hookimplMarker<Spec>("demo");
   * const pm = new PluginManager("demo", Spec);
   * pm.register({ tag: hookimpl(() => "all") });
   *
   * await using request = pm.scope();
   * request.register({ tag: hookimpl(() => "this request") });
   * assertEquals(request.hook.tag(), ["this request", "all"]);
   * assertEquals(pm.hook.tag(), ["all"]);
   * ```
   */
  scope(): PluginManager<S> {
    this.#core.refuseIfClosed("make a scope");
    const options: ScopeOptions = { ...this.#core.options, [PARENT]: { core: this.#core, trace: this.trace } };
    return new PluginManager<S>(this.project, undefined, options);
  }

  /**
   * Has a function called at each event of a type, also those of scopes. Gives a function that ends it. What the function
   * throws, or rejects with, changes nothing and is a warning.
   *
   * @example
   * ```ts
   * import { PluginManager } from "@tenon/tenon";
   * import { assertEquals } from "@std/assert";
   *
   * const pm = new PluginManager("demo");
   * const seen: string[] = [];
   * const off = pm.on("register", ({ when, plugin }) => seen.push(`${when}: ${plugin}`));
   *
   * pm.register({}, "guest");
   * assertEquals(seen, ["before: guest", "after: guest"]);
   * off();
   * ```
   */
  on<T extends keyof ManagerEvents>(type: T, listener: ManagerListener<T>): () => void {
    return this.#core.events.on(type, listener);
  }

  /**
   * The impls of asynchronous hooks that calls wait for at this moment. A host that is about to exit can print them.
   *
   * @example
   * ```ts
   * import { PluginManager } from "@tenon/tenon";
   *
   * await using pm = new PluginManager("demo");
   * for (const { plugin, hook } of pm.pending()) console.error(`${plugin} has not finished ${hook}`);
   * ```
   */
  pending(): PendingImpl[] {
    return this.#core.table.inFlight.list().flatMap((call) =>
      call.waitingFor().map((impl) => ({ plugin: impl.owner.name, hook: call.plan.hook }))
    );
  }

  /**
   * The plugins that are left out of all calls because they failed too often in a row: as often as `quarantineAfter` says.
   *
   * @example
   * ```ts
   * import { hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
   * import { assertEquals } from "@std/assert";
   *
   * const hookspec = hookspecMarker("demo");
   * class Spec {
   *   @hookspec
   *   tag(): string | void {}
   * }
   * const hookimpl = hookimplMarker<Spec>("demo");
   * const pm = new PluginManager("demo", Spec, { onError: "skip", quarantineAfter: 2, onWarning: () => {} });
   * pm.register({ tag: hookimpl(() => JSON.parse("not JSON")) }, "bad");
   *
   * pm.hook.tag();
   * pm.hook.tag();
   * assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["bad"]);
   *
   * pm.release("bad");
   * assertEquals(pm.quarantined(), []);
   * ```
   */
  quarantined(): QuarantinedPlugin[] {
    return this.#core.registry.entries().flatMap(([, record]) => record?.quarantine ?? []);
  }

  /** Lets a plugin out of quarantine: see {@linkcode quarantined}. Its failures are counted anew. Gives whether it was in. */
  release(name: string): boolean {
    return this.#core.release(name);
  }

  /**
   * Takes all plugins out, and disposes of those that have `[Symbol.asyncDispose]` or `[Symbol.dispose]`, the last
   * registered first; none twice. Nothing can be registered afterwards. Closing again gives the same promise.
   *
   * @throws {CloseError} If plugins failed to dispose of what they held; all others have been disposed of.
   */
  close(): Promise<void> {
    return this.#core.close();
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
    return readMark(fn, this.#implKey) as HookimplOptions | undefined;
  }

  #registered(plugin: object): PluginRecord {
    const record = this.#core.registry.of(plugin);
    if (record !== undefined) return record;
    const hint = typeof plugin === "string" ? " To name one, call unregister(null, name)." : "";
    throw new UsageError("not-registered", `Cannot unregister: the given plugin is not registered.${hint}`);
  }

  #unknownHook(impl: HookImpl, guess: string | undefined): PluginValidationError {
    const { name, source, plugin } = impl.owner;
    return new PluginValidationError(
      "unknown-hook",
      `Cannot accept ${pluginText(name, source)}: its impl '${impl.member}' is for no hook of '${this.project}'.` +
        (guess === undefined ? "" : ` Did you mean '${guess}'?`),
      { plugin: name, hook: impl.hookName, source },
      plugin,
    );
  }
}

/** The manager that a scope is made from travels among its options, where nobody else can put it. */
const PARENT: unique symbol = Symbol("parent");

interface ScopeOptions extends PluginManagerOptions {
  readonly [PARENT]?: { readonly core: Core; readonly trace: Tracer };
}
