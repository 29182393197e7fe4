/** What kind of function a value is, told by its tag: that works for functions of other realms, unlike `instanceof`. */
function tagOf(value: unknown): unknown {
  return typeof value === "function" ? (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] : undefined;
}

/** Whether a value is an `async` function. */
export function isAsyncFunction(value: unknown): boolean {
  return tagOf(value) === "AsyncFunction";
}

/** Whether a value is a generator function that is not async. */
export function isGeneratorFunction(value: unknown): boolean {
  return tagOf(value) === "GeneratorFunction";
}

/** Whether a value is an async generator function. */
export function isAsyncGeneratorFunction(value: unknown): boolean {
  return tagOf(value) === "AsyncGeneratorFunction";
}

/**
 * Whether a value is a class: its `prototype` cannot be assigned. ES5 constructors and bound classes look like functions,
 * and so does everything that has no prototype.
 */
export function isClass(value: unknown): value is abstract new (...args: never[]) => object {
  if (typeof value !== "function") return false;
  const prototype = Object.getOwnPropertyDescriptor(value, "prototype");
  // A generator function has a prototype too, a writable one, like that of an ES5 constructor.
  return prototype !== undefined && prototype.writable === false;
}

/** Whether `await` would wait for a value. Reading `then` may throw, if it is a getter. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return typeof (value as { then?: unknown }).then === "function";
}
