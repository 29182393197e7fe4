/**
 * Turns can be cancelled at any moment, also while a plugin or a server does not answer.
 *
 * @module
 */

/** A turn was cancelled while it waited for something. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/**
 * Gives what a promise gives, unless the signal comes first.
 *
 * @throws {Cancelled} If it comes first. What the promise gives later is dropped.
 */
export async function cancellable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new Cancelled("Cancelled."));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
    // Nobody may be left to hear of either.
    promise.catch(() => {});
    aborted.catch(() => {});
  }
}
