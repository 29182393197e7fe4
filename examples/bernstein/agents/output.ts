import { stripVTControlCharacters } from "node:util";

/** How much of the end is kept, in characters. */
const TAIL = 16_384;

/** A line is passed on in pieces of this length, as some commands never write a line's end. */
const LONGEST_LINE = 1_048_576;

/** What a command writes to its streams: passed on line by line, its end kept, its length bounded. */
export class Output {
  #tail = "";
  #bytes = 0;
  readonly #onLine: (line: string) => void;
  readonly #limit: number;
  readonly #onFull: () => void;

  /**
   * @param onLine Gets each line, without control characters.
   * @param limit How many bytes may come.
   * @param onFull Called when more have come. What comes from then on is read, and dropped.
   */
  constructor(onLine: (line: string) => void, limit: number, onFull: () => void) {
    this.#onLine = onLine;
    this.#limit = limit;
    this.#onFull = onFull;
  }

  /** The end of what was written, without control characters. */
  get tail(): string {
    return printable(this.#tail).trim();
  }

  /** Reads a stream to its end, or until `stop`. */
  async read(stream: ReadableStream<Uint8Array>, stop: AbortSignal): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    const reader = stream.getReader();
    stop.addEventListener("abort", () => reader.cancel().catch(() => {}));
    for (let bytes; (bytes = (await reader.read()).value) !== undefined;) {
      this.#bytes += bytes.length;
      if (this.#bytes > this.#limit) {
        this.#onFull();
        continue;
      }
      const text = decoder.decode(bytes, { stream: true });
      this.#tail = (this.#tail + text).slice(-TAIL);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) {
        lines.push(rest);
        rest = "";
      }
      for (const line of lines) this.#onLine(printable(line));
    }
    if (rest !== "") this.#onLine(printable(rest));
  }
}

/** What agents write is not to steer the terminal that it is shown in. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return stripVTControlCharacters(text).replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
}
