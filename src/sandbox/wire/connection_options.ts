import type { WireLimits } from "./carrier.ts";
import type { IncomingCall } from "./incoming_call.ts";

/** What bytes are read from: what is needed of a stream's reader. */
export interface ByteReader {
  /** Gives what comes next, or says that nothing more does. */
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  /** Ends it: a read that is under way gives no more. */
  cancel(reason: unknown): Promise<void>;
}

/** What bytes are written to: what is needed of a stream's writer. */
export interface ByteWriter {
  /** Settles when they are written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends it, once all is written. */
  close(): Promise<void>;
  /** Ends it at once. */
  abort(reason: unknown): Promise<void>;
}

/** A pair of byte streams, or of what looks like them: what a connection reads and what it writes. */
export interface ByteStreams {
  /** What the other side sends. */
  readonly readable: { getReader(): ByteReader };
  /** What goes to the other side. */
  readonly writable: { getWriter(): ByteWriter };
}

/** What a connection needs to know, and whom it calls. */
export interface ConnectionOptions {
  /** How to speak of the other side, such as "plugin 'slack'". */
  readonly label: string;
  /** What the line of a message begins with; the same on both sides. It may be empty if nobody else writes to the streams. */
  readonly prefix: string;
  /** The limits, for both sides. */
  readonly limits: WireLimits;
  /** Answers a call: with a value, a promise of it, or by throwing. */
  handle(method: string, value: unknown, call: IncomingCall): unknown;
  /** Takes what the other side tells without waiting for an answer. */
  onTell?(method: string, value: unknown): void;
  /** Takes lines that are no messages. */
  onStray?(text: string): void;
  /** Called once, when the connection has ended; all calls that wait are rejected with the same reason. */
  onEnd(reason: Error): void;
  /** Called when calls begin to wait for answers of the other side, and when none waits any more; streams make calls, too. */
  onBusy?(busy: boolean): void;
}

/** How much a connection keeps at the moment. */
export interface ConnectionSizes {
  /** Calls that wait for an answer of the other side. */
  readonly outgoing: number;
  /** Calls of the other side that wait for an answer. */
  readonly incoming: number;
  /** References that this side gave out. */
  readonly given: number;
  /** References that this side received. */
  readonly received: number;
  /** Streams, in both directions. */
  readonly streams: number;
  /** What waits to be written, in bytes or so. */
  readonly queued: number;
}
