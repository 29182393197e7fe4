import type { IsolationErrorCode } from "./errors.ts";
import type { IsolatedSetup, OutputEvent } from "./isolated.ts";

/** How much a plugin may print in a second, in bytes, before it has to wait; on the stream of the messages it cannot wait. */
const BYTES_PER_SECOND = 1024 * 1024;

/**
 * The output of a plugin on its way to the host: whole lines without control characters, which could steer the terminal that
 * they are shown on, and no more than a limited number in a second.
 */
export class PrintedLines {
  readonly #setup: IsolatedSetup;
  readonly #stop: (code: IsolationErrorCode, why: string) => void;
  #second = 0;
  #lines = 0;
  #bytes = 0;
  #dropped = 0;

  /** Takes the plugin, and what ends it. */
  constructor(setup: IsolatedSetup, stop: (code: IsolationErrorCode, why: string) => void) {
    this.#setup = setup;
    this.#stop = stop;
  }

  /** Passes on what comes on a stream. Who prints too much has to wait, as the stream is not read for the rest of a second. */
  async read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    const longest = this.#setup.limits.logLineLength * 2;
    let rest = "";
    try {
      for await (const bytes of stream) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
        rest = (lines.pop() ?? "").slice(0, longest);
        for (const line of lines) this.print("stderr", line);
        if (this.#count(bytes.length) > BYTES_PER_SECOND) await nextSecond();
      }
    } catch {
      // The stream broke: what can be said of that is said by the end of the run.
    }
    if (rest !== "") this.print("stderr", rest);
  }

  /** Passes on a line that came between messages. */
  stray(text: string): void {
    this.print("stdout", text);
    const { messageBytes } = this.#setup.limits;
    if (this.#count(text.length) > messageBytes) {
      this.#stop("flooded", `it printed more than ${messageBytes} bytes in a second.`);
    }
  }

  /** Passes on a line, unless there were too many in this second. */
  print(stream: OutputEvent["stream"], line: string): void {
    const { name, observer, limits } = this.#setup;
    this.#count(0);
    if (++this.#lines > limits.logLinesPerSecond) {
      this.#dropped++;
      return;
    }
    const dropped = this.#dropped;
    this.#dropped = 0;
    observer.output({ plugin: name, stream, text: plain(line, limits.logLineLength), dropped });
  }

  /** Counts bytes; gives how many there were in this second. */
  #count(bytes: number): number {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#lines = 0;
      this.#bytes = 0;
    }
    return this.#bytes += bytes;
  }
}

/** What a terminal obeys, what ends a line, and what turns the direction of writing. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A line without escape sequences and other control characters, and not longer than it may be. */
function plain(line: string, length: number): string {
  // deno-lint-ignore no-control-regex
  const uncoloured = line.slice(0, length * 2).replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");
  const text = uncoloured.replace(CONTROLS, (c) => c === "\t" ? " " : "");
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

async function nextSecond(): Promise<void> {
  await new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, 1000 - performance.now() % 1000)));
}
