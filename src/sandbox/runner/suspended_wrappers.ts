import { HookResult } from "../../engine/result.ts";
import type { EnterAnswer, ResumeAnswer } from "../protocol.ts";
import { remember } from "./remember.ts";

/** A generator of either kind, and what was at its yield last. */
type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

/** The wrappers that wait at their yield until the host has called what they go around. */
export class SuspendedWrappers {
  readonly #waiting = new Map<number, AnyGenerator>();
  #last = 0;

  /** Runs a wrapper to its yield. Gives its number, or nothing if it ended before. */
  async enter(given: unknown): Promise<EnterAnswer> {
    const generator = given as AnyGenerator;
    const { done } = await generator.next();
    if (done) return undefined;
    const number = ++this.#last;
    this.#waiting.set(number, generator);
    return number;
  }

  /**
   * Gives a wrapper the outcome of what it goes around.
   *
   * @throws What the wrapper throws, unless that is the error that it was given.
   */
  async resume(number: number, failed: boolean, content: unknown): Promise<ResumeAnswer> {
    const generator = this.#take(number);
    const isUnchanged = remember(content);
    let value: unknown;
    try {
      const step = await (failed ? generator.throw(content) : generator.next(content));
      if (!step.done) return this.#yielded(number, generator);
      // A sync generator may return a promise.
      value = await step.value;
    } catch (error) {
      if (failed && error === content && isUnchanged()) return { outcome: "same" };
      throw error;
    }
    return !failed && value === content && isUnchanged() ? { outcome: "same" } : { outcome: "value", content: value };
  }

  /**
   * Gives a wrapper of the old style the outcome of what it goes around, in a box.
   *
   * @throws What the wrapper throws.
   */
  async resumeOld(number: number, failed: boolean, content: unknown): Promise<ResumeAnswer> {
    const generator = this.#take(number);
    const isUnchanged = remember(content);
    const box = failed ? HookResult.ofError(content) : HookResult.ofValue(content);
    const step = await generator.next(box);
    if (!step.done) return this.#yielded(number, generator);
    if (box.failed) {
      const { exception } = box;
      return failed && exception === content && isUnchanged()
        ? { outcome: "same" }
        : { outcome: "error", content: exception };
    }
    try {
      const value = await box.getResult();
      return !failed && value === content && isUnchanged() ? { outcome: "same" } : { outcome: "value", content: value };
    } catch (error) {
      // What the wrapper put into the box was a promise.
      return { outcome: "error", content: error };
    }
  }

  /** Ends a wrapper that will not be resumed. */
  async leave(number: number): Promise<void> {
    await this.#take(number).return(undefined);
  }

  /** Keeps a wrapper that yielded once more, to be ended. */
  #yielded(number: number, generator: AnyGenerator): ResumeAnswer {
    this.#waiting.set(number, generator);
    return { outcome: "yield" };
  }

  #take(number: number): AnyGenerator {
    const generator = this.#waiting.get(number);
    if (generator === undefined) throw new TypeError(`There is no wrapper ${number} that waits.`);
    this.#waiting.delete(number);
    return generator;
  }
}
