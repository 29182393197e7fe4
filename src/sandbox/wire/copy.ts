import type { Fields } from "./tree.ts";

/** The first properties of an object whose values stand for themselves. */
export function copyOf(value: Fields, keys: readonly string[], count: number): Fields {
  const copy: Fields = {};
  for (let i = 0; i < count; i++) copy[keys[i]!] = value[keys[i]!];
  return copy;
}

/** Copies a tree, so that it does not change while bytes are waited for, but for the nodes that get them. */
export function copyTree(tree: unknown, own: ReadonlySet<unknown>): unknown {
  if (tree === null || typeof tree !== "object" || own.has(tree)) return tree;
  if (Array.isArray(tree)) return tree.map((item) => copyTree(item, own));
  const copy: Fields = {};
  for (const [key, item] of Object.entries(tree)) copy[key] = copyTree(item, own);
  return copy;
}
