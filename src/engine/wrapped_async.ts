import { type Answers, isNone } from "./answers.ts";
import type { HookImpl } from "./impl.ts";
import { makesAsyncGenerators, makesGenerators, next, nextAsync } from "./intrinsics.ts";
import { isThenable } from "./kinds.ts";
import { didNotYield, notIterator, type Plan, secondYield } from "./plan.ts";
import type { PlanCalls } from "./plan_calls.ts";
import { HookResult } from "./result.ts";
import { noteSource } from "./source.ts";
import { functionsOf, isWatched } from "./functions.ts";
import { teardownRaised } from "./teardown_warning.ts";

type AnyGenerator = Generator | AsyncGenerator;
type Step = IteratorResult<unknown>;

/** What a wrapper's function says that it makes: generators, or something else that may have their methods all the same. */
type Kind = "sync" | "async" | "odd";

/**
 * Makes the function that executes a plan of an asynchronous hook with wrappers: the rules of {@linkcode wrappedOf}, one impl
 * after another. It is one `async` function, as each more would cost a promise more, and awaits only thenables: what impls and
 * generators do that are not asynchronous is done at once.
 */
export function wrappedAsyncOf(calls: PlanCalls, check: boolean): Answers {
  const { plan } = calls;
  const { hook, wrappers, plain, firstresult } = plan;
  const around = functionsOf(plan, wrappers, check);
  const inside = functionsOf(plan, plain, check);
  const kinds: Kind[] = wrappers.map((impl) => isWatched(plan) ? "odd" : kindOf(impl.function));

  return async (args) => {
    const entered = new Array<AnyGenerator>(wrappers.length);
    // How many wait at their yield. One leaves the count before it is resumed, so that one which fails is not resumed again.
    let waiting = 0;
    // How many plain impls have had their turn; none before all wrappers are entered.
    let asked = -1;
    // The impl that is waited for, once the call has begun to wait.
    let last = -1;
    let failed = false;
    let content: unknown;
    try {
      for (; waiting < wrappers.length; waiting++) {
        if (last >= 0) last = calls.move(last, waiting);
        const generator = around[waiting]!(args) as AnyGenerator;
        const kind = kinds[waiting]!;
        if (kind === "odd" && typeof generator?.next !== "function") {
          throw notIterator(plan, wrappers[waiting]!, generator);
        }
        let step = resume(kind, generator, undefined);
        if (kind !== "sync" && isThenable(step)) {
          if (last < 0) last = calls.begin(waiting);
          step = await step;
        }
        if ((step as Step).done) throw didNotYield(plan, wrappers[waiting]!);
        entered[waiting] = generator;
      }
      const results: unknown[] = [];
      for (asked = 0; asked < plain.length; asked++) {
        if (last >= 0) last = calls.move(last, waiting + asked);
        let value = inside[asked]!(args);
        if (isThenable(value)) {
          if (last < 0) last = calls.begin(waiting + asked);
          value = await value;
        }
        if (isNone(value)) continue;
        results.push(value);
        if (firstresult) break;
      }
      content = firstresult ? results[0] : results;
    } catch (error) {
      if (asked < 0) noteSource(error, hook, wrappers[waiting]!, "setup");
      else noteSource(error, hook, plain[asked]!, "call");
      failed = true;
      content = error;
    }
    while (waiting > 0) {
      const generator = entered[--waiting]!;
      const impl = wrappers[waiting]!;
      const kind = kinds[waiting]!;
      const box = !impl.opts.hookwrapper
        ? undefined
        : failed
        ? HookResult.ofError(content)
        : HookResult.ofValue(content);
      let resumed = false;
      try {
        if (last >= 0) last = calls.move(last, waiting);
        let step = box === undefined && failed ? generator.throw(content) : resume(kind, generator, box ?? content);
        if (kind !== "sync" && isThenable(step)) {
          if (last < 0) last = calls.begin(waiting);
          step = await step;
        }
        resumed = true;
        if (!(step as Step).done) {
          // Its `finally` blocks run, and what they throw takes the place of the error.
          const closed: unknown = generator.return(undefined);
          if (isThenable(closed)) {
            if (last < 0) last = calls.begin(waiting);
            await closed;
          }
          throw secondYield(plan, impl);
        }
        let value: unknown = box === undefined ? (step as Step).value : box.getResult();
        if (isThenable(value)) {
          // A generator that is not asynchronous may return a promise, and an old-style wrapper put one in the box.
          if (last < 0) last = calls.begin(waiting);
          value = await value;
        }
        failed = false;
        content = value;
      } catch (error) {
        noteSource(error, hook, impl, "teardown");
        failed = true;
        content = box === undefined || resumed ? error : warned(plan, impl, error);
      }
    }
    if (last >= 0) calls.end(last);
    if (failed) throw content;
    return content;
  };
}

function kindOf(fn: object): Kind {
  return makesGenerators(fn) ? "sync" : makesAsyncGenerators(fn) ? "async" : "odd";
}

function resume(kind: Kind, generator: AnyGenerator, value: unknown): unknown {
  if (kind === "sync") return next(generator as Generator, value);
  if (kind === "async") return nextAsync(generator as AsyncGenerator, value);
  return generator.next(value);
}

/** Warns of an old-style wrapper that threw. Gives the error that goes on: a warning handler may make warnings errors. */
function warned(plan: Plan, impl: HookImpl, error: unknown): unknown {
  try {
    plan.env.warn(teardownRaised(plan, impl, error));
    return error;
  } catch (thrown) {
    return thrown;
  }
}
