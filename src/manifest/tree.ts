/**
 * JSON as a tree that still knows where each part came from, and what an ordinary JavaScript value cannot hold: keys
 * that stand twice. Texts and objects in memory both become such trees, so that one set of checks serves both.
 *
 * @module
 */
import type { Position } from "./types.ts";

/**
 * One value of the tree. `other` is for what JSON has not: functions, dates, `undefined` and so on. Trees that were made
 * from values have no positions.
 */
export type JsonNode =
  & { readonly position?: Position }
  & (
    | { readonly type: "object"; readonly members: readonly Member[] }
    | { readonly type: "array"; readonly items: readonly JsonNode[] }
    | { readonly type: "string"; readonly value: string }
    | { readonly type: "number"; readonly value: number }
    | { readonly type: "boolean"; readonly value: boolean }
    | { readonly type: "null"; readonly value: null }
    | { readonly type: "other"; readonly value: unknown }
  );

/** One key of an object with its value. */
export interface Member {
  /** The key, escapes resolved. */
  readonly key: string;
  /** Where the key stands. */
  readonly keyPosition?: Position;
  /** The value. */
  readonly value: JsonNode;
}

/**
 * How deep a manifest may be nested. Far more than anyone writes, and far less than what would exhaust the stack of the
 * functions that walk a tree.
 */
export const MAX_DEPTH = 500;

/**
 * Makes a tree of a value in memory, as `JSON.stringify` would see it: own enumerable keys, without those whose value is
 * `undefined`. Getters run once, here. What JSON has not, and what is nested too deep (or in circles), becomes `other`.
 */
export function treeOf(value: unknown, within: readonly object[] = []): JsonNode {
  switch (typeof value) {
    case "string":
      return { type: "string", value };
    case "number":
      return { type: "number", value };
    case "boolean":
      return { type: "boolean", value };
    case "object": {
      if (value === null) return { type: "null", value };
      if (within.length >= MAX_DEPTH || within.includes(value)) break;
      const inside = [...within, value];
      if (Array.isArray(value)) return { type: "array", items: Array.from(value, (item) => treeOf(item, inside)) };
      if (!isPlain(value)) break;
      const members = Object.entries(value).filter(([, item]) => item !== undefined);
      return { type: "object", members: members.map(([key, item]) => ({ key, value: treeOf(item, inside) })) };
    }
  }
  return { type: "other", value };
}

/** Makes the ordinary value of a tree. Where a key stands twice, the last one counts, as in `JSON.parse`. */
export function valueOf(node: JsonNode): unknown {
  if (node.type === "array") return node.items.map(valueOf);
  if (node.type !== "object") return node.value;
  const object = {};
  for (const { key, value } of node.members) {
    // Assigning to `__proto__` could change the prototype (Deno lets it only under a flag); defining makes a plain key.
    Object.defineProperty(object, key, { value: valueOf(value), configurable: true, enumerable: true, writable: true });
  }
  return object;
}

/** Whether an object is made of nothing but its keys. Objects of other realms have an `Object.prototype` of their own. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
