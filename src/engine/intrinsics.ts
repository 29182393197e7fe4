/**
 * How the call loops resume generators. To write `generator.next(value)` is to look `next` up, and since each generator function
 * makes generators of a hidden class of their own, the engine's few call sites do that the slow way. What is here is found once.
 *
 * @module
 */

const GENERATOR = Object.getPrototypeOf(function* () {}) as object;
const ASYNC_GENERATOR = Object.getPrototypeOf(async function* () {}) as object;

/** Resumes a generator: `next` of all generators of this realm. Throws a `TypeError` for anything else. */
export const next = uncurried((GENERATOR as { prototype: Generator }).prototype.next);

/** What {@linkcode next} is for asynchronous generators. */
export const nextAsync = uncurried((ASYNC_GENERATOR as { prototype: AsyncGenerator }).prototype.next);

/** Whether a function says of itself that what it gives are generators. */
export function makesGenerators(fn: object): boolean {
  return Object.getPrototypeOf(fn) === GENERATOR && hasSource(fn);
}

/** Whether a function says of itself that what it gives are asynchronous generators. */
export function makesAsyncGenerators(fn: object): boolean {
  return Object.getPrototypeOf(fn) === ASYNC_GENERATOR && hasSource(fn);
}

function uncurried<This, Arg, R>(method: (this: This, arg: Arg) => R): (self: This, arg: Arg) => R {
  return Function.prototype.call.bind(method) as unknown as (self: This, arg: Arg) => R;
}

/** Whether a function's code is its own: what a proxy or a bound function gives may be anything. */
function hasSource(fn: object): boolean {
  return !Function.prototype.toString.call(fn).endsWith("[native code] }");
}
