/** Wrappers that no scenario has. Each has a hook of its own. */
import { type AnyFunction, hookimplMarker, type HookimplOptions, type OutcomeBox } from "@tenon/tenon";

// What is odd about them has no types for the marker to check.
const hookimpl = hookimplMarker("odd") as (options: HookimplOptions, fn: AnyFunction) => AnyFunction;
const wrapper = (fn: AnyFunction) => hookimpl({ wrapper: true }, fn);
const oldWrapper = (fn: AnyFunction) => hookimpl({ hookwrapper: true }, fn);

type Results = unknown[];
type Box = OutcomeBox<unknown>;

/** A sync generator that returns a promise. */
export const promises = wrapper(function* (): Generator<void, unknown, Results> {
  const results = yield;
  return Promise.resolve([...results, "later"]);
});

/** A sync generator that returns a promise which is rejected. */
export const rejects = wrapper(function* () {
  yield;
  return Promise.reject(new RangeError("later"));
});

/** A promise in the box. */
export const boxesPromise = oldWrapper(function* (): Generator<void, void, Box> {
  const box = yield;
  box.forceResult(Promise.resolve(["boxed later"]));
});

/** A promise in the box that is rejected. */
export const boxesRejection = oldWrapper(function* (): Generator<void, void, Box> {
  const box = yield;
  box.forceResult(Promise.reject(new RangeError("boxed later")));
});

/** Changes what is deep within a result. */
export const changesDeep = wrapper(function* (): Generator<void, unknown, { deep?: number }[]> {
  const results = yield;
  for (const result of results) result.deep = 1;
  return results;
});

/** Says more in an error that it lets pass. */
export const saysMore = wrapper(function* (): Generator<void, unknown, Results> {
  try {
    return yield;
  } catch (error) {
    (error as Error).message += ", and more";
    throw error;
  }
});

/** Adds to a result in the box. */
export const changesBox = oldWrapper(function* (): Generator<void, void, Box> {
  const box = yield;
  (box.getResult() as Results).push("boxed");
});

/** Says more in an error that is in the box. */
export const saysMoreInBox = oldWrapper(function* (): Generator<void, void, Box> {
  const box = yield;
  (box.exception as Error).message += ", and more in the box";
});

/** Ends with a failure of its `finally` after it has yielded twice. */
export const yieldsTwice = wrapper(function* () {
  try {
    yield;
    yield;
  } finally {
    // deno-lint-ignore no-unsafe-finally
    throw new RangeError("at the end");
  }
});

/** Has both marks. A spec would refuse that. */
export const hasBothMarks = hookimpl(
  { wrapper: true, hookwrapper: true, optionalhook: true },
  function* (): Generator<void, void, Box> {
    const box = yield;
    box.forceResult([...box.getResult() as Results, "as an old one"]);
  },
);
