import type { Execute } from "./execute.ts";

/** After how many calls one way of running them is worth being made a constant. */
const OFTEN = 1000;

/**
 * How the calls of one caller are run at present.
 *
 * That may change at any time, so it is in a field, and V8 compiles calls of what is in a field as calls of any function. But what
 * an object inherits V8 takes for a constant until the object inherits from another one. So a function that is called often is
 * put into an object that the dispatch inherits from, and gets compiled into the code that calls the hook, down to the impls:
 * calls take half the time or less. Changing that costs some microseconds, and has V8 compile the code anew: no more than once in
 * so many calls.
 */
export class Dispatch {
  #run: Execute;
  #calls = 0;

  constructor(run: Execute) {
    this.#run = run;
  }

  /** Runs a call. */
  run(args: Parameters<Execute>[0]): unknown {
    if (++this.#calls === OFTEN) Object.setPrototypeOf(this, { run: this.#run });
    return this.#run(args);
  }

  /** Has calls run otherwise from now on. */
  static set(dispatch: Dispatch, run: Execute): void {
    if (dispatch.#calls >= OFTEN) Object.setPrototypeOf(dispatch, Dispatch.prototype);
    dispatch.#calls = 0;
    dispatch.#run = run;
  }
}
