const foreign = new WeakSet<object>();

/** Whether an error came from the other side: an isolated plugin's, for the host. Its text and stack are then its own. */
export function isForeign(error: unknown): boolean {
  return typeof error === "object" && error !== null && foreign.has(error);
}

/** Notes that an error came from the other side. */
export function markForeign(error: object): void {
  foreign.add(error);
}
