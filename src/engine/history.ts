import type { CallArguments } from "./plan.ts";

/** Receives each result of a historic call, also those of plugins that come later. */
export type ResultCallback = (result: unknown) => unknown;

/** A call of a historic hook that is kept for plugins to come. */
export interface RememberedCall {
  /** The arguments, shared by all replays. */
  readonly args: CallArguments;
  readonly callback: ResultCallback | undefined;
}

/** The results of a historic call. A monitor may have put anything in the place of the array; that is none, then. */
export function resultsIn(outcome: unknown): readonly unknown[] {
  return Array.isArray(outcome) ? outcome : [];
}
