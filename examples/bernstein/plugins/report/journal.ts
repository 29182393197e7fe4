/**
 * What has happened in a run, in a file: what was told before a crash is in the report as well.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Entry } from "./entry.ts";

/** The events of the last run. */
export class Journal {
  readonly #file: string;
  #entries: Entry[];

  /**
   * Takes the file, and reads what an interrupted run has left in it.
   *
   * @throws {Error} If it is there and cannot be read.
   */
  constructor(file: string) {
    this.#file = file;
    this.#entries = readEntries(file);
  }

  /** What has happened, in order. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /**
   * Adds an event, and writes it down. Ids ascend within a run, and an event that is told again has its old id: so one that is
   * lower than the last begins another run, which takes the place of the old one.
   */
  async add(entry: Entry): Promise<void> {
    const last = this.#entries.at(-1)?.event.id ?? 0;
    if (entry.event.id === last) return;
    const begins = entry.event.id < last;
    if (begins) this.#entries = [];
    this.#entries.push(entry);
    await Deno.mkdir(dirname(this.#file), { recursive: true });
    // The line break comes first: the line before may have been cut off.
    await Deno.writeTextFile(this.#file, `\n${JSON.stringify(entry)}`, { append: !begins });
  }
}

/** The entries of a file, as far as they are whole: the last line may have been cut off. */
function readEntries(file: string): Entry[] {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  const entries: Entry[] = [];
  for (const line of text.split("\n")) {
    try {
      const entry: unknown = JSON.parse(line);
      if (isEntry(entry)) entries.push(entry);
    } catch {
      // Of a line that was cut off, nothing can be told.
    }
  }
  return entries;
}

function isEntry(value: unknown): value is Entry {
  const { hook, args, event } = (value ?? {}) as Record<string, unknown>;
  const { id, at } = (event ?? {}) as Record<string, unknown>;
  return typeof hook === "string" && typeof args === "object" && args !== null && Number.isInteger(id) &&
    Number.isInteger(at);
}
