import type { IsolationError } from "./errors.ts";
import type { Grant } from "./grant/mod.ts";
import type { FoundModules } from "./graph/mod.ts";
import type { SandboxLimits } from "./limits.ts";

/** Where an isolated plugin runs: in a process of its own, or in a worker of the host's process. */
export type Isolation = "process" | "worker";

/** A line that an isolated plugin printed. */
export interface OutputEvent {
  /** The name of the plugin. */
  readonly plugin: string;
  /** What it printed to. */
  readonly stream: "stdout" | "stderr";
  /** The line, without control characters and not longer than the limit. */
  readonly text: string;
  /** How many lines were dropped before this one, as there were too many. */
  readonly dropped: number;
}

/** Whom an isolated plugin tells of its life. */
export interface IsolationObserver {
  /** It printed a line. */
  output(event: OutputEvent): void;
  /** It died, and will be started again. */
  died(error: IsolationError): void;
  /** It was started again. */
  restarted(): void;
  /** It died too often, and is not started again. */
  gaveUp(error: IsolationError): void;
  /** An error came from it, which may be a denied permission. */
  failed(error: unknown): void;
  /** It could not give back what it holds when it was ended. */
  disposeFailed(error: unknown): void;
  /** The calls of a historic hook that a plugin which comes anew has to be told of. */
  remembered(hook: string): readonly object[];
}

/** All that is known of a plugin that is to be isolated. */
export interface IsolatedSetup {
  /** Its name. */
  readonly name: string;
  /** Its specifier, as the manifest says it. */
  readonly source: string;
  /** What its specifier stands for. */
  readonly url: string;
  /** The path of the host's deno.lock, if it has one: what that pins is pinned for the plugin as well. */
  readonly lock: string | undefined;
  /** Whose hooks it has impls of. */
  readonly project: string;
  /** What it is constructed with. */
  readonly options: unknown;
  /** What it may do. */
  readonly grant: Grant;
  /** Where it runs. */
  readonly isolation: Isolation;
  /** How long it may take to start, in milliseconds. */
  readonly startMs: number;
  /** How long it may take to answer a call, in milliseconds, where nothing else says. */
  readonly callMs: number;
  /** Whether whoever calls a hook sees to a deadline. */
  readonly hasDeadline: (hook: string) => boolean;
  /** How much memory it may use, in MiB. */
  readonly memoryMb: number;
  /** The limits. */
  readonly limits: SandboxLimits;
  /**
   * What else must hold of its modules before it runs; throws if it does not. A worker loads what the host would, and so has
   * nothing found for it.
   */
  readonly check?: ((found: FoundModules | undefined, signal?: AbortSignal) => Promise<void>) | undefined;
  /** Whom it tells of its life. */
  readonly observer: IsolationObserver;
}
