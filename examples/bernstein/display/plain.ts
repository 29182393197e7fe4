import type { Display } from "./display.ts";
import { describe, note } from "./words.ts";

/** Writes a line for everything that happens. */
export function plainDisplay(write: (line: string) => void): Display {
  return {
    event: (event) => write(`${new Date(event.event.at).toTimeString().slice(0, 8)} ${describe(event)}`),
    note: (text) => write(note(text)),
    [Symbol.dispose]() {},
  };
}
