import type { HookInfo, PluginValidationError } from "../engine/mod.ts";

/** What loading needs of a plugin manager. The loader knows neither how plugins are kept nor how hooks are called. */
export interface LoadTarget {
  readonly project: string;
  readonly hook: Readonly<Record<string, HookInfo>>;
  isBlocked(name: string): boolean;
  registerAsync(plugin: object, name: string, options: { source: string }): Promise<string | null>;
  unregister(plugin: object): unknown;
  isRegistered(plugin: object): boolean;
  getHookcallers(plugin: object): readonly HookInfo[] | null;
  pendingErrors(): PluginValidationError[];
}
