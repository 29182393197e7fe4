import { type ErrorContext, pluginText, TenonError } from "../engine/mod.ts";

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
  /** What kind of error it is. */
  declare readonly code: IsolationErrorCode;
  /** Why: without what it kept from happening, where the message says both. */
  readonly why: string;

  /** Takes what happened, a sentence, what it is about, and why. */
  constructor(code: IsolationErrorCode, message: string, context: ErrorContext = {}, why: string = message) {
    super(code, message, context);
    this.why = why;
  }
}

/** The plugin that an error is about. */
interface Named {
  readonly name: string;
  readonly source: string;
}

/** Why an isolated plugin has ended, or has to. */
export function unreachable(
  who: Named,
  code: IsolationErrorCode,
  why: string,
  context: ErrorContext = {},
): IsolationError {
  return about(who, code, "Cannot reach", why, context);
}

/** The error of one call that a plugin's end left unanswered: each has its own, as errors remember the call that they left. */
export function unanswered(who: Named, hook: string, reason: IsolationError): IsolationError {
  return about(who, reason.code, `Cannot call hook '${hook}' of`, reason.why, { hook, cause: reason });
}

/** An error that says what cannot be done with a plugin, and why. */
export function about(
  { name, source }: Named,
  code: IsolationErrorCode,
  what: string,
  why: string,
  context: ErrorContext = {},
): IsolationError {
  return new IsolationError(
    code,
    `${what} ${pluginText(name, source)}: ${why}`,
    { plugin: name, source, ...context },
    why,
  );
}

/** Importing the plugin's module threw this, in its process. */
export class ImportFailure extends Error {
  override readonly name = "ImportFailure";

  /** Takes what was thrown. */
  constructor(cause: unknown) {
    super("Importing the plugin failed.", { cause });
  }
}
