import { type Answers, answersOf } from "./answers.ts";
import type { HookImpl } from "./impl.ts";
import { makesGenerators, next } from "./intrinsics.ts";
import { isThenable } from "./kinds.ts";
import { didNotYield, notIterator, type Plan, promiseFromSyncHook, secondYield } from "./plan.ts";
import { HookResult } from "./result.ts";
import { type CallPhase, noteSource } from "./source.ts";
import { functionsOf, isWatched } from "./functions.ts";
import { teardownRaised } from "./teardown_warning.ts";

/**
 * Makes the function that executes a plan of a synchronous hook with wrappers, as pluggy's `_multicall` does: wrappers are
 * entered from the outside in, plain impls give their answers, and wrappers are resumed from the inside out with the outcome
 * so far. One `try` is around it all; what is done after an error is a function of its own, as that is seldom.
 */
export function wrappedOf(plan: Plan, check: boolean): Answers {
  const { wrappers } = plan;
  const { length } = wrappers;
  const functions = functionsOf(plan, wrappers, check);
  const genuine = wrappers.map((impl) => !isWatched(plan) && makesGenerators(impl.function));
  const simple = wrappers.map((impl, i) => genuine[i]! && !impl.opts.hookwrapper);
  const answers = answersOf(plan, check);
  return (args) => {
    const entered = new Array<Generator>(length);
    // How many wait at their yield. One leaves the count before it is resumed, so that one which fails is not resumed again.
    let waiting = 0;
    let phase: CallPhase = "setup";
    try {
      for (; waiting < length; waiting++) {
        const generator = functions[waiting]!(args) as Generator;
        const step = genuine[waiting]! ? next(generator, undefined) : begin(plan, wrappers[waiting]!, generator);
        if (step.done) throw didNotYield(plan, wrappers[waiting]!);
        entered[waiting] = generator;
      }
      phase = "call";
      let value = answers(args);
      phase = "teardown";
      while (waiting > 0) {
        const generator = entered[--waiting]!;
        value = simple[waiting]!
          ? finish(plan, waiting, generator, next(generator, value))
          : resume(plan, waiting, generator, value);
      }
      return value;
    } catch (error) {
      if (phase !== "call") noteSource(error, plan.hook, wrappers[waiting]!, phase);
      return unwind(plan, entered, waiting, error);
    }
  };
}

/** Runs what an impl gave that does not say it makes generators up to its yield. */
function begin(plan: Plan, impl: HookImpl, given: Generator): IteratorResult<unknown> {
  if (typeof given?.next !== "function" || Symbol.asyncIterator in given) throw notIterator(plan, impl, given);
  return given.next();
}

/** Resumes a wrapper with the value of all that is inside it; gives the value that goes on. */
function resume(plan: Plan, at: number, generator: Generator, value: unknown): unknown {
  if (plan.wrappers[at]!.opts.hookwrapper) return resumeOld(plan, at, generator, HookResult.ofValue(value));
  return finish(plan, at, generator, generator.next(value));
}

/** Resumes an old-style wrapper with the outcome in a box; gives what is then in the box, or throws it. */
function resumeOld(plan: Plan, at: number, generator: Generator, box: HookResult): unknown {
  let step: IteratorResult<unknown>;
  try {
    step = generator.next(box);
  } catch (error) {
    plan.env.warn(teardownRaised(plan, plan.wrappers[at]!, error));
    throw error;
  }
  if (!step.done) close(plan, at, generator);
  return noPromise(plan, at, box.getResult());
}

/** The value that a wrapper returned after its yield. */
function finish(plan: Plan, at: number, generator: Generator, step: IteratorResult<unknown>): unknown {
  if (!step.done) close(plan, at, generator);
  return noPromise(plan, at, step.value);
}

function noPromise(plan: Plan, at: number, value: unknown): unknown {
  if (isThenable(value)) throw promiseFromSyncHook(plan, plan.wrappers[at]!, value);
  return value;
}

/** Ends a wrapper that yielded again: its `finally` blocks run, and what they throw takes the place of the error. */
function close(plan: Plan, at: number, generator: Generator): never {
  generator.return(undefined);
  throw secondYield(plan, plan.wrappers[at]!);
}

/** Resumes the wrappers that are still suspended, beginning with an error. */
function unwind(plan: Plan, entered: readonly Generator[], waiting: number, error: unknown): unknown {
  let failed = true;
  let content = error;
  while (waiting > 0) {
    const generator = entered[--waiting]!;
    const impl = plan.wrappers[waiting]!;
    try {
      if (!failed) content = resume(plan, waiting, generator, content);
      else if (impl.opts.hookwrapper) content = resumeOld(plan, waiting, generator, HookResult.ofError(content));
      else content = finish(plan, waiting, generator, generator.throw(content));
      failed = false;
    } catch (thrown) {
      noteSource(thrown, plan.hook, impl, "teardown");
      failed = true;
      content = thrown;
    }
  }
  if (failed) throw content;
  return content;
}
