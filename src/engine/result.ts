import type { ErrorSource } from "./source.ts";
import type { OutcomeBox } from "./types.ts";

/**
 * The outcome of a hook call in a box: a value or an error. Old-style wrappers and the after-callbacks of monitoring
 * receive one, and can change it. pluggy's `Result`.
 *
 * @example
 * ```ts
 * import { HookResult } from "@tenon/tenon";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const result = HookResult.fromCall(() => JSON.parse("{"));
 * assertThrows(() => result.getResult(), SyntaxError);
 * result.forceResult({});
 * assertEquals(result.getResult(), {});
 * ```
 */
export class HookResult<T = unknown> implements OutcomeBox<T> {
  #failed: boolean;
  #content: unknown;
  #source: ErrorSource | undefined;

  private constructor(failed: boolean, content: unknown, source?: ErrorSource) {
    this.#failed = failed;
    this.#content = content;
    this.#source = source;
  }

  /** Calls a function and keeps what it returns or throws. */
  static fromCall<T>(fn: () => T): HookResult<T> {
    try {
      return HookResult.ofValue(fn());
    } catch (error) {
      return HookResult.ofError(error);
    }
  }

  /** A result that holds a value. */
  static ofValue<T>(value: T): HookResult<T> {
    return new HookResult<T>(false, value);
  }

  /** A result that holds an error, which may be any value that can be thrown. */
  static ofError<T = never>(error: unknown, source?: ErrorSource): HookResult<T> {
    return new HookResult<T>(true, error, source);
  }

  /**
   * Which impl the error came from, if this is the outcome of a call that monitors are given. Unlike {@linkcode sourceOf} it
   * tells of thrown primitives, too.
   */
  get source(): ErrorSource | undefined {
    return this.#source;
  }

  /** Whether this holds an error. Tells a thrown `undefined` from no error. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The error, or `undefined` if this holds a value. */
  get exception(): unknown {
    return this.#failed ? this.#content : undefined;
  }

  /** Gives the value, or throws the error: the same object each time. */
  getResult(): T {
    if (this.#failed) throw this.#content;
    return this.#content as T;
  }

  /** Sets the value and clears the error. */
  forceResult(value: T): void {
    this.#failed = false;
    this.#content = value;
    this.#source = undefined;
  }

  /** Sets the error and clears the value. */
  forceException(error: unknown): void {
    this.#failed = true;
    this.#content = error;
    this.#source = undefined;
  }
}
