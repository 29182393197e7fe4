import { HookResult } from "../../engine/mod.ts";
import type { EnterAnswer, ResumeAnswer } from "../protocol.ts";

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

  /** Gives a wrapper the outcome of what it goes around. One of the old style gets it in a box. */
  async resume(number: number, failed: boolean, content: unknown, old: boolean): Promise<ResumeAnswer> {
    const generator = this.#take(number);
    const box = !old ? undefined : failed ? HookResult.ofError(content) : HookResult.ofValue(content);
    let step: IteratorResult<unknown>;
    try {
      step = await (failed && !old ? generator.throw(content) : generator.next(box ?? content));
    } catch (error) {
      return failed && !old && error === content ? { outcome: "same" } : { outcome: "error", content: error };
    }
    if (!step.done) {
      this.#waiting.set(number, generator);
      return { outcome: "yield" };
    }
    if (box === undefined) {
      return !failed && step.value === content ? { outcome: "same" } : { outcome: "value", content: step.value };
    }
    const now = box.failed ? box.exception : box.getResult();
    if (box.failed === failed && now === content) return { outcome: "same" };
    return { outcome: box.failed ? "error" : "value", content: now };
  }

  /** Ends a wrapper that will not be resumed. */
  async leave(number: number): Promise<void> {
    await this.#take(number).return(undefined);
  }

  #take(number: number): AnyGenerator {
    const generator = this.#waiting.get(number);
    if (generator === undefined) throw new TypeError(`There is no wrapper ${number} that waits.`);
    this.#waiting.delete(number);
    return generator;
  }
}
