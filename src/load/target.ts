import type { HostPackage } from "./compatibility.ts";
import type { DeniedEvent, LoadEvent, RestartEvent } from "./event.ts";
import type { OutputEvent } from "../sandbox/mod.ts";
import type { HookInfo, OnError, PluginValidationError } from "../engine/mod.ts";

/** How a plugin is to be registered. */
export interface TargetOptions {
  readonly source: string;
  readonly onError: OnError | undefined;
  readonly timeoutMs: number | undefined;
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

/** The manager as loading sees it from within: whom it tells of what it does, and what only a manager knows. */
export interface LoadObserver {
  tell(event: LoadEvent): void;
  /** An isolated plugin is being started: closing waits until it has been, or has been given up. */
  starting(start: Promise<unknown>): void;
  /** An isolated plugin was started, and has to end with the manager, even if it is taken out before. */
  started(plugin: object): void;
  /** An isolated plugin printed a line. */
  output(event: OutputEvent): void;
  /** An isolated plugin died. */
  restart(event: RestartEvent): void;
  /** An isolated plugin was denied something. */
  denied(event: DeniedEvent): void;
  /** Leaves a plugin that died too often out of all calls. */
  quarantine(plugin: object, error: Error): void;
  /** An isolated plugin could not give back what it holds when it was ended. */
  disposeFailed(plugin: string, error: unknown): void;
  /** Whether the spec of a hook, or the manager, sets a deadline for answers. */
  hasDeadline(hook: string): boolean;
  /** The arguments of the remembered calls of a hook. */
  remembered(hook: string): readonly object[];
  onClose(action: () => void): void;
}

/** What loading needs of a plugin manager. The loader knows neither how plugins are kept nor how hooks are called. */
export interface LoadTarget {
  readonly project: string;
  /** The host's package, if the host says which it is. */
  readonly host?: HostPackage | undefined;
  readonly hook: Readonly<Record<string, HookInfo>>;
  isBlocked(name: string): boolean;
  hasPlugin(name: string): boolean;
  registerAsync(plugin: object, name: string, options: TargetOptions): Promise<string | null>;
  replace(name: string, plugin: object): Promise<unknown>;
  unregister(plugin: object): unknown;
  isRegistered(plugin: object): boolean;
  getHookcallers(plugin: object): readonly Pick<HookInfo, "name">[] | null;
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
