import type { ByteReader, ByteStreams, ByteWriter } from "../../../src/sandbox/wire/mod.ts";

/**
 * Ends a session. JSON escapes control characters, so that no message has this byte. Nothing follows it before the other side
 * has ended the session as well.
 */
const END = 4;

/** One of several connections that follow one another over the same streams. */
export interface StreamSession extends ByteStreams {
  /** Settles when both sides have ended it, so that the next can begin; fails if the streams themselves have ended. */
  readonly ended: Promise<void>;
}

/** Makes sessions over a pair of byte streams, on either side. Each begins when the one before has ended on both. */
export class StreamSessions {
  readonly #reader: ByteReader;
  readonly #writer: ByteWriter;

  /** Takes the streams, which it locks. */
  constructor({ readable, writable }: ByteStreams) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  /** Begins the next session. */
  begin(): StreamSession {
    const written = Promise.withResolvers<void>();
    const writable = new WritableStream<Uint8Array>({
      write: (bytes) => this.#writer.write(bytes),
      close: async () => {
        await this.#writer.write(Uint8Array.of(END));
        written.resolve();
      },
      abort: (reason) => written.reject(reason),
    });
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    let isWanted = true;
    const readable = new ReadableStream<Uint8Array>({
      start: (given) => void (controller = given),
      cancel: () => void (isWanted = false),
    });
    const read = this.#read((bytes) => isWanted && controller.enqueue(bytes)).finally(() => {
      if (isWanted) controller.close();
    });
    return { readable, writable, ended: Promise.all([read, written.promise]).then(() => {}) };
  }

  /** Ends the streams themselves. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#writer.close(), this.#reader.cancel("closed")]);
  }

  /** Reads up to the end of a session. */
  async #read(take: (bytes: Uint8Array) => void): Promise<void> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done || value === undefined) throw new Deno.errors.UnexpectedEof("The other side is gone.");
      const end = value.indexOf(END);
      if (end === -1) take(value);
      else {
        if (end > 0) take(value.subarray(0, end));
        return;
      }
    }
  }
}
