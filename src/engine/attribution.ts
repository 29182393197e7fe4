/** An answer, and whose it is. */
export interface Attributed<T = unknown> {
  /** The name of the plugin that gave it. */
  readonly plugin: string;
  /** What it gave. */
  readonly value: T;
}

/**
 * Whose the parts of an outcome are that somebody may have changed: answers that were there before keep their plugin, by
 * identity; all else is from who changed it.
 */
export function reattributed(
  answers: readonly Attributed[],
  outcome: unknown,
  firstresult: boolean,
  changer: string,
): Attributed[] {
  if (outcome === undefined || outcome === null) return [];
  const left = [...answers];
  const values: readonly unknown[] = !firstresult && Array.isArray(outcome) ? outcome : [outcome];
  return values.map((value) => {
    const at = left.findIndex((answer) => Object.is(answer.value, value));
    return at < 0 ? { plugin: changer, value } : left.splice(at, 1)[0]!;
  });
}
