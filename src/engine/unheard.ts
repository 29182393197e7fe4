/** Does something that nobody waits for any more: what comes of it concerns nobody. */
export async function unheard(action: () => unknown): Promise<void> {
  try {
    // Awaited, not chained: a thenable's `then` may throw, too.
    await action();
  } catch {
    // Whoever needs to know of a failure has been told of another already.
  }
}
