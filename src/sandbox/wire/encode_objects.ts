import { isClass } from "../../engine/kinds.ts";
import type { Encoder } from "./encode.ts";
import { encodeError } from "./errors.ts";
import { EntryStep } from "./path.ts";
import { HEADER_ENTRIES, TAG, TYPED_ARRAYS } from "./tree.ts";

type Encode = (value: never, encoder: Encoder, depth: number) => unknown;

/** The kinds of objects that can be carried besides plain ones and arrays, by prototype. */
let encoders: ReadonlyMap<unknown, Encode> | undefined;

/** Made when the first such object comes: Deno loads some of these classes when they are first looked at. */
function makeEncoders(): ReadonlyMap<unknown, Encode> {
  return new Map<unknown, Encode>([
    [Date.prototype, encodeDate],
    [URL.prototype, encodeUrl],
    [Map.prototype, encodeMap],
    [Set.prototype, encodeSet],
    [Headers.prototype, encodeHeaders],
    [Blob.prototype, encodeBlob],
    [File.prototype, encodeBlob],
    [ArrayBuffer.prototype, encodeBuffer],
  ]);
}

// Reads the name of a typed array's kind from the array itself, where no subclass or property can change it.
const typedArrayName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)!.get!;

/**
 * Encodes an object that is neither plain nor an array.
 *
 * @throws {CarryError} If objects of its kind cannot be carried.
 */
export function encodeSpecial(value: object, prototype: object, encoder: Encoder, depth: number): unknown {
  encoders ??= makeEncoders();
  const encode = encoders.get(prototype);
  if (encode !== undefined) {
    if (encode !== encodeDate) encoder.heavy();
    return encode(value as never, encoder, depth);
  }
  if (ArrayBuffer.isView(value)) {
    encoder.heavy();
    return encodeView(value, encoder);
  }
  if (value instanceof Error) {
    encoder.heavy();
    encoder.checkCycle(value, depth);
    return encodeError(value, encoder, depth);
  }
  if (value instanceof ReadableStream || value instanceof WritableStream) return encodeStream(value, encoder);
  const kind = kindOf(value);
  if (value instanceof Promise) throw encoder.refusal(`it is ${kind}; await it first`);
  throw encoder.refusal(`it is ${kind}; turn it into plain data, or share it`);
}

/** What a value is, for people: "a function", "an instance of Session". Never throws. */
export function kindOf(value: unknown): string {
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "function") return isClass(value) ? "a class" : "a function";
  if (value === null || typeof value !== "object") return String(value);
  try {
    const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
    const name = prototype?.constructor?.name;
    if (typeof name !== "string" || name === "") return "an instance of a class without a name";
    if (name === "Promise") return "a promise";
    return `an instance of ${name.slice(0, 100)}`;
  } catch {
    return "an object that cannot be looked at";
  }
}

function encodeDate(value: Date, encoder: Encoder): unknown {
  encoder.grow(20);
  const time = Date.prototype.getTime.call(value);
  return { [TAG]: "date", v: Number.isNaN(time) ? null : time };
}

function encodeUrl({ href }: URL, encoder: Encoder): unknown {
  encoder.grow(href.length);
  return { [TAG]: "url", v: href };
}

function encodeMap(value: Map<unknown, unknown>, encoder: Encoder, depth: number): unknown {
  const list: unknown[] = [];
  Map.prototype.forEach.call(value, (item, key) => {
    encoder.step(depth, new EntryStep("keys", list.length / 2));
    const keyTree = encoder.value(key, depth + 1);
    encoder.step(depth, new EntryStep("get", key));
    list.push(keyTree, encoder.value(item, depth + 1));
  });
  return { [TAG]: "map", v: list };
}

function encodeSet(value: Set<unknown>, encoder: Encoder, depth: number): unknown {
  const list: unknown[] = [];
  Set.prototype.forEach.call(value, (item) => {
    encoder.step(depth, new EntryStep("values", list.length));
    list.push(encoder.value(item, depth + 1));
  });
  return { [TAG]: "set", v: list };
}

function encodeHeaders(value: Headers, encoder: Encoder): unknown {
  const list = [...value];
  if (list.length > HEADER_ENTRIES) throw encoder.refusal(`headers may have ${HEADER_ENTRIES} entries at most`);
  for (const [name, text] of list) {
    encoder.heavy();
    encoder.grow(name.length + text.length + 6);
  }
  return { [TAG]: "headers", v: list };
}

function encodeBuffer(value: ArrayBuffer, encoder: Encoder): unknown {
  return { [TAG]: "buffer", v: base64(new Uint8Array(value), encoder) };
}

function encodeView(value: ArrayBufferView, encoder: Encoder): unknown {
  const name: unknown = typedArrayName.call(value) ?? "DataView";
  if (typeof name !== "string" || name !== "DataView" && !TYPED_ARRAYS.has(name)) {
    throw encoder.refusal(`it is an array of a kind that is not known: ${String(name)}`);
  }
  return {
    [TAG]: "view",
    t: name,
    v: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), encoder),
  };
}

function base64(bytes: Uint8Array, encoder: Encoder): string {
  encoder.grow(Math.ceil(bytes.byteLength / 3) * 4);
  return bytes.toBase64();
}

function encodeBlob(value: Blob, encoder: Encoder): unknown {
  if (!encoder.resources) throw encoder.refusal("blobs can be carried in arguments and answers only");
  encoder.grow(Math.ceil(value.size / 3) * 4 + value.type.length);
  const node = { [TAG]: "blob", t: value.type, v: "" };
  if (value instanceof File) {
    encoder.grow(value.name.length + 20);
    Object.assign(node, { n: value.name, m: value.lastModified });
  }
  encoder.pend(node, value);
  return node;
}

function encodeStream(stream: ReadableStream<unknown> | WritableStream<unknown>, encoder: Encoder): unknown {
  if (!encoder.resources) throw encoder.refusal("streams can be carried in arguments and answers only");
  if (stream.locked) throw encoder.refusal("the stream is in use: it has a reader or writer");
  encoder.heavy();
  const { streams } = encoder.carrier;
  const id = streams.give(stream);
  encoder.onRollback(() => streams.takeBack(id));
  return { [TAG]: stream instanceof ReadableStream ? "readable" : "writable", i: id };
}
