import { errorText } from "./errors.ts";

/** What a behaviour or an operation came to. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** The items of generator objects that are ordinary results: nobody may run them to find out. */
const items = new WeakMap<object, readonly unknown[]>();

/** Remembers what a generator object would yield. */
export function rememberItems<G extends object>(generator: G, yields: readonly unknown[]): G {
  items.set(generator, yields);
  return generator;
}

/** A copy of a value as JSON, as it is now. Throws for what no behaviour can have made, such as a promise. */
export function snapshot(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(snapshot);
  const yields = typeof value === "object" ? items.get(value) : undefined;
  if (yields !== undefined) return { $gen: yields.map(snapshot) };
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, snapshot(item)]));
  }
  throw new TypeError(`Cannot show a value that no behaviour makes: ${Object.prototype.toString.call(value)}`);
}

/** A copy of an outcome as JSON. */
export function outcomeJson(outcome: Outcome): { value: unknown } | { error: string } {
  return "error" in outcome ? { error: errorText(outcome.error) } : { value: snapshot(outcome.value) };
}

/** Orders texts as Python does, by code points; JavaScript's own order is by UTF-16 units. */
export function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((char, i) => char !== right[i]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)! : 1;
}
