import {
  type Hook,
  HookImpl,
  type HookimplOptions,
  type HookWarning,
  implRecord,
  isClass,
  memberNames,
  memberOf,
  nameOf,
  pluginText,
  PluginValidationError,
  type RememberedCall,
  replay,
  UsageError,
  validate,
} from "../engine/mod.ts";
import type { HookTable } from "./hook_table.ts";

import type { PluginRecord, Registry } from "./registry.ts";

/** Says whether a member of a plugin is an impl, and with which options. */
export type ParseHookimplOpts = (plugin: object, name: string) => HookimplOptions | undefined;

/**
 * Registers a plugin that is in the registry already, all or nothing: whatever fails, it leaves neither its name nor an
 * impl behind. Everything is checked before the first remembered call is replayed, so that a plugin which does not fit has
 * no effect at all; then each impl in turn gets its replays and its place, as in pluggy.
 */
export class PluginRegistration {
  readonly #record: PluginRecord;
  readonly #registry: Registry;
  readonly #table: HookTable;

  constructor(record: PluginRecord, registry: Registry, table: HookTable) {
    this.#record = record;
    this.#registry = registry;
    this.#table = table;
  }

  /** Registers at once. Refuses a plugin that calls of an asynchronous hook would have to be replayed to. */
  run(parse: ParseHookimplOpts): void {
    this.#undoing(() => {
      const impls = this.#impls(parse);
      const warnings = this.#validate(impls);
      for (const impl of impls) this.#refuseAsyncReplay(impl, this.#table.get(impl.hookName));
      for (const [i, impl] of impls.entries()) {
        if (this.#record.removed) return;
        const hook = this.#begin(impl, warnings[i]);
        this.#refuseAsyncReplay(impl, hook);
        for (const call of this.#remembered(hook)) replay(hook, impl, call);
        this.#add(hook, impl);
      }
    });
  }

  /** Registers and awaits the replay of asynchronous hooks. */
  async runAsync(parse: ParseHookimplOpts): Promise<void> {
    try {
      const impls = this.#impls(parse);
      const warnings = this.#validate(impls);
      for (const [i, impl] of impls.entries()) {
        if (this.#record.removed) return;
        const hook = this.#begin(impl, warnings[i]);
        for (const call of this.#remembered(hook)) {
          const replayed = replay(hook, impl, call);
          if (hook.spec?.isAsync) await replayed;
        }
        // Without waiting again: a call that was made in between would not reach the impl, now or later.
        this.#add(hook, impl);
      }
    } catch (error) {
      this.#undo();
      throw error;
    }
  }

  #undoing(register: () => void): void {
    try {
      register();
    } catch (error) {
      this.#undo();
      throw error;
    }
  }

  #undo(): void {
    this.#record.remove();
    this.#registry.leave(this.#record);
  }

  /** The plugin's impls in declaration order. */
  #impls(parse: ParseHookimplOpts): HookImpl[] {
    const { plugin, name, source } = this.#record;
    const impls: HookImpl[] = [];
    for (const member of memberNames(plugin)) {
      const options = parse(plugin, member);
      if (options === undefined || options === null) continue;
      const fn = memberOf(plugin, member);
      if (typeof fn !== "function") {
        throw new PluginValidationError(
          "not-a-function",
          `Cannot register ${
            pluginText(name, source)
          }: its member '${member}' is given as an impl, but is no function.`,
          { plugin: name, hook: member, source },
          plugin,
        );
      }
      impls.push(new HookImpl(fn, this.#record, implRecord(options), member));
    }
    if (impls.length === 0) this.#refuseForgottenNew(parse);
    return impls;
  }

  /** A class whose methods are impls is registered where an instance of it was meant. */
  #refuseForgottenNew(parse: ParseHookimplOpts): void {
    const { plugin, name, source } = this.#record;
    if (!isClass(plugin)) return;
    const prototype: object = plugin.prototype;
    const hooks = memberNames(prototype).filter((member) => parse(prototype, member));
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

  /**
   * Checks impls against the specs there are. Gives the warnings due, by impl, and `undefined` for an impl of a hook that has
   * no spec; gives them out if a check fails.
   */
  #validate(impls: readonly HookImpl[]): (HookWarning[] | undefined)[] {
    const warnings: (HookWarning[] | undefined)[] = [];
    try {
      for (const impl of impls) {
        const spec = this.#table.get(impl.hookName)?.spec;
        const due: HookWarning[] | undefined = spec && [];
        warnings.push(due);
        if (spec && due) validate(impl, spec, due);
      }
    } catch (error) {
      for (const due of warnings) this.#warn(due);
      throw error;
    }
    return warnings;
  }

  /** The calls to replay, also those that are made meanwhile, until something takes the plugin out again. */
  *#remembered(hook: Hook): Generator<RememberedCall> {
    for (const call of hook.history) {
      if (this.#record.removed) return;
      yield call;
    }
  }

  #begin(impl: HookImpl, warnings: readonly HookWarning[] | undefined): Hook {
    // The spec may have come after the others were checked, from what was replayed or while that was awaited.
    this.#warn(warnings ?? this.#validate([impl])[0]);
    return this.#table.obtain(impl.hookName);
  }

  #warn(warnings: readonly HookWarning[] = []): void {
    for (const warning of warnings) this.#table.warn(warning);
  }

  #add(hook: Hook, impl: HookImpl): void {
    // What was replayed may have unregistered the plugin again.
    if (!this.#record.removed) this.#record.addTo(hook, impl);
  }

  #refuseAsyncReplay(impl: HookImpl, hook: Hook | undefined): void {
    if (!hook?.spec?.isAsync || hook.history.length === 0) return;
    const { name, source } = this.#record;
    throw new UsageError(
      "needs-register-async",
      `Cannot register ${pluginText(name, source)} with register: ${hook.history.length} remembered ${
        hook.history.length === 1 ? "call" : "calls"
      } of the asynchronous hook '${impl.hookName}' must be replayed to it, and awaited. Use await registerAsync.`,
      { plugin: name, hook: impl.hookName, source },
    );
  }
}
