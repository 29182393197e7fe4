/**
 * One way to write what is done with synchronous and with asynchronous hooks alike: a generator that yields what may be a
 * promise, and gets what it comes to.
 *
 * @module
 */

/** What is done. */
export type Steps<T = void> = Generator<unknown, T, unknown>;

/** Does it at once: what is yielded is no promise. */
export function drive<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (!next.done) next = steps.next(next.value);
  return next.value;
}

/** Does it, and awaits what is yielded. An error is thrown at the `yield`. */
export async function driveAsync<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    const [settled] = await Promise.allSettled([next.value]);
    next = settled.status === "fulfilled" ? steps.next(settled.value) : steps.throw(settled.reason);
  }
  return next.value;
}
