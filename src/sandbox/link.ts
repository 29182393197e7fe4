import type { ByteStreams } from "./wire/mod.ts";
import type { IsolationError } from "./errors.ts";

/**
 * How a plugin is reached: something that can be started and stopped, and a pair of byte streams. A process and a worker are
 * two kinds of it; a plugin on another machine would be one more.
 */
export interface Link {
  /**
   * Starts the plugin's side. The runner there answers before the plugin's code runs.
   *
   * @throws If it cannot be started.
   */
  start(signal: AbortSignal): Promise<LinkRun>;
}

/** One run of a plugin's side, from its start to its end. */
export interface LinkRun extends ByteStreams {
  /** What the line of a message begins with. */
  readonly prefix: string;
  /** What the plugin prints other than on `readable`, as lines of text; it is waited for before the next is read. */
  readonly printed: ReadableStream<Uint8Array> | undefined;
  /** The hosts that the plugin's modules came from. */
  readonly importedFrom: readonly string[];
  /** The local files that the plugin is made of. */
  readonly files: readonly string[];
  /** Settles when it has ended, with why. Never fails. */
  readonly ended: Promise<IsolationError>;
  /**
   * Called when the runner has answered, so that the modules are loaded and none was evaluated yet.
   *
   * @throws If they are not those that were looked at.
   */
  verify(): Promise<void>;
  /** Ends it at once; gives the reason that `ended` is to settle with. */
  stop(reason: IsolationError): void;
  /** Says whether the host has to wait for it before it ends by itself. */
  keepAlive(keep: boolean): void;
}
