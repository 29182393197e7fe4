/**
 * How values look in a message. JSON's own types stand for themselves; everything else is an object whose key `@` says what
 * it is. Both sides are on one machine, so the bytes of numbers keep their order.
 *
 * @module
 */

/** The key that marks what JSON does not have. Plain objects that have it themselves are wrapped. */
export const TAG = "@";

/** A part of a message that stands for what JSON does not have. */
export interface Tagged {
  readonly [TAG]: string;
  readonly [key: string]: unknown;
}

/** Stands for `undefined`. */
export const UNDEFINED: Tagged = Object.freeze({ [TAG]: "undefined" });

/**
 * How many objects a message may hold that cost much more than their text: maps, errors, URLs, references. Without it a
 * message within its limit could take a hundred times its length.
 */
export const HEAVY_OBJECTS = 100_000;

/** How many entries headers may have: what an engine does to add one grows with those that are there. */
export const HEADER_ENTRIES = 1_000;

/** An object as records are read: anything may be in it. */
export type Fields = Record<string, unknown>;

/** The typed arrays by name. */
export const TYPED_ARRAYS: ReadonlyMap<string, TypedArrayConstructor> = new Map(
  [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    BigInt64Array,
    BigUint64Array,
    // Not every runtime has it.
    ...(typeof Float16Array === "function" ? [Float16Array] : []),
    Float32Array,
    Float64Array,
  ].map((constructor): [string, TypedArrayConstructor] => [constructor.name, constructor]),
);

/** What makes a typed array of bytes. */
export interface TypedArrayConstructor {
  /** The bytes of one element. */
  readonly BYTES_PER_ELEMENT: number;
  /** Takes the bytes. */
  new (buffer: ArrayBuffer): ArrayBufferView;
}
