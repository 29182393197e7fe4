import { type ErrorContext, TenonError } from "../engine/mod.ts";

/**
 * What happened to an isolated plugin:
 *
 * - `died`: its process or worker ended by itself: an exit, a signal, an uncaught error;
 * - `out-of-memory`: it used more than it may;
 * - `deadline`: it did not answer in time, and was killed;
 * - `broke-protocol`: it sent what is no message, or more than it may;
 * - `flooded`: it printed more than anyone can read;
 * - `changed`: its modules are not those that were looked at, or its impls not those that it had before;
 * - `closed`: the manager is closed, or the plugin was taken out;
 * - `start-failed`: it could not be started.
 */
export type IsolationErrorCode =
  | "died"
  | "out-of-memory"
  | "deadline"
  | "broke-protocol"
  | "flooded"
  | "changed"
  | "closed"
  | "start-failed";

/** An isolated plugin cannot answer. The host goes on. */
export class IsolationError extends TenonError {
  /** Takes what happened, a sentence, and what it is about. */
  constructor(code: IsolationErrorCode, message: string, context: ErrorContext = {}) {
    super(code, message, context);
  }
}

/** Importing the plugin's module threw this, in its process. */
export class ImportFailure extends Error {
  override readonly name = "ImportFailure";

  /** Takes what was thrown. */
  constructor(cause: unknown) {
    super("Importing the plugin failed.", { cause });
  }
}
