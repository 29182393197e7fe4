import type { HookImpl } from "./impl.ts";
import { isThenable } from "./kinds.ts";
import {
  type CallArguments,
  didNotYield,
  notIterator,
  type Plan,
  promiseFromSyncHook,
  requireArguments,
  secondYield,
} from "./plan.ts";
import { HookResult } from "./result.ts";
import { type CallPhase, noteSource } from "./source.ts";
import { teardownRaised } from "./teardown_warning.ts";

/**
 * The call loop of synchronous hooks, pluggy's `_multicall`: wrappers are entered from the outside in, plain impls give
 * their answers, and wrappers are resumed from the inside out with the outcome so far. With `check`, each impl's turn fails
 * if the call lacks an argument that it needs.
 */
export function multicall(plan: Plan, args: CallArguments, check: boolean): unknown {
  const { wrappers } = plan;
  if (wrappers.length === 0) return answers(plan, args, check);

  const entered: Generator[] = [];
  let phase: CallPhase = "setup";
  try {
    while (entered.length < wrappers.length) entered.push(enter(plan, wrappers[entered.length]!, args, check));
    phase = "call";
    let value = answers(plan, args, check);
    phase = "teardown";
    // A wrapper leaves the list before it is resumed, so that one which fails is not resumed again.
    for (let generator; (generator = entered.pop()) !== undefined;) {
      value = resume(plan, wrappers[entered.length]!, generator, value);
    }
    return value;
  } catch (error) {
    // The wrapper being entered or resumed is the one after those that wait.
    if (phase !== "call") noteSource(error, plan.hook, wrappers[entered.length]!, phase);
    return unwind(plan, entered, error);
  }
}

/** The answers of the plain impls in call order, or the first one. */
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
      if (isThenable(value)) throw promiseFromSyncHook(plan, impl, value);
      if (firstresult) return value;
      results.push(value);
    }
  } catch (error) {
    noteSource(error, plan.hook, plain[i]!, "call");
    throw error;
  }
  return firstresult ? undefined : results;
}

/** Runs a wrapper up to its yield. */
function enter(plan: Plan, impl: HookImpl, args: CallArguments, check: boolean): Generator {
  if (check) requireArguments(plan, impl, args);
  const generator = impl.function.call(impl.owner.plugin, args) as Generator;
  if (typeof generator?.next !== "function" || Symbol.asyncIterator in generator) {
    throw notIterator(plan, impl, generator);
  }
  if (generator.next().done) throw didNotYield(plan, impl);
  return generator;
}

/** Resumes a wrapper with the value of all that is inside it; gives the value that goes on. */
function resume(plan: Plan, impl: HookImpl, generator: Generator, value: unknown): unknown {
  if (impl.opts.hookwrapper) return resumeOld(plan, impl, generator, HookResult.ofValue(value));
  return finish(plan, impl, generator, generator.next(value));
}

/** Resumes an old-style wrapper with the outcome in a box; gives what is then in the box, or throws it. */
function resumeOld(plan: Plan, impl: HookImpl, generator: Generator, box: HookResult): unknown {
  let step: IteratorResult<unknown>;
  try {
    step = generator.next(box);
  } catch (error) {
    plan.env.warn(teardownRaised(plan, impl, error));
    throw error;
  }
  if (!step.done) close(plan, impl, generator);
  return noPromise(plan, impl, box.getResult());
}

/** The value that a wrapper returned after its yield. */
function finish(plan: Plan, impl: HookImpl, generator: Generator, step: IteratorResult<unknown>): unknown {
  if (!step.done) close(plan, impl, generator);
  return noPromise(plan, impl, step.value);
}

function noPromise(plan: Plan, impl: HookImpl, value: unknown): unknown {
  if (isThenable(value)) throw promiseFromSyncHook(plan, impl, value);
  return value;
}

/** Ends a wrapper that yielded again: its `finally` blocks run, and what they throw takes the place of the error. */
function close(plan: Plan, impl: HookImpl, generator: Generator): never {
  generator.return(undefined);
  throw secondYield(plan, impl);
}

/** Resumes the wrappers that are still suspended, beginning with an error. Apart from the loop, as it is seldom needed. */
function unwind(plan: Plan, entered: Generator[], error: unknown): unknown {
  let failed = true;
  let content = error;
  for (let generator; (generator = entered.pop()) !== undefined;) {
    const impl = plan.wrappers[entered.length]!;
    try {
      if (!failed) content = resume(plan, impl, generator, content);
      else if (impl.opts.hookwrapper) content = resumeOld(plan, impl, generator, HookResult.ofError(content));
      else content = finish(plan, impl, generator, generator.throw(content));
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
