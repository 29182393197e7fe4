import { type CallerOf, type HookimplOptions, type HookNames, PluginManager } from "@tenon/tenon";
import type { Config } from "./model.ts";
import { PytestSpec } from "./specs.ts";

/** What pytest makes of a plugin manager. It is a plugin of its own session, too. */
export class PytestManager extends PluginManager<PytestSpec> {
  readonly #conftests = new Map<object, string>();
  /** The configuration that the manager itself was given as a plugin. */
  config: Config | undefined;

  /** Takes the names that `-p no:NAME` forbids. */
  constructor(blocked: readonly string[] = []) {
    super("pytest", PytestSpec, {
      onWarning: (warning) => {
        throw new Error(warning.message);
      },
    });
    for (const name of blocked) this.setBlocked(name);
    this.register(this, "pluginmanager");
  }

  /** An impl of its own, found by its name like those of any plugin. */
  pytest_configure({ config }: { config: Config }): void {
    this.config = config;
  }

  /** Functions whose names begin with `pytest_` are impls, marked or not. */
  override parseHookimplOpts(plugin: object, name: string): HookimplOptions | undefined {
    if (!name.startsWith("pytest_") || name === "pytest_plugins") return undefined;
    const marked = super.parseHookimplOpts(plugin, name);
    if (marked !== undefined) return marked;
    return typeof (plugin as Record<string, unknown>)[name] === "function" ? {} : undefined;
  }

  /** Tells everyone of each plugin, and registers those that it names itself. */
  override register(plugin: object, name?: string): string | null {
    const registered = super.register(plugin, name);
    if (registered === null) return null;
    this.hook.pytest_plugin_registered.callHistoric({ plugin, plugin_name: registered, manager: this });
    const { pytest_plugins = {} } = plugin as { pytest_plugins?: Readonly<Record<string, object>> };
    for (const [name, further] of Object.entries(pytest_plugins)) this.register(further, name);
    return registered;
  }

  /** Registers a plugin that counts for one folder, and those below it. */
  registerConftest(folder: string, plugin: object): void {
    this.#conftests.set(plugin, folder);
    this.register(plugin, `${folder}/conftest`);
  }

  /** The caller of a hook for what is at a path: without the conftests of other folders. */
  callerAt<K extends HookNames<PytestSpec>>(path: string, hook: K): CallerOf<PytestSpec, K> {
    const others = [...this.#conftests].filter(([, folder]) =>
      !`/${path}`.startsWith(folder === "" ? "/" : `/${folder}/`)
    );
    return this.subsetHookCaller(hook, others.map(([plugin]) => plugin));
  }
}
