import type { Decoder } from "./decode.ts";
import { decodeError } from "./errors.ts";
import { type Fields, HEADER_ENTRIES, TAG, TYPED_ARRAYS } from "./tree.ts";
import { SharedReferenceError, WireError } from "./wire_errors.ts";

type Decode = (node: Fields, decoder: Decoder, depth: number) => unknown;

const LIGHT: ReadonlyMap<unknown, Decode> = new Map<unknown, Decode>([
  ["undefined", () => undefined],
  ["number", decodeNumber],
  ["bigint", decodeBigint],
  ["date", decodeDate],
  ["object", decodeObject],
  ["back", decodeBack],
]);

/** What costs more than its text, and is counted. */
const HEAVY: ReadonlyMap<unknown, Decode> = new Map<unknown, Decode>([
  ["url", decodeUrl],
  ["map", decodeMap],
  ["set", decodeSet],
  ["headers", decodeHeaders],
  ["buffer", (node) => bytesOf(node).buffer],
  ["view", decodeView],
  ["blob", decodeBlob],
  ["error", decodeNested],
  ["ref", (node, decoder, depth) => decoder.carrier.references.receive(node, decoder, depth)],
  ["readable", (node, decoder) => decoder.carrier.streams.receiveReadable(idOf(node))],
  ["writable", (node, decoder) => decoder.carrier.streams.receiveWritable(idOf(node))],
]);

/**
 * Decodes what is marked as something that JSON does not have.
 *
 * @throws {WireError} If it is not well formed.
 * @throws {SharedReferenceError} If it refers to what is shared no longer.
 */
export function decodeSpecial(node: Fields, decoder: Decoder, depth: number): unknown {
  const tag = node[TAG];
  let decode = LIGHT.get(tag);
  if (decode === undefined) {
    decode = HEAVY.get(tag);
    if (decode === undefined) throw new WireError("A message holds a value of a kind that is not known.");
    decoder.heavy();
  }
  try {
    return decode(node, decoder, depth);
  } catch (error) {
    if (error instanceof WireError || error instanceof SharedReferenceError) throw error;
    // Such as what `URL` and `Headers` throw for texts that they do not take.
    throw new WireError(`A message holds a value of the kind '${String(tag)}' that is not well formed.`, {
      cause: error,
    });
  }
}

/** The number by which a message refers to something. */
export function idOf(node: Fields): number {
  const { i } = node;
  if (!Number.isSafeInteger(i) || (i as number) < 0) {
    throw new WireError("A message refers to something by what is no number.");
  }
  return i as number;
}

function decodeNumber({ v }: Fields): number {
  if (v === "NaN") return NaN;
  if (v === "Infinity") return Infinity;
  if (v === "-Infinity") return -Infinity;
  if (v === "-0") return -0;
  throw new WireError("A message holds a number that is none.");
}

function decodeBigint({ v }: Fields): bigint {
  const [, minus, digits] = /^(-?)([0-9a-f]+)$/.exec(textOf(v)) ?? [];
  if (digits === undefined) throw new WireError("A message holds a bigint that is none.");
  const value = BigInt(`0x${digits}`);
  return minus === "-" ? -value : value;
}

function decodeDate({ v }: Fields): Date {
  if (v !== null && typeof v !== "number") throw new WireError("A message holds a date that is none.");
  return new Date(v ?? NaN);
}

function decodeObject({ v }: Fields, decoder: Decoder, depth: number): unknown {
  decoder.enter(depth);
  return decoder.fields(v, depth);
}

function decodeBack(node: Fields, decoder: Decoder): object {
  return decoder.carrier.references.comeHome(idOf(node));
}

function decodeUrl({ v }: Fields): URL {
  return new URL(textOf(v));
}

function decodeMap({ v }: Fields, decoder: Decoder, depth: number): Map<unknown, unknown> {
  decoder.enter(depth);
  const list = decoder.list(v, depth + 1);
  if (list.length % 2 !== 0) throw new WireError("A message holds a map with a key and no value.");
  const map = new Map<unknown, unknown>();
  for (let i = 0; i < list.length; i += 2) map.set(list[i], list[i + 1]);
  return map;
}

function decodeSet({ v }: Fields, decoder: Decoder, depth: number): Set<unknown> {
  decoder.enter(depth);
  return new Set(decoder.list(v, depth + 1));
}

function decodeHeaders({ v }: Fields, decoder: Decoder): Headers {
  const headers = new Headers();
  if (!Array.isArray(v)) throw new WireError("A message holds headers that are no list.");
  if (v.length > HEADER_ENTRIES) throw new WireError(`A message holds headers of more than ${HEADER_ENTRIES} entries.`);
  for (const entry of v as unknown[]) {
    decoder.heavy();
    if (!Array.isArray(entry) || entry.length !== 2) {
      throw new WireError("A message holds a header without name or value.");
    }
    headers.append(textOf(entry[0]), textOf(entry[1]));
  }
  return headers;
}

function decodeView(node: Fields): ArrayBufferView {
  const { buffer } = bytesOf(node);
  if (node.t === "DataView") return new DataView(buffer);
  const type = TYPED_ARRAYS.get(textOf(node.t));
  if (type === undefined) throw new WireError("A message holds an array of a kind that is not known.");
  return new type(buffer);
}

function decodeBlob(node: Fields): Blob {
  const bytes = bytesOf(node);
  const type = textOf(node.t);
  if (node.n === undefined) return new Blob([bytes], { type });
  if (!Number.isFinite(node.m)) throw new WireError("A message holds a file without a time.");
  return new File([bytes], textOf(node.n), { type, lastModified: node.m as number });
}

function decodeNested(node: Fields, decoder: Decoder, depth: number): Error {
  decoder.enter(depth);
  return decodeError(node, decoder, depth);
}

function bytesOf({ v }: Fields): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(textOf(v));
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new WireError("A message holds something else where it must hold text.");
  return value;
}
