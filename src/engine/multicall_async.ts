import { isThenable } from "./kinds.ts";
import { type CallArguments, didNotYield, notIterator, type Plan, requireArguments, secondYield } from "./plan.ts";
import { HookResult } from "./result.ts";
import { teardownRaised } from "./teardown_warning.ts";

/**
 * The call loop of asynchronous hooks: the same rules as {@linkcode multicall}, one impl after another. It runs
 * synchronously until an impl gives a thenable, and awaits only thenables, so that a hook whose impls are all synchronous
 * does not pay for awaiting. Gives the outcome or a promise of it, and may throw; the caller makes that one promise.
 */
export function multicallAsync(plan: Plan, args: CallArguments, check: boolean): unknown {
  if (plan.wrappers.length === 0) return answers(plan, args, check);
  return drive(new WrappedCall(plan, args, check));
}

function answers(plan: Plan, args: CallArguments, check: boolean): unknown {
  const { plain, firstresult } = plan;
  const results: unknown[] = [];
  for (let i = 0; i < plain.length; i++) {
    const impl = plain[i]!;
    if (check) requireArguments(plan, impl, args);
    const value = impl.function.call(impl.owner.plugin, args);
    if (value === undefined || value === null) continue;
    if (isThenable(value)) return answersAfter(value, i, results, plan, args, check);
    if (firstresult) return value;
    results.push(value);
  }
  return firstresult ? undefined : results;
}

/** Goes on with the answers once impl number `i` has settled. */
async function answersAfter(
  pending: PromiseLike<unknown>,
  i: number,
  results: unknown[],
  plan: Plan,
  args: CallArguments,
  check: boolean,
): Promise<unknown> {
  const { plain, firstresult } = plan;
  let value = await pending;
  for (;;) {
    if (value !== undefined && value !== null) {
      if (firstresult) return value;
      results.push(value);
    }
    if (++i >= plain.length) return firstresult ? undefined : results;
    const impl = plain[i]!;
    if (check) requireArguments(plan, impl, args);
    value = impl.function.call(impl.owner.plugin, args);
    if (isThenable(value)) value = await value;
  }
}

/** Runs a wrapped call as far as it goes without waiting. */
function drive(call: WrappedCall): unknown {
  const pending = advance(call);
  return pending === undefined ? call.outcome() : driveAfter(call, pending);
}

async function driveAfter(call: WrappedCall, first: PromiseLike<unknown>): Promise<unknown> {
  for (let pending: PromiseLike<unknown> | undefined = first; pending !== undefined; pending = advance(call)) {
    try {
      call.settle(await pending);
    } catch (error) {
      call.fail(error);
    }
  }
  return call.outcome();
}

/** Takes steps until one has to be awaited, which it gives, or none is left. */
function advance(call: WrappedCall): PromiseLike<unknown> | undefined {
  while (call.phase !== "done") {
    try {
      const given = call.step();
      if (isThenable(given)) return given;
      call.settle(given);
    } catch (error) {
      call.fail(error);
    }
  }
  return undefined;
}

type AnyGenerator = Generator | AsyncGenerator;

/**
 * A call with wrappers, as a machine whose every step calls at most one function of a plugin. The step's result is settled,
 * at once or after awaiting it, by `settle` or `fail`.
 */
class WrappedCall {
  /** What the next step does. */
  phase: "enter" | "answer" | "resume" | "close" | "await" | "done" = "enter";

  readonly #plan: Plan;
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
    this.#plan = plan;
    this.#args = args;
    this.#check = check;
  }

  outcome(): unknown {
    if (this.#failed) throw this.#content;
    return this.#content;
  }

  /** Calls the next function. */
  step(): unknown {
    switch (this.phase) {
      case "enter":
        return this.#enter();
      case "answer":
        return answers(this.#plan, this.#args, this.#check);
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
    switch (this.phase) {
      case "enter":
        if ((given as IteratorResult<unknown>).done) throw didNotYield(this.#plan, this.#impl());
        this.#entered.push(this.#generator!);
        if (this.#entered.length === this.#plan.wrappers.length) this.phase = "answer";
        break;
      case "answer":
      case "await":
        this.#go(false, given);
        break;
      case "resume":
        this.#resumed(given as IteratorResult<unknown>);
        break;
      case "close":
        this.#go(true, secondYield(this.#plan, this.#impl()));
        break;
    }
  }

  /** Takes what the last step threw. */
  fail(error: unknown): void {
    this.#go(true, this.phase === "resume" && this.#box !== undefined ? this.#warn(error) : error);
  }

  /** Warns of an old-style wrapper that threw. Gives the error to go on with: a handler of warnings may throw as well. */
  #warn(error: unknown): unknown {
    try {
      this.#plan.warn(teardownRaised(this.#plan, this.#impl(), error));
      return error;
    } catch (thrown) {
      return thrown;
    }
  }

  /** The wrapper that is being entered or resumed: those further out are the ones that wait. */
  #impl() {
    return this.#plan.wrappers[this.#entered.length]!;
  }

  #go(failed: boolean, content: unknown): void {
    this.#failed = failed;
    this.#content = content;
    this.phase = this.#entered.length === 0 ? "done" : "resume";
  }

  #enter(): unknown {
    const impl = this.#impl();
    if (this.#check) requireArguments(this.#plan, impl, this.#args);
    this.#generator = impl.function.call(impl.owner.plugin, this.#args) as AnyGenerator;
    if (typeof this.#generator?.next !== "function") throw notIterator(this.#plan, impl);
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
      this.phase = "close";
    } else if (box?.failed) {
      this.#go(true, box.exception);
    } else {
      const value = box === undefined ? step.value : box.getResult();
      if (!isThenable(value)) return this.#go(false, value);
      // A sync generator may return a promise, and an old-style wrapper put one in the box.
      this.#content = value;
      this.phase = "await";
    }
  }
}
