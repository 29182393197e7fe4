/**
 * Remembers a value that came over the wire, with all that is in it, as it is now.
 *
 * @returns Says whether the value is still the same.
 */
export function remember(value: unknown): () => boolean {
  if (typeof value !== "object" || value === null) return () => true;
  const before = partsOf(value);
  return () => {
    try {
      const now = partsOf(value);
      return now.length === before.length && now.every((part, i) => Object.is(part, before[i]));
    } catch {
      // What cannot be looked at has been changed: the wire brings no such thing.
      return false;
    }
  };
}

/** All that a value consists of, in a row: each object, and what is in it. */
function partsOf(value: unknown): unknown[] {
  const parts: unknown[] = [];
  const seen = new Set<object>();
  const walk = (value: unknown): void => {
    parts.push(value);
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    contentOf(value).forEach(walk);
  };
  walk(value);
  return parts;
}

/** What is in an object that the wire brings. Shared ones, blobs and streams do not change. */
function contentOf(value: object): readonly unknown[] {
  if (Object.isFrozen(value)) return [];
  if (Array.isArray(value)) return [value.length, ...value];
  if (value instanceof Map || value instanceof Headers) return [...value].flat();
  if (value instanceof Set) return [...value];
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof URL) return [value.href];
  if (value instanceof ArrayBuffer) return [new Uint8Array(value).toBase64()];
  if (ArrayBuffer.isView(value)) return [value.buffer];
  const fields = Object.entries(value).flat();
  return value instanceof Error ? [value.name, value.message, value.stack, value.cause, ...fields] : fields;
}
