import {
  type First,
  type Historic,
  type HookimplMarker,
  hookimplMarker,
  hookspecMarker,
  type HookWarning,
  PluginManager,
  type PluginManagerOptions,
  type RegisterOptions,
} from "@tenon/tenon";

/** Marks the specs of {@linkcode HostSpec} and of those that tests add. */
export const hookspec = hookspecMarker("host");

/** Hooks of every kind. */
export class HostSpec {
  @hookspec
  say(_: { word?: string }): string | void {}

  @hookspec
  async ask(_: { word?: string }): Promise<string | void> {}

  @hookspec({ firstresult: true })
  pick(_: { word?: string }): First<string> | void {}

  @hookspec({ historic: true })
  note(_: { key: string }): Historic<string> | void {}

  @hookspec({ historic: true })
  async start(_: { key: string }): Promise<Historic<string> | void> {}

  @hookspec({ historic: true, historyLimit: 2 })
  recent(_: { key: string }): Historic<string> | void {}
}

/** Marks impls of the hooks of {@linkcode HostSpec}. */
export const hookimpl: HookimplMarker<HostSpec> = hookimplMarker("host");

/** Marks impls of any hook. */
export const anyimpl = hookimplMarker("host");

/** Makes a manager. Its warnings go nowhere, unless the options say where. */
export function makeHost(options: PluginManagerOptions = {}): PluginManager<HostSpec> {
  return new PluginManager("host", HostSpec, { onWarning: () => {}, ...options });
}

/** Makes a manager, and a list that its warnings go to. */
export function warnedHost(): { pm: PluginManager<HostSpec>; warnings: HookWarning[] } {
  const warnings: HookWarning[] = [];
  return { pm: makeHost({ onWarning: (warning) => warnings.push(warning) }), warnings };
}

/** A plugin that says a word, to `say` and to `ask`. */
export function speaker(word: string) {
  return { say: hookimpl(() => word), ask: hookimpl(() => word) };
}

/** Registers a plugin that says its name. */
export function addSpeaker(pm: PluginManager<HostSpec>, name: string, options?: RegisterOptions): object {
  const plugin = speaker(name);
  pm.register(plugin, name, options);
  return plugin;
}

/** A plugin that notes what it is told by historic hooks, and what becomes of it. */
export class Listener {
  readonly heard: string[] = [];
  disposed = 0;

  @hookimpl
  note({ key }: { key: string }): string {
    this.heard.push(key);
    return key;
  }

  @hookimpl
  async start({ key }: { key: string }): Promise<string> {
    await undefined;
    this.heard.push(key);
    return key;
  }

  [Symbol.dispose](): void {
    this.disposed++;
  }
}

/** The names of what is registered, in order. */
export function namesOf(pm: PluginManager<HostSpec>): string[] {
  return pm.listNamePlugin().map(([name]) => name);
}
