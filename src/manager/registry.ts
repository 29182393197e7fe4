import { type HookImpl, type ImplOwner, nextSeq, pluginText, type Policy, RegistrationError } from "../engine/mod.ts";
import type { QuarantinedPlugin, RegisterOptions } from "./options.ts";

const NONE: readonly HookImpl[] = [];

/** One registration of one plugin. */
export class PluginRecord implements ImplOwner {
  readonly plugin: object;
  readonly name: string;
  readonly options: RegisterOptions;
  readonly seq: number;
  readonly policy: Policy | undefined;
  impls: readonly HookImpl[] = NONE;
  removed = false;
  /** Why it is left out of all calls, if it is. */
  quarantine: QuarantinedPlugin | undefined;

  /** Takes what is registered, how, and whose place it takes if it replaces another. */
  constructor(plugin: object, name: string, options: RegisterOptions, replaced?: PluginRecord) {
    this.plugin = plugin;
    this.name = name;
    this.options = options;
    this.seq = replaced?.seq ?? nextSeq();
    const { onError, timeoutMs } = options;
    this.policy = onError === undefined && timeoutMs === undefined ? undefined : { onError, timeoutMs };
  }

  get quarantined(): boolean {
    return this.quarantine !== undefined;
  }

  get source(): string | undefined {
    return this.options.source;
  }

  get before(): readonly string[] | undefined {
    return this.options.before;
  }

  get after(): readonly string[] | undefined {
    return this.options.after;
  }

  /** The impls by the name of their hook. */
  byHook(): Map<string, HookImpl[]> {
    const hooks = new Map<string, HookImpl[]>();
    for (const impl of this.impls) {
      const impls = hooks.get(impl.hookName);
      if (impls === undefined) hooks.set(impl.hookName, [impl]);
      else impls.push(impl);
    }
    return hooks;
  }
}

/** The plugins of a manager by name and by identity, and the names that are blocked. */
export class Registry {
  /** In the order of registration; `null` for a blocked name. */
  readonly #byName = new Map<string, PluginRecord | null>();
  readonly #byPlugin = new Map<object, PluginRecord>();
  readonly #parent: Registry | undefined;

  /** Takes the registry of the manager that this one's is a scope of. */
  constructor(parent?: Registry) {
    this.#parent = parent;
  }

  /** @throws {RegistrationError} If the name is taken or blocked, or the plugin is registered already. */
  enter(plugin: object, name: string, options: RegisterOptions): PluginRecord {
    const { source } = options;
    const holder = this.named(name);
    if (holder === null) {
      throw new RegistrationError(
        "name-blocked",
        `Cannot register plugin '${name}': its name was blocked in this very moment.`,
        { plugin: name, source },
      );
    }
    if (holder !== undefined) {
      throw new RegistrationError(
        "name-registered",
        `Cannot register ${pluginText(name, source)}: a plugin of this name is registered already${
          holder.source === undefined ? "" : `, from ${holder.source}`
        }. Give one of the two another name.`,
        { plugin: name, source },
      );
    }
    this.refuseTwice(plugin, name, source);
    const record = new PluginRecord(plugin, name, options);
    this.#byName.set(name, record);
    this.#byPlugin.set(plugin, record);
    return record;
  }

  /** @throws {RegistrationError} If a plugin is registered already. */
  refuseTwice(plugin: object, name: string, source: string | undefined): void {
    const other = this.of(plugin);
    if (other === undefined) return;
    throw new RegistrationError(
      "plugin-registered",
      `Cannot register ${pluginText(name, source)}: the same object is registered already, as '${other.name}'.`,
      { plugin: name, source },
    );
  }

  /** Puts a plugin in the place of another of the same name. */
  replace(old: PluginRecord, record: PluginRecord): void {
    // A name that is there keeps its place in the order of registration.
    this.#byName.set(record.name, record);
    this.#byPlugin.delete(old.plugin);
    this.#byPlugin.set(record.plugin, record);
  }

  /** Whether a plugin is registered here, not in a manager that this one is a scope of. */
  owns(record: PluginRecord): boolean {
    return this.#byName.get(record.name) === record;
  }

  /** Forgets a plugin. */
  leave(record: PluginRecord): void {
    if (this.#byPlugin.get(record.plugin) === record) this.#byPlugin.delete(record.plugin);
    if (this.#byName.get(record.name) === record) this.#byName.delete(record.name);
  }

  /** The record of a name; null if the name is blocked. */
  named(name: string): PluginRecord | null | undefined {
    const record = this.#byName.get(name);
    return record === undefined ? this.#parent?.named(name) : record;
  }

  /** The record of a plugin object. */
  of(plugin: object): PluginRecord | undefined {
    return this.#byPlugin.get(plugin) ?? this.#parent?.of(plugin);
  }

  /** Blocks a name, and forgets its plugin. */
  block(name: string): void {
    const record = this.#byName.get(name);
    if (record) this.leave(record);
    this.#byName.set(name, null);
  }

  /** Gives whether the name was blocked. */
  unblock(name: string): boolean {
    return this.#byName.get(name) === null && this.#byName.delete(name);
  }

  /** Names and records in the order of registration, blocked names included; those of the parent first. */
  entries(): [string, PluginRecord | null][] {
    return [...this.#parent?.entries() ?? [], ...this.#byName];
  }

  /** The records that were entered here, in the order of registration. */
  records(): PluginRecord[] {
    return [...this.#byName.values()].filter((record) => record !== null);
  }
}
