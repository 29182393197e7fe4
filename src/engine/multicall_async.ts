import type { HookImpl } from "./impl.ts";
import type { WaitingCall } from "./in_flight.ts";
import { isThenable } from "./kinds.ts";
import { type CallArguments, didNotYield, notIterator, type Plan, requireArguments, secondYield } from "./plan.ts";
import { HookResult } from "./result.ts";
import { noteSource } from "./source.ts";
import { drive, type SteppedCall } from "./steps.ts";
import { teardownRaised } from "./teardown_warning.ts";

/**
 * The call loop of asynchronous hooks: the same rules as {@linkcode multicall}, one impl after another. It runs
 * synchronously until an impl gives a thenable, and awaits only thenables, so that a hook whose impls are all synchronous
 * does not pay for awaiting. Gives the outcome or a promise of it, and may throw; the caller makes that one promise.
 */
export function multicallAsync(plan: Plan, args: CallArguments, check: boolean): unknown {
  if (plan.wrappers.length === 0) return answers(plan, args, check);
  return drive(new WrappedCall(plan, args, check), plan.env.inFlight);
}

function answers(plan: Plan, args: CallArguments, check: boolean): unknown {
  const { plain, firstresult } = plan;
  const results: unknown[] = [];
  let i = 0;
  try {
    for (; i < plain.length; i++) {
      const impl = plain[i]!;
      if (check) requireArguments(plan, impl, args);
      const value = impl.function.call(impl.owner.plugin, args);
      if (value === undefined || value === null) continue;
      if (isThenable(value)) return answersAfter(value, new WaitingAnswers(plan, i), results, args, check);
      if (firstresult) return value;
      results.push(value);
    }
  } catch (error) {
    noteSource(error, plan.hook, plain[i]!, "call");
    throw error;
  }
  return firstresult ? undefined : results;
}

class WaitingAnswers implements WaitingCall {
  readonly plan: Plan;
  /** The index of the impl that is waited for. */
  at: number;
  slot = 0;

  constructor(plan: Plan, at: number) {
    this.plan = plan;
    this.at = at;
  }

  waitingFor(): readonly HookImpl[] {
    return [this.plan.plain[this.at]!];
  }
}

/** Goes on with the answers once the impl that is waited for has settled. */
async function answersAfter(
  pending: PromiseLike<unknown>,
  waiting: WaitingAnswers,
  results: unknown[],
  args: CallArguments,
  check: boolean,
): Promise<unknown> {
  const { plan } = waiting;
  const { plain, firstresult } = plan;
  plan.env.inFlight.add(waiting);
  try {
    let value = await pending;
    for (;;) {
      if (value !== undefined && value !== null) {
        if (firstresult) return value;
        results.push(value);
      }
      if (++waiting.at >= plain.length) return firstresult ? undefined : results;
      const impl = plain[waiting.at]!;
      if (check) requireArguments(plan, impl, args);
      value = impl.function.call(impl.owner.plugin, args);
      if (isThenable(value)) value = await value;
    }
  } catch (error) {
    noteSource(error, plan.hook, plain[waiting.at]!, "call");
    throw error;
  } finally {
    plan.env.inFlight.remove(waiting);
  }
}

type AnyGenerator = Generator | AsyncGenerator;

/** A call with wrappers. */
class WrappedCall implements SteppedCall {
  readonly plan: Plan;
  slot = 0;
  /** What the next step does. */
  #phase: "enter" | "answer" | "resume" | "close" | "await" | "done" = "enter";
  readonly #args: CallArguments;
  readonly #check: boolean;
  /** The wrappers that wait at their yield, in call order. */
  readonly #entered: AnyGenerator[] = [];
  #generator: AnyGenerator | undefined;
  #box: HookResult | undefined;
  #failed = false;
  /** The value so far, or the error. */
  #content: unknown;

  constructor(plan: Plan, args: CallArguments, check: boolean) {
    this.plan = plan;
    this.#args = args;
    this.#check = check;
  }

  get done(): boolean {
    return this.#phase === "done";
  }

  waitingFor(): readonly HookImpl[] {
    // While plain impls are waited for, they are in the list by themselves.
    return this.#phase === "answer" ? [] : [this.#impl()];
  }

  outcome(): unknown {
    if (this.#failed) throw this.#content;
    return this.#content;
  }

  /** Calls the next function. */
  step(): unknown {
    switch (this.#phase) {
      case "enter":
        return this.#enter();
      case "answer":
        return answers(this.plan, this.#args, this.#check);
      case "resume":
        return this.#resume();
      case "close":
        return this.#generator!.return(undefined);
      case "await":
        return this.#content;
    }
  }

  /** Takes what the last step gave. */
  settle(given: unknown): void {
    switch (this.#phase) {
      case "enter":
        if ((given as IteratorResult<unknown>).done) throw didNotYield(this.plan, this.#impl());
        this.#entered.push(this.#generator!);
        if (this.#entered.length === this.plan.wrappers.length) this.#phase = "answer";
        break;
      case "answer":
      case "await":
        this.#go(false, given);
        break;
      case "resume":
        this.#resumed(given as IteratorResult<unknown>);
        break;
      case "close":
        throw secondYield(this.plan, this.#impl());
    }
  }

  /** Takes what the last step threw. */
  fail(error: unknown): void {
    if (this.#phase !== "answer") {
      noteSource(error, this.plan.hook, this.#impl(), this.#phase === "enter" ? "setup" : "teardown");
    }
    let content = error;
    if (this.#phase === "resume" && this.#box !== undefined) {
      try {
        this.plan.env.warn(teardownRaised(this.plan, this.#impl(), error));
      } catch (thrown) {
        // A warning handler may make warnings errors.
        content = thrown;
      }
    }
    this.#go(true, content);
  }

  /** The wrapper that is being entered or resumed: those further out are the ones that wait. */
  #impl(): HookImpl {
    return this.plan.wrappers[this.#entered.length]!;
  }

  #go(failed: boolean, content: unknown): void {
    this.#failed = failed;
    this.#content = content;
    this.#phase = this.#entered.length === 0 ? "done" : "resume";
  }

  #enter(): unknown {
    const impl = this.#impl();
    if (this.#check) requireArguments(this.plan, impl, this.#args);
    this.#generator = impl.function.call(impl.owner.plugin, this.#args) as AnyGenerator;
    if (typeof this.#generator?.next !== "function") throw notIterator(this.plan, impl, this.#generator);
    return this.#generator.next();
  }

  #resume(): unknown {
    // A wrapper leaves the list before it is resumed, so that one which fails is not resumed again.
    const generator = this.#generator = this.#entered.pop()!;
    if (this.#impl().opts.hookwrapper) {
      this.#box = this.#failed ? HookResult.ofError(this.#content) : HookResult.ofValue(this.#content);
      return generator.next(this.#box);
    }
    this.#box = undefined;
    return this.#failed ? generator.throw(this.#content) : generator.next(this.#content);
  }

  #resumed(step: IteratorResult<unknown>): void {
    const box = this.#box;
    if (!step.done) {
      this.#phase = "close";
    } else if (box?.failed) {
      noteSource(box.exception, this.plan.hook, this.#impl(), "teardown");
      this.#go(true, box.exception);
    } else {
      const value = box === undefined ? step.value : box.getResult();
      if (!isThenable(value)) return this.#go(false, value);
      // A sync generator may return a promise, and an old-style wrapper put one in the box.
      this.#content = value;
      this.#phase = "await";
    }
  }
}
