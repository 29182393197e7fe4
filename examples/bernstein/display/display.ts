/**
 * What a person sees while a run is going on.
 *
 * @module
 */
import { stderr } from "node:process";
import type { Event } from "../queue/events.ts";
import type { RunView } from "../queue/view.ts";
import { plainDisplay } from "./plain.ts";
import { terminalDisplay } from "./terminal.ts";

/** Shows a run. */
export interface Display extends Disposable {
  /** Something has happened. */
  event(event: Event): void;
  /** Something that a person should know of, such as what a plugin did. */
  note(text: string): void;
}

/**
 * Shows a run on stderr: in place where that is a terminal, line by line where not.
 *
 * @param view Says how the run stands.
 */
export function createDisplay(view: () => RunView): Display {
  // Some terminals, such as those of build servers, do not know how large they are, and cannot be drawn on.
  const canDraw = stderr.isTTY && stderr.columns > 0 && stderr.rows > 0;
  return canDraw ? terminalDisplay(view, stderr) : plainDisplay((line) => console.error(line));
}
