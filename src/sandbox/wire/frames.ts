import type { ByteReader, ByteStreams, ByteWriter } from "./connection_options.ts";
import { LimitError, WireError } from "./wire_errors.ts";

/** What both ends of a pair of byte streams have to agree on. */
export interface FrameOptions {
  /** What the line of a message begins with; other lines are stray output. Messages have no such mark if it is empty. */
  readonly prefix: string;
  /** The longest message, in bytes. */
  readonly messageBytes: number;
  /** How to speak of the other side. */
  readonly peer: string;
}

/** How many of the longest messages may wait for a peer that does not read. */
const QUEUED_MESSAGES = 8;
const NEWLINE = 10;
/** How many lines, and how many milliseconds of work, are taken before timers and other input have their turn. */
const TURN_LINES = 1_000;
const TURN_MS = 10;

/**
 * Where the timer that is there now is had from: tests of others may put one that stands still in its place later. It is not
 * taken yet, as Deno loads it then, for which each plugin would wait as it starts.
 */
const timer = Object.getOwnPropertyDescriptor(globalThis, "setTimeout")!;

function wait(resolve: () => void): void {
  const setTimeout =
    (timer.get === undefined ? timer.value : timer.get.call(globalThis)) as typeof globalThis.setTimeout;
  setTimeout(resolve, 0);
}

const encoder = new TextEncoder();
// A mark at the beginning is part of what was sent.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Writes messages, one a line. All that are sent in one turn, or while a write is under way, are one write. */
export class FrameWriter {
  readonly #writer: ByteWriter;
  readonly #options: FrameOptions;
  readonly #onError: (error: unknown) => void;
  #queue = "";
  #writing = 0;
  #answers = 0;
  #writingAnswers = 0;
  #scheduled = false;
  #idle: (() => void) | undefined;
  #broken = false;

  /** Takes the stream, what was agreed on, and what to call if a write fails. */
  constructor(writable: ByteStreams["writable"], options: FrameOptions, onError: (error: unknown) => void) {
    this.#writer = writable.getWriter();
    this.#options = options;
    this.#onError = onError;
  }

  /** How much waits to be written: UTF-16 code units, and the bytes of a write that is under way. */
  get queued(): number {
    return this.#queue.length + this.#writing;
  }

  /**
   * Sends a message, which must be one line.
   *
   * @throws {LimitError} If it is too long, or too much waits for the other side to read it. It is not sent then.
   */
  send(text: string): void {
    const { prefix, messageBytes, peer } = this.#options;
    // A code unit is three bytes at most.
    if (text.length * 3 > messageBytes) {
      const bytes = text.length > messageBytes ? text.length : encoder.encode(text).byteLength;
      if (bytes > messageBytes) {
        const what = text.length > messageBytes ? `at least ${bytes}` : `${bytes}`;
        throw new LimitError(
          "messageBytes",
          `Cannot send a message of ${what} bytes to ${peer}: the limit 'messageBytes' is ${messageBytes}.`,
        );
      }
    }
    if (this.queued + text.length > messageBytes * QUEUED_MESSAGES) {
      throw new LimitError(
        "messageBytes",
        `Cannot send more to ${peer}: it has not read ${this.queued} bytes, and ${QUEUED_MESSAGES} times the limit 'messageBytes' may wait.`,
      );
    }
    if (this.#broken) return;
    this.#queue += `${prefix}${text}\n`;
    if (this.#scheduled || this.#writing > 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /**
   * Sends a message that the other side brought about. It is to read those before it causes more, so fewer of them wait.
   *
   * @throws {LimitError} as {@linkcode send} does, or if answers of the length of the longest message wait already.
   */
  answer(text: string): void {
    const { messageBytes, peer } = this.#options;
    const waiting = this.#answers + this.#writingAnswers;
    if (waiting > messageBytes) {
      throw new LimitError(
        "messageBytes",
        `Cannot answer ${peer}: it has not read answers of ${waiting} bytes, and the limit 'messageBytes' is ${messageBytes}.`,
      );
    }
    this.send(text);
    this.#answers += text.length;
  }

  /** Closes the stream once all is written. Never rejects; it waits for as long as the other side does not read. */
  async close(): Promise<void> {
    this.#flush();
    if (this.queued > 0 && !this.#broken) await new Promise<void>((resolve) => this.#idle = resolve);
    await this.#writer.close().catch(ignore);
  }

  /** Ends the stream at once. Never rejects. */
  async abort(reason: unknown): Promise<void> {
    this.#break();
    await this.#writer.abort(reason).catch(ignore);
  }

  #flush(): void {
    if (this.#writing > 0 || this.#queue === "") return;
    // Output that somebody else began without ending the line must not swallow the message.
    const bytes = encoder.encode(`\n${this.#queue}`);
    this.#queue = "";
    this.#writing = bytes.byteLength;
    this.#writingAnswers = this.#answers;
    this.#answers = 0;
    this.#writer.write(bytes).then(() => {
      this.#writing = this.#writingAnswers = 0;
      this.#flush();
      if (this.#writing === 0) this.#idle?.();
    }, (error) => {
      const first = !this.#broken;
      this.#break();
      if (first) this.#onError(error);
    });
  }

  #break(): void {
    this.#broken = true;
    this.#queue = "";
    this.#writing = this.#answers = this.#writingAnswers = 0;
    this.#idle?.();
  }
}

/**
 * Reads messages, one a line, and holds no more than one unfinished line of bounded length. However many there are, timers
 * and other input have their turn in between.
 */
export class FrameReader {
  readonly #reader: ByteReader;
  readonly #options: FrameOptions;
  readonly #prefix: Uint8Array;
  readonly #lineBytes: number;
  readonly #onFrame: (text: string) => void;
  readonly #onStray: (text: string) => void;
  #stopped = false;
  #held = new Uint8Array(0);
  #heldLength = 0;
  #lines = 0;
  #worked = 0;

  /** Takes the stream, what was agreed on, and what to call for messages and for other lines. */
  constructor(
    readable: ByteStreams["readable"],
    options: FrameOptions,
    onFrame: (text: string) => void,
    onStray: (text: string) => void,
  ) {
    this.#reader = readable.getReader();
    this.#options = options;
    this.#prefix = encoder.encode(options.prefix);
    this.#lineBytes = options.messageBytes + this.#prefix.byteLength;
    this.#onFrame = onFrame;
    this.#onStray = onStray;
  }

  /**
   * Reads until the stream ends, or {@linkcode stop} is called.
   *
   * @throws {WireError} If what is read cannot be a message.
   */
  async run(): Promise<void> {
    while (!this.#stopped) {
      const { done, value } = await this.#reader.read();
      if (this.#stopped) return;
      if (done) return this.#finish();
      if (!(value instanceof Uint8Array)) throw new WireError(`${this.#options.peer} sent something other than bytes.`);
      for (let start = 0; start !== -1 && !this.#stopped;) {
        // What is read may be there already each time it is asked for, so that promises alone let nobody else work.
        if (this.#lines >= TURN_LINES || this.#worked >= TURN_MS) await this.#pause();
        else start = this.#take(value, start);
      }
    }
  }

  /** Stops reading, also in the midst of a chunk. Never rejects. */
  async stop(reason: unknown): Promise<void> {
    this.#stopped = true;
    this.#held = new Uint8Array(0);
    await this.#reader.cancel(reason).catch(ignore);
  }

  /** Takes lines until the turn is over. Gives where the next one begins, or -1 at the end of the chunk. */
  #take(chunk: Uint8Array, from: number): number {
    const began = performance.now();
    let start = from;
    do {
      this.#lines++;
      const end = chunk.indexOf(NEWLINE, start);
      this.#part(chunk.subarray(start, end === -1 ? chunk.byteLength : end), end !== -1);
      start = end === -1 ? -1 : end + 1;
    } while (start !== -1 && !this.#stopped && this.#lines < TURN_LINES && performance.now() - began < TURN_MS);
    this.#worked += performance.now() - began;
    return start;
  }

  /** Takes a line, or a part of it. */
  #part(part: Uint8Array, last: boolean): void {
    if (this.#heldLength + part.byteLength > this.#lineBytes) throw this.#tooLong();
    if (!last) return this.#hold(part);
    if (this.#heldLength === 0) return this.#line(part);
    this.#hold(part);
    const line = this.#held.subarray(0, this.#heldLength);
    this.#heldLength = 0;
    this.#line(line);
    if (this.#held.byteLength > 65_536) this.#held = new Uint8Array(0);
  }

  async #pause(): Promise<void> {
    await new Promise<void>(wait);
    this.#lines = this.#worked = 0;
  }

  /** Keeps the beginning of a line. One buffer that grows: a peer may send byte by byte. */
  #hold(part: Uint8Array): void {
    const length = this.#heldLength + part.byteLength;
    if (length > this.#held.byteLength) {
      const grown = new Uint8Array(Math.min(Math.max(length, this.#held.byteLength * 2, 1024), this.#lineBytes));
      grown.set(this.#held.subarray(0, this.#heldLength));
      this.#held = grown;
    }
    this.#held.set(part, this.#heldLength);
    this.#heldLength = length;
  }

  #line(line: Uint8Array): void {
    if (line.byteLength === 0) return;
    if (!this.#hasPrefix(line)) return this.#onStray(lenient.decode(line));
    let text: string;
    try {
      text = decoder.decode(line.subarray(this.#prefix.byteLength));
    } catch (cause) {
      throw new WireError(`${this.#options.peer} sent a message that is no UTF-8.`, { cause });
    }
    this.#onFrame(text);
  }

  #finish(): void {
    const line = this.#held.subarray(0, this.#heldLength);
    this.#heldLength = 0;
    if (line.byteLength === 0) return;
    if (this.#hasPrefix(line)) throw new WireError(`${this.#options.peer} ended in the midst of a message.`);
    this.#onStray(lenient.decode(line));
  }

  #hasPrefix(line: Uint8Array): boolean {
    const prefix = this.#prefix;
    for (let i = 0; i < prefix.byteLength; i++) if (line[i] !== prefix[i]) return false;
    return true;
  }

  #tooLong(): WireError {
    const { messageBytes, peer } = this.#options;
    return new WireError(`${peer} sent a line of more than ${messageBytes} bytes, which is the limit 'messageBytes'.`);
  }
}

function ignore(): void {}
