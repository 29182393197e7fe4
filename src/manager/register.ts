import {
  type Hook,
  HookImpl,
  type HookimplOptions,
  type HookSpec,
  type HookWarning,
  implRecord,
  isClass,
  isOrdered,
  memberNames,
  memberOf,
  nameOf,
  pluginText,
  PluginValidationError,
  RegistrationError,
  type RememberedCall,
  replays,
  TenonError,
  UsageError,
  validate,
} from "../engine/mod.ts";
import type { HookTable } from "./hook_table.ts";
import type { PluginRecord } from "./registry.ts";

/** Says whether a member of a plugin is an impl, and with which options. */
export type ParseHookimplOpts = (plugin: object, name: string) => HookimplOptions | undefined;

/** How impls are told. */
export interface ImplParsers {
  readonly hookimpl: ParseHookimplOpts;
  /** The options that a mark on a function gives. */
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
  /** Whether `hookimpl` tells impls by their marks alone, as `readOptions` does. */
  readonly readsMarks: () => boolean;
}

/** What is to be done for a plugin that replaces another. */
export interface Replacement {
  /** The other. */
  readonly old: PluginRecord;
  /** Puts the plugin in its place; may throw. */
  readonly takePlace: () => void;
}

/** An impl on its way into its hook. */
interface Newcomer {
  readonly impl: HookImpl;
  /** The spec that it was checked against, if there was one, and the version of its hook. */
  readonly spec: HookSpec | undefined;
  readonly version: number | undefined;
  readonly warnings: readonly HookWarning[];
  /** The remembered calls that it has had. */
  readonly replayed: Set<RememberedCall>;
}

/**
 * The way of a plugin into a manager, all or nothing. Everything is checked before the first remembered call is replayed, so
 * that a plugin which does not fit has no effect at all; then each impl in turn gets its replays and its place, as in pluggy.
 * A plugin that replaces another gets all replays first, then all places at once.
 */
export class PluginRegistration {
  readonly #record: PluginRecord;
  readonly #table: HookTable;
  readonly #replacement: Replacement | undefined;
  readonly #parsers: ImplParsers;

  /** Takes the record of the plugin, and what is to be done if it replaces another. */
  constructor(record: PluginRecord, table: HookTable, parsers: ImplParsers, replacement?: Replacement) {
    this.#record = record;
    this.#table = table;
    this.#parsers = parsers;
    this.#replacement = replacement;
  }

  /** Registers at once. Refuses a plugin that calls of an asynchronous hook would have to be replayed to. */
  run(): void {
    const impls = this.#impls();
    if (this.#addAtOnce(impls)) return;
    for (const replay of this.#replays(impls, true)) replay();
  }

  /** Registers and awaits the replay of asynchronous hooks. */
  async runAsync(): Promise<void> {
    for (const replay of this.#replays(this.#impls(), false)) await replay();
  }

  /**
   * Puts impls in their places if nothing can come in between: no calls are to be replayed, nothing is to be warned of, and no
   * names order them. That is so for most plugins. Gives whether it has; if not, nothing has happened.
   */
  #addAtOnce(impls: readonly HookImpl[]): boolean {
    const warnings: HookWarning[] = [];
    try {
      for (const impl of impls) {
        const hook = this.#table.get(impl.hookName);
        if (hook === undefined) {
          if (isOrdered(impl)) return false;
          continue;
        }
        if (!hook.takesAtOnce(impl)) return false;
        if (hook.spec !== undefined) validate(impl, hook.spec, warnings);
      }
    } catch {
      // It is checked again, after what is to be warned of before.
      return false;
    }
    if (warnings.length > 0) return false;
    for (const impl of impls) this.#table.obtain(impl.hookName).add(impl);
    this.#record.impls = impls;
    return true;
  }

  /** Gives each remembered call that is to be replayed, one after another, and puts the impls in their places. */
  *#replays(impls: readonly HookImpl[], sync: boolean): Generator<() => unknown> {
    const newcomers = this.#check(impls);
    if (sync) newcomers.forEach(({ impl }) => this.#refuseAsyncReplay(impl, this.#table.get(impl.hookName)));
    const known: string[] = [];
    let done = false;
    try {
      for (const newcomer of newcomers) {
        const { impl, warnings } = newcomer;
        warnings.forEach((warning) => this.#table.warn(warning));
        if (this.#table.get(impl.hookName) === undefined) known.push(impl.hookName);
        const hook = this.#table.obtain(impl.hookName);
        for (const replay of replays(hook, impl, newcomer.replayed)) {
          if (sync) this.#refuseAsyncReplay(impl, hook);
          yield replay;
          // What was replayed, or somebody in the meantime, may have taken the plugin out again.
          if (this.#record.removed) break;
        }
        if (this.#record.removed) break;
        if (this.#replacement === undefined) this.#add(newcomer, hook);
        this.#record.impls = [...this.#record.impls, impl];
      }
      if (this.#replacement !== undefined) yield* this.#replace(newcomers, this.#replacement);
      done = true;
    } finally {
      if (!done) {
        this.#table.remove(this.#record);
        known.forEach((name) => this.#table.forget(name));
      }
    }
  }

  #add(newcomer: Newcomer, hook: Hook): void {
    this.#checkAgain([newcomer]);
    hook.add(newcomer.impl);
  }

  /** Gives the calls that were made since each impl had its replays, until there are none and the place can be taken. */
  *#replace(newcomers: readonly Newcomer[], { takePlace }: Replacement): Generator<() => unknown> {
    for (let late = true; late;) {
      late = false;
      for (const { impl, replayed } of newcomers) {
        for (const replay of replays(this.#table.obtain(impl.hookName), impl, replayed)) {
          late = true;
          yield replay;
        }
      }
    }
    this.#checkAgain(newcomers);
    takePlace();
  }

  /** Checks all impls: against their specs, and for an order. Gives the warnings that are due out if one does not fit. */
  #check(impls: readonly HookImpl[]): Newcomer[] {
    const newcomers: Newcomer[] = [];
    for (const impl of impls) {
      const { spec, version } = this.#table.get(impl.hookName) ?? {};
      const warnings: HookWarning[] = [];
      newcomers.push({ impl, spec, version, warnings, replayed: new Set() });
      try {
        if (spec !== undefined) validate(impl, spec, warnings);
      } catch (error) {
        for (const warning of newcomers.flatMap(({ warnings }) => warnings)) this.#table.warn(warning);
        throw error;
      }
    }
    this.#refuseCycles(impls);
    return newcomers;
  }

  /** Checks what may have changed while calls were replayed: other plugins may have come, and specs. */
  #checkAgain(newcomers: readonly Newcomer[]): void {
    const changed = newcomers.filter(({ impl, version }) => this.#table.get(impl.hookName)?.version !== version);
    for (const { impl, spec } of changed) {
      const now = this.#table.get(impl.hookName)?.spec;
      if (now === undefined || now === spec) continue;
      const warnings: HookWarning[] = [];
      try {
        validate(impl, now, warnings);
      } finally {
        for (const warning of warnings) this.#table.warn(warning);
      }
    }
    this.#refuseCycles(changed.map(({ impl }) => impl));
  }

  /** The plugin's impls in declaration order. */
  #impls(): readonly HookImpl[] {
    const { plugin } = this.#record;
    const readsMarks = this.#parsers.readsMarks();
    const names = memberNames(plugin);
    // Made for as many as there may be: an array that grows ends up with room that is never used.
    const impls = new Array<HookImpl>(names.length);
    let count = 0;
    for (const member of names) {
      let fn: unknown;
      if (readsMarks) {
        fn = memberOf(plugin, member);
        if (typeof fn !== "function") continue;
      }
      const options = this.#optionsOf(member, fn);
      if (options === undefined || options === null) continue;
      fn ??= this.#functionOf(member);
      impls[count++] = new HookImpl(fn, this.#record, implRecord(options), member);
    }
    if (count === 0) this.#refuseForgottenNew();
    if (count < names.length) impls.length = count;
    return impls;
  }

  /** The member that is an impl by what another parser than that of marks says. */
  #functionOf(member: string): unknown {
    const { plugin, name, source } = this.#record;
    const fn = memberOf(plugin, member);
    if (typeof fn === "function") return fn;
    throw new PluginValidationError(
      "not-a-function",
      `Cannot register ${pluginText(name, source)}: its member '${member}' is given as an impl, but is no function.`,
      { plugin: name, hook: member, source },
      plugin,
    );
  }

  /** The options of a member: of its function, where that is known already and marks say all. */
  #optionsOf(member: string, fn: unknown): HookimplOptions | undefined {
    const { plugin, name, source } = this.#record;
    try {
      return fn === undefined ? this.#parsers.hookimpl(plugin, member) : this.#parsers.readOptions(fn as object);
    } catch (cause) {
      if (!(cause instanceof TenonError) || cause.code !== "unknown-mark-format") throw cause;
      throw new PluginValidationError(
        cause.code,
        `Cannot register ${pluginText(name, source)}: its member '${member}' cannot be read. ${cause.message}`,
        { plugin: name, hook: member, source, cause },
        plugin,
      );
    }
  }

  /** A class whose methods are impls is registered where an instance of it was meant. */
  #refuseForgottenNew(): void {
    const { plugin, name, source } = this.#record;
    if (!isClass(plugin)) return;
    const prototype: object = plugin.prototype;
    const hooks = memberNames(prototype).filter((member) => this.#parsers.hookimpl(prototype, member));
    if (hooks.length === 0) return;
    const kind = nameOf(plugin) ?? "Plugin";
    throw new PluginValidationError(
      "class-not-instance",
      `Cannot register ${pluginText(name, source)}: it is the class ${kind}, whose instances have the impls (${
        hooks.join(", ")
      }). Register new ${kind}(…) instead.`,
      { plugin: name, source },
      plugin,
    );
  }

  /** Refuses what "before" and "after" say if it has no order. */
  #refuseCycles(impls: readonly HookImpl[]): void {
    for (const name of new Set(impls.map((impl) => impl.hookName))) {
      const cycle = this.#table.get(name)?.cycleWith(
        impls.filter((impl) => impl.hookName === name),
        this.#replacement?.old,
      );
      if (cycle === undefined) continue;
      const { name: plugin, source } = this.#record;
      const names = cycle.impls.map((impl) => `'${impl.owner.name}'`);
      throw new RegistrationError(
        "order-cycle",
        `Cannot register ${pluginText(plugin, source)}: in hook '${name}', ${
          [...names, names[0]].join(" before ")
        }, which ` +
          "is a cycle. Look at their before and after.",
        { plugin, hook: name, source },
      );
    }
  }

  #refuseAsyncReplay(impl: HookImpl, hook: Hook | undefined): void {
    const count = hook?.remembered().length ?? 0;
    if (!hook?.spec?.isAsync || count === 0) return;
    const { name, source } = this.#record;
    throw new UsageError(
      "needs-register-async",
      `Cannot register ${pluginText(name, source)} with register: ${count} remembered ${
        count === 1 ? "call" : "calls"
      } of the asynchronous hook '${impl.hookName}' must be replayed to it, and awaited. Use await registerAsync.`,
      { plugin: name, hook: impl.hookName, source },
    );
  }
}
