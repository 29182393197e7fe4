/** What a deadline gives in place of a result. */
export const TIMED_OUT: unique symbol = Symbol("timed out");

/**
 * Waits for a promise, but at most some milliseconds. What settles later is ignored, a failure too: it has been reported as
 * late already, and must not end the process.
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof TIMED_OUT> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
