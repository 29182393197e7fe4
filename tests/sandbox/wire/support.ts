/**
 * Two ends of a wire for the tests: real streams, and a peer that sends what it likes.
 *
 * @module
 */
import { SANDBOX_LIMITS } from "../../../src/sandbox/limits.ts";
import { Connection, type ConnectionOptions, type WireLimits } from "../../../src/sandbox/wire/mod.ts";

/** A stream of bytes from one side to the other. */
export type Bytes = TransformStream<Uint8Array, Uint8Array>;

/** What a side does, and what became of it. */
export type SideOptions = Partial<Omit<ConnectionOptions, "limits">> & { readonly limits?: Partial<WireLimits> };

/** A side that answers with what it is sent, where it is not told otherwise. */
export function side(readable: Bytes["readable"], writable: Bytes["writable"], options: SideOptions = {}): Connection {
  return new Connection({ readable, writable }, {
    label: "the other side",
    prefix: "#",
    handle: (_, value) => value,
    onEnd() {},
    ...options,
    limits: { ...SANDBOX_LIMITS, ...options.limits },
  });
}

/** Two sides that are connected, each as an isolated plugin and its host would be. */
export interface Pair {
  readonly host: Connection;
  readonly plugin: Connection;
  /** How many writes the host made. */
  writes(): number;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Connects a host with a plugin. */
export function pair(host: SideOptions = {}, plugin: SideOptions = {}): Pair {
  let writes = 0;
  const down: Bytes = new TransformStream({
    transform(chunk, controller) {
      writes++;
      controller.enqueue(chunk);
    },
  });
  const up: Bytes = new TransformStream();
  const ends = {
    host: side(up.readable, down.writable, { label: "plugin 'test'", ...host }),
    plugin: side(down.readable, up.writable, { label: "the host", ...plugin }),
  };
  const close = async () => {
    await Promise.all([ends.host.end(), ends.plugin.end()]);
  };
  return { ...ends, writes: () => writes, close, [Symbol.asyncDispose]: close };
}

/** A connection whose other side is written by hand. */
export interface Scripted {
  readonly connection: Connection;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array | string): Promise<void>;
  /** Sends a message. */
  message(message: unknown): Promise<void>;
  /** The next message of the connection. */
  next(): Promise<unknown[]>;
  /** Says that nothing more is sent. */
  finish(): Promise<void>;
  /** Why the connection ended. */
  readonly ended: Promise<Error>;
}

const encoder = new TextEncoder();

/** Makes a connection whose other side is written by hand. By default much is taken before it reads. */
export function scripted(
  options: SideOptions = {},
  down: Bytes = new TransformStream({}, { highWaterMark: 1000 }, { highWaterMark: 1000 }),
): Scripted {
  const up: Bytes = new TransformStream({}, { highWaterMark: 1000 }, { highWaterMark: 1000 });
  const { promise: ended, resolve } = Promise.withResolvers<Error>();
  const prefix = options.prefix ?? "#";
  const connection = side(up.readable, down.writable, {
    label: "plugin 'hostile'",
    onEnd: resolve,
    ...options,
  });
  const writer = up.writable.getWriter();
  // The connection cancels the stream when it ends.
  const send = (bytes: Uint8Array | string) =>
    writer.write(typeof bytes === "string" ? encoder.encode(bytes) : bytes).catch(() => {});
  const lines = linesOf(down.readable);
  return {
    connection,
    ended,
    send,
    message: (message) => send(`\n${prefix}${JSON.stringify(message)}\n`),
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error("the connection has ended");
      return JSON.parse(value.slice(prefix.length));
    },
    finish: () => writer.close().catch(() => {}),
  };
}

async function* linesOf(readable: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (
    const text of readable.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line !== "") yield line;
  }
  return undefined;
}

/** Lets all that is ready happen, timers and input included. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** An error, with what errors of the wire may have. */
export type Rejection = Error & { readonly code?: unknown; readonly path?: string; readonly limit?: string };

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Rejection> {
  try {
    await promise;
  } catch (error) {
    return error as Rejection;
  }
  throw new Error("it was not rejected");
}
