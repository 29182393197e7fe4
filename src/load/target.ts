import type { LoadEvent } from "./event.ts";
import type { HookInfo, OnError, PluginValidationError } from "../engine/mod.ts";

/** How a plugin is to be registered. */
export interface TargetOptions {
  readonly source: string;
  readonly onError: OnError | undefined;
  readonly timeoutMs: number | undefined;
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

/** Whom loading tells of what it does, and from whom it hears that there is an end. */
export interface LoadObserver {
  tell(event: LoadEvent): void;
  onClose(action: () => void): void;
}

/** What loading needs of a plugin manager. The loader knows neither how plugins are kept nor how hooks are called. */
export interface LoadTarget {
  readonly project: string;
  readonly hook: Readonly<Record<string, HookInfo>>;
  isBlocked(name: string): boolean;
  hasPlugin(name: string): boolean;
  registerAsync(plugin: object, name: string, options: TargetOptions): Promise<string | null>;
  replace(name: string, plugin: object): Promise<unknown>;
  unregister(plugin: object): unknown;
  isRegistered(plugin: object): boolean;
  getHookcallers(plugin: object): readonly HookInfo[] | null;
  pendingErrors(): PluginValidationError[];
}

/** Whether the host has declared any hook. */
export function declaresHooks({ hook }: LoadTarget): boolean {
  // A scope inherits the hooks of the manager that it is a scope of.
  for (const name in hook) {
    if (hook[name]!.hasSpec()) return true;
  }
  return false;
}
