import { type Answers, isNone, noted, withoutNone } from "./answers.ts";
import { isThenable } from "./kinds.ts";
import type { CallArguments } from "./plan.ts";
import type { PlanCalls } from "./plan_calls.ts";
import { type BoundFunction, functionsOf } from "./functions.ts";

/**
 * Makes the function that executes a plan of an asynchronous hook without wrappers: its impls one after another. It runs
 * synchronously until an impl gives a thenable, and awaits only thenables, so that a hook whose impls are all synchronous does
 * not pay for awaiting. It is no `async` function itself, which would make a promise more, but gives promises only.
 */
export function answersAsyncOf(calls: PlanCalls, check: boolean): Answers {
  const { plan } = calls;
  const functions = functionsOf(plan, plan.plain, check);
  if (!plan.firstresult && functions.length > 0 && functions.length <= 3) return collectFew(functions, calls);
  const { length } = functions;
  const { firstresult } = plan;
  return (args) => {
    const results: unknown[] = [];
    let at = 0;
    try {
      for (; at < length; at++) {
        const value = functions[at]!(args);
        if (isNone(value)) continue;
        if (isThenable(value)) return answersAfter(value, at, results, args, functions, calls);
        if (firstresult) return Promise.resolve(value);
        results.push(value);
      }
    } catch (error) {
      return Promise.reject(noted(error, plan, at));
    }
    return Promise.resolve(firstresult ? undefined : results);
  };
}

/** The same for up to three impls without a loop, as for synchronous hooks. */
function collectFew(functions: readonly BoundFunction[], calls: PlanCalls): Answers {
  const { plan } = calls;
  const [f, g, h] = functions as readonly [BoundFunction, BoundFunction | undefined, BoundFunction | undefined];
  if (g === undefined) {
    return (args) => {
      try {
        const a = f(args);
        if (isThenable(a)) return answersAfter(a, 0, [], args, functions, calls);
        return Promise.resolve(isNone(a) ? [] : [a]);
      } catch (error) {
        return Promise.reject(noted(error, plan, 0));
      }
    };
  }
  return (args) => {
    let at = 0;
    try {
      const a = f(args);
      if (isThenable(a)) return answersAfter(a, at, [], args, functions, calls);
      at = 1;
      const b = g(args);
      if (isThenable(b)) return answersAfter(b, at, withoutNone([a]), args, functions, calls);
      if (h === undefined) return Promise.resolve(isNone(a) || isNone(b) ? withoutNone([a, b]) : [a, b]);
      at = 2;
      const c = h(args);
      if (isThenable(c)) return answersAfter(c, at, withoutNone([a, b]), args, functions, calls);
      return Promise.resolve(isNone(a) || isNone(b) || isNone(c) ? withoutNone([a, b, c]) : [a, b, c]);
    } catch (error) {
      return Promise.reject(noted(error, plan, at));
    }
  };
}

/** Goes on with the answers once the impl that is waited for has settled. */
async function answersAfter(
  pending: PromiseLike<unknown>,
  at: number,
  results: unknown[],
  args: CallArguments,
  functions: readonly BoundFunction[],
  calls: PlanCalls,
): Promise<unknown> {
  const { firstresult } = calls.plan;
  calls.begin(at);
  try {
    let value = await pending;
    for (;;) {
      if (!isNone(value)) {
        if (firstresult) break;
        results.push(value);
      }
      if (at + 1 === functions.length) break;
      at = calls.move(at, at + 1);
      value = functions[at]!(args);
      if (isThenable(value)) value = await value;
    }
    calls.end(at);
    return firstresult ? value ?? undefined : results;
  } catch (error) {
    calls.end(at);
    throw noted(error, calls.plan, at);
  }
}
