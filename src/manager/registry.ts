import { type Hook, type HookImpl, type ImplOwner, RegistrationError } from "../engine/mod.ts";

/** One registration of one plugin. */
export class PluginRecord implements ImplOwner {
  readonly plugin: object;
  readonly name: string;
  readonly source: string | undefined;
  removed = false;
  /** The hooks that it has impls of, each once. */
  readonly hooks: Hook[] = [];

  constructor(plugin: object, name: string, source: string | undefined) {
    this.plugin = plugin;
    this.name = name;
    this.source = source;
  }

  /** Adds an impl of this plugin to a hook. */
  addTo(hook: Hook, impl: HookImpl): void {
    hook.add(impl);
    if (!this.hooks.includes(hook)) this.hooks.push(hook);
  }

  /** Takes all impls of this plugin out of their hooks. */
  remove(): void {
    this.removed = true;
    for (const hook of this.hooks) hook.ownerRemoved();
  }
}

/** The plugins of a manager by name and by identity, and the names that are blocked. */
export class Registry {
  /** In the order of registration; `null` for a blocked name. */
  readonly #byName = new Map<string, PluginRecord | null>();
  readonly #byPlugin = new Map<object, PluginRecord>();

  /**
   * Enters a plugin. Gives null, and does nothing, if the name is blocked.
   *
   * @throws {RegistrationError} If the name is taken or the plugin is registered already.
   */
  enter(plugin: object, name: string, source: string | undefined): PluginRecord | null {
    const holder = this.#byName.get(name);
    if (holder === null) return null;
    if (holder !== undefined) {
      throw new RegistrationError(
        "name-registered",
        `Cannot register plugin '${name}': a plugin of this name is registered already${
          holder.source === undefined ? "" : `, from ${holder.source}`
        }. Give one of the two another name.`,
        { plugin: name, source },
      );
    }
    const other = this.#byPlugin.get(plugin);
    if (other !== undefined) {
      throw new RegistrationError(
        "plugin-registered",
        `Cannot register plugin '${name}': the same object is registered already, as '${other.name}'.`,
        { plugin: name, source },
      );
    }
    const record = new PluginRecord(plugin, name, source);
    this.#byName.set(name, record);
    this.#byPlugin.set(plugin, record);
    return record;
  }

  /** Forgets a plugin. */
  leave(record: PluginRecord): void {
    if (this.#byPlugin.get(record.plugin) === record) this.#byPlugin.delete(record.plugin);
    if (this.#byName.get(record.name) === record) this.#byName.delete(record.name);
  }

  /** The record of a name; null if the name is blocked. */
  named(name: string): PluginRecord | null | undefined {
    return this.#byName.get(name);
  }

  /** The record of a plugin object. */
  of(plugin: object): PluginRecord | undefined {
    return this.#byPlugin.get(plugin);
  }

  block(name: string): void {
    this.#byName.set(name, null);
  }

  /** Gives whether the name was blocked. */
  unblock(name: string): boolean {
    return this.#byName.get(name) === null && this.#byName.delete(name);
  }

  /** Names and records in the order of registration, blocked names included. */
  entries(): IterableIterator<[string, PluginRecord | null]> {
    return this.#byName.entries();
  }

  /** The records in the order of registration. */
  records(): PluginRecord[] {
    return [...this.#byPlugin.values()];
  }
}
