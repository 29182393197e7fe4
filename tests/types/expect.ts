/**
 * Assertions on types. What they assert is checked by the compiler; they do nothing when they run.
 *
 * @module
 */

/** Whether two types are the same: not only assignable to each other. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles if its type argument is `true`: `expect<Equal<A, B>>()`. */
export function expect<_T extends true>(): void {}

/** Compiles if its argument has exactly the type that is given: `expectType<string>()(value)`. */
export function expectType<T>(): <V>(value: V & (Equal<T, V> extends true ? unknown : never)) => void {
  return () => {};
}
