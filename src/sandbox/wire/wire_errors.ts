import { type ErrorContext, TenonError } from "../../engine/errors.ts";

/** A value cannot cross the border between the host and an isolated plugin. */
export class CarryError extends TenonError {
  /** The part of the value that cannot, such as `session.onChange`; empty, if it is the value itself. */
  readonly path: string;
  readonly #peer: string;
  readonly #problem: string;

  /** Takes the path, whom it was for, what is wrong with it, and what led to it. */
  constructor(path: string, peer: string, problem: string, context: ErrorContext = {}) {
    super("cannot-carry", `Cannot carry ${path === "" ? "the value" : `'${path}'`} to ${peer}: ${problem}.`, context);
    this.path = path;
    this.#peer = peer;
    this.#problem = problem;
  }

  /** The same error for somebody who gave only a part of the value, which `root` leads to. */
  within(root: string): CarryError {
    const inside = (path: string) => path.startsWith(root) ? path.slice(root.length).replace(/^\./, "") : path;
    const problem = this.#problem.replace(/'([^']*)'/g, (_, path: string) => `'${inside(path)}'`);
    return new CarryError(inside(this.path), this.#peer, problem, { cause: this.cause });
  }
}

/** The other side sent what is no well-formed message, or one that it may not send. */
export class WireError extends TenonError {
  /** Takes a sentence, and what led to it. */
  constructor(message: string, context: ErrorContext = {}) {
    super("bad-message", message, context);
  }
}

/** Whether what was thrown is a {@linkcode WireError}. Never throws, though it may be a Proxy. */
export function isWireError(thrown: unknown): boolean {
  try {
    return thrown instanceof WireError;
  } catch {
    return false;
  }
}

/** What was to be sent goes beyond one of the limits that hold for isolated plugins. */
export class LimitError extends TenonError {
  /** The name of the limit. */
  readonly limit: string;

  /** Takes the name of the limit and a sentence. */
  constructor(limit: string, message: string) {
    super("limit-exceeded", message);
    this.limit = limit;
  }
}

/** There is no connection any more. */
export class ConnectionError extends TenonError {
  /** Takes a sentence that says why, and what led to it. */
  constructor(message: string, context: ErrorContext = {}) {
    super("connection-ended", message, context);
  }
}

/** A shared object is not, or no longer, shared, or its member is not. */
export class SharedReferenceError extends TenonError {
  /** Takes a sentence. */
  constructor(message: string) {
    super("not-shared", message);
  }
}
