import type { Carrier } from "./carrier.ts";
import { decodeSpecial } from "./decode_objects.ts";
import { type Fields, HEAVY_OBJECTS, TAG } from "./tree.ts";
import { WireError } from "./wire_errors.ts";

/**
 * Turns what `JSON.parse` made of a message into the value that was sent. The peer is held to be hostile: every shape,
 * depth and count is checked, and nothing that comes out runs code of the peer's. Works in place: the tree is used up.
 */
export class Decoder {
  /** What the message came over. */
  readonly carrier: Carrier;
  #heavy = 0;

  /** Takes the connection. A decoder serves one message. */
  constructor(carrier: Carrier) {
    this.carrier = carrier;
  }

  /**
   * Decodes a tree.
   *
   * @throws {WireError} If it is not well formed.
   * @throws {SharedReferenceError} If it holds a reference to what is shared no longer.
   */
  decode(tree: unknown): unknown {
    return this.value(tree, 0);
  }

  /** Decodes a part of the tree, that many levels down. */
  value(tree: unknown, depth: number): unknown {
    if (tree === null || typeof tree !== "object") return tree;
    const { depth: limit } = this.carrier.limits;
    if (!Array.isArray(tree)) {
      const fields = tree as Fields;
      if (Object.hasOwn(fields, TAG)) return decodeSpecial(fields, this, depth);
      if (depth >= limit) throw this.#tooDeep();
      return this.fields(fields, depth);
    }
    if (depth >= limit) throw this.#tooDeep();
    return this.list(tree, depth + 1);
  }

  /** Decodes the members of a list, each that many levels down. */
  list(tree: unknown, depth: number): unknown[] {
    if (!Array.isArray(tree)) throw new WireError("A message holds something else where it must hold a list.");
    for (let i = 0; i < tree.length; i++) {
      const item: unknown = tree[i];
      if (item === null || typeof item !== "object") continue;
      tree[i] = this.value(item, depth);
    }
    return tree;
  }

  /** Decodes the properties of an object at that depth, whatever their names are. */
  fields(tree: unknown, depth: number): Fields {
    if (tree === null || typeof tree !== "object" || Array.isArray(tree)) {
      throw new WireError("A message holds something else where it must hold an object.");
    }
    const fields = tree as Fields;
    for (const key of Object.keys(fields)) {
      if (key === "__proto__") {
        delete fields[key];
        continue;
      }
      const item = fields[key];
      if (item === null || typeof item !== "object") continue;
      fields[key] = this.value(item, depth + 1);
    }
    return fields;
  }

  /** Checks that an object with contents may be at this depth. */
  enter(depth: number): void {
    if (depth >= this.carrier.limits.depth) throw this.#tooDeep();
  }

  /** Counts an object that costs more than its text. */
  heavy(): void {
    if (++this.#heavy > HEAVY_OBJECTS) {
      throw new WireError(`A message holds more than ${HEAVY_OBJECTS} objects of kinds other than plain data.`);
    }
  }

  #tooDeep(): WireError {
    return new WireError(`A message holds values that are nested more than ${this.carrier.limits.depth} deep.`);
  }
}
