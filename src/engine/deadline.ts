/** What to do when a deadline passes, and when what it was for settles after all. */
export interface DeadlineEnd {
  /** Makes the error that takes the place of the result. */
  readonly error: () => unknown;
  /** Called with that error, after the result is settled. */
  readonly passed: (error: unknown) => void;
  /** Called if what was waited for settles later. */
  readonly late: (outcome: { readonly failed: boolean; readonly error: unknown }) => void;
}

/** Waits for a thenable for some milliseconds. */
export function underDeadline(given: PromiseLike<unknown>, ms: number, end: DeadlineEnd): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      const error = end.error();
      reject(error);
      end.passed(error);
    }, ms);
    const settled = (failed: boolean, error?: unknown): void => {
      clearTimeout(timer);
      if (late) end.late({ failed, error });
    };
    // Through a promise of our own, as `then` may throw or call back twice.
    (async () => await given)().then((value) => {
      settled(false);
      resolve(value);
    }, (error) => {
      settled(true, error);
      reject(error);
    });
  });
}
