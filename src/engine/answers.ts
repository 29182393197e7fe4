import { type BoundFunction, functionsOf } from "./functions.ts";
import { isThenable } from "./kinds.ts";
import { type CallArguments, type Plan, promiseFromSyncHook } from "./plan.ts";
import { noteSource } from "./source.ts";

/** Executes a part of a plan for one call. What an impl throws has its source noted. */
export type Answers = (args: CallArguments) => unknown;

/** How many impls are called without a loop, in fours: more than V8 inlines into one place would gain nothing. */
const MOST_UNROLLED = 16;

/**
 * Makes the function that calls the plain impls of a synchronous hook. With `check`, each impl's turn fails if the call lacks an
 * argument that it needs.
 */
export function answersOf(plan: Plan, check: boolean): Answers {
  const functions = functionsOf(plan, plan.plain, check);
  if (plan.firstresult) return firstOf(plan, functions, 0);
  return functions.length <= 4 ? collectFew(plan, functions) : collectMany(plan, functions);
}

/** Collects the answers of up to four impls. Where all have answered, the array is made at once. */
function collectFew(plan: Plan, functions: readonly BoundFunction[]): Answers {
  const [f, g, h, i] = functions as readonly [BoundFunction, BoundFunction, BoundFunction, BoundFunction];
  switch (functions.length) {
    case 0:
      return () => [];
    case 1:
      return (args) => {
        try {
          const a = settled(f(args));
          return isNone(a) ? [] : [a];
        } catch (error) {
          throw noted(error, plan, 0);
        }
      };
    case 2:
      return (args) => {
        let at = 0;
        try {
          const a = settled(f(args));
          at = 1;
          const b = settled(g(args));
          return isNone(a) || isNone(b) ? withoutNone([a, b]) : [a, b];
        } catch (error) {
          throw noted(error, plan, at);
        }
      };
    case 3:
      return (args) => {
        let at = 0;
        try {
          const a = settled(f(args));
          at = 1;
          const b = settled(g(args));
          at = 2;
          const c = settled(h(args));
          return isNone(a) || isNone(b) || isNone(c) ? withoutNone([a, b, c]) : [a, b, c];
        } catch (error) {
          throw noted(error, plan, at);
        }
      };
    default:
      return (args) => {
        let at = 0;
        try {
          const a = settled(f(args));
          at = 1;
          const b = settled(g(args));
          at = 2;
          const c = settled(h(args));
          at = 3;
          const d = settled(i(args));
          return isNone(a) || isNone(b) || isNone(c) || isNone(d) ? withoutNone([a, b, c, d]) : [a, b, c, d];
        } catch (error) {
          throw noted(error, plan, at);
        }
      };
  }
}

/** Collects the answers of any number of impls in an array for as many, which is cut to those there are. */
function collectMany(plan: Plan, functions: readonly BoundFunction[]): Answers {
  const { length } = functions;
  const fill = fillFrom(plan, functions, 0);
  return (args) => {
    const results = new Array<unknown>(length);
    const count = fill(args, results, 0);
    if (count < length) results.length = count;
    return results;
  };
}

/** Puts answers into an array after those that are there. Gives how many are there then. */
type Fill = (args: CallArguments, results: unknown[], count: number) => number;

/** Makes the function that calls the impls from an index on: four, and those after them by another function of this kind. */
function fillFrom(plan: Plan, functions: readonly BoundFunction[], from: number): Fill {
  if (from >= MOST_UNROLLED) return fillInLoop(plan, functions, from);
  const [f, g, h, i] = functions.slice(from) as [BoundFunction, ...(BoundFunction | undefined)[]];
  const rest = from + 4 < functions.length ? fillFrom(plan, functions, from + 4) : undefined;
  return (args, results, count) => {
    let at = from;
    try {
      const a = f(args);
      if (!isNone(a)) results[count++] = settled(a);
      if (g === undefined) return count;
      at++;
      const b = g(args);
      if (!isNone(b)) results[count++] = settled(b);
      if (h === undefined) return count;
      at++;
      const c = h(args);
      if (!isNone(c)) results[count++] = settled(c);
      if (i === undefined) return count;
      at++;
      const d = i(args);
      if (!isNone(d)) results[count++] = settled(d);
    } catch (error) {
      throw noted(error, plan, at);
    }
    return rest === undefined ? count : rest(args, results, count);
  };
}

/** Calls four in each turn: a processor guesses where a call goes by the place that it is in, so that more places help. */
function fillInLoop(plan: Plan, functions: readonly BoundFunction[], from: number): Fill {
  const { length } = functions;
  const even = length - (length - from) % 4;
  return (args, results, count) => {
    let at = from;
    try {
      while (at < even) {
        const a = functions[at]!(args);
        if (!isNone(a)) results[count++] = settled(a);
        at++;
        const b = functions[at]!(args);
        if (!isNone(b)) results[count++] = settled(b);
        at++;
        const c = functions[at]!(args);
        if (!isNone(c)) results[count++] = settled(c);
        at++;
        const d = functions[at]!(args);
        if (!isNone(d)) results[count++] = settled(d);
        at++;
      }
      for (; at < length; at++) {
        const value = functions[at]!(args);
        if (!isNone(value)) results[count++] = settled(value);
      }
    } catch (error) {
      throw noted(error, plan, at);
    }
    return count;
  };
}

/** Makes the function that asks the impls from an index on until one answers, in fours too. */
function firstOf(plan: Plan, functions: readonly BoundFunction[], from: number): Answers {
  if (from >= functions.length) return () => undefined;
  if (from >= MOST_UNROLLED) return firstInLoop(plan, functions, from);
  const [f, g, h, i] = functions.slice(from) as [BoundFunction, ...(BoundFunction | undefined)[]];
  const rest = from + 4 < functions.length ? firstOf(plan, functions, from + 4) : undefined;
  return (args) => {
    let at = from;
    let value: unknown;
    try {
      value = f(args);
      if (isNone(value) && g !== undefined) {
        at++;
        value = g(args);
        if (isNone(value) && h !== undefined) {
          at++;
          value = h(args);
          if (isNone(value) && i !== undefined) {
            at++;
            value = i(args);
          }
        }
      }
      if (!isNone(value)) return settled(value);
    } catch (error) {
      throw noted(error, plan, at);
    }
    return rest === undefined ? undefined : rest(args);
  };
}

function firstInLoop(plan: Plan, functions: readonly BoundFunction[], from: number): Answers {
  return (args) => {
    let at = from;
    try {
      for (; at < functions.length; at++) {
        const value = functions[at]!(args);
        if (isNone(value)) continue;
        return settled(value);
      }
    } catch (error) {
      throw noted(error, plan, at);
    }
    return undefined;
  };
}

/** Whether an impl has not answered. */
export function isNone(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** The values that are answers. */
export function withoutNone(values: readonly unknown[]): unknown[] {
  return values.filter((value) => !isNone(value));
}

/** What stands for an error until it is known whose it is: an impl gave a promise, and nobody waits. */
class GivenPromise {
  readonly #promise: PromiseLike<unknown>;

  constructor(promise: PromiseLike<unknown>) {
    this.#promise = promise;
  }

  /** The promise, if that is what was thrown. Unlike `instanceof`, this runs nothing of what a plugin may have thrown. */
  static in(thrown: unknown): PromiseLike<unknown> | undefined {
    return typeof thrown === "object" && thrown !== null && #promise in thrown ? thrown.#promise : undefined;
  }
}

/**
 * What an impl of a synchronous hook gave, unless it is a promise. So short that V8 compiles it into each call without weighing
 * it: that is what it does with functions of up to 27 bytes.
 */
function settled(value: unknown): unknown {
  return isThenable(value) ? refuse(value) : value;
}

function refuse(promise: PromiseLike<unknown>): never {
  throw new GivenPromise(promise);
}

/** An error of a plain impl, of which it is noted now whose it is. Apart from the loops, as it is seldom needed. */
export function noted(thrown: unknown, plan: Plan, at: number): unknown {
  const impl = plan.plain[at]!;
  const promise = GivenPromise.in(thrown);
  const error = promise === undefined ? thrown : promiseFromSyncHook(plan, impl, promise);
  noteSource(error, plan.hook, impl, "call");
  return error;
}
