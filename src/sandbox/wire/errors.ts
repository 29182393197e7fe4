import type { Decoder } from "./decode.ts";
import type { Encoder } from "./encode.ts";
import { kindOf } from "./encode_objects.ts";
import { markForeign } from "./foreign.ts";
import { type Fields, TAG } from "./tree.ts";
import { WireError } from "./wire_errors.ts";

/** How much of an error is carried: it goes to logs, and must not fill them. */
const MESSAGE_LENGTH = 65_536;
const STACK_LENGTH = 16_384;
const NAME_LENGTH = 200;
const PROPERTIES = 32;
const ERRORS = 100;
/** How much of an error is carried that is too large otherwise. */
const SHORT_MESSAGE_LENGTH = 500;

/** The classes that decoded errors are of; all others become `Error`. */
const CLASSES: ReadonlyMap<string, new (message: string) => Error> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [type.name, type]),
);

/** Encodes an error: of its parts, those that can be carried. Throws only if even its text is more than a message holds. */
export function encodeError(error: object, encoder: Encoder, depth: number): unknown {
  const name = textOf(error, "name", NAME_LENGTH) ?? "Error";
  const message = textOf(error, "message", MESSAGE_LENGTH) ?? "";
  const stack = textOf(error, "stack", STACK_LENGTH);
  encoder.grow(name.length + message.length + (stack?.length ?? 0));
  const node: Fields = { [TAG]: "error", n: name, m: message };
  const type = classOf(error);
  if (type !== name) node.k = type;
  if (stack !== undefined) node.s = stack;
  const code = read(error, "code");
  if (type !== "DOMException" && (typeof code === "string" || Number.isFinite(code))) {
    put(node, "code", code, encoder, depth);
  }
  if (has(error, "cause")) put(node, "cause", read(error, "cause"), encoder, depth);
  if (type === "AggregateError") {
    const errors = read(error, "errors");
    node.errors = isArray(errors) ? encodeErrors(errors, encoder, depth) : [];
  }
  const properties = encodeProperties(error, encoder, depth);
  if (properties !== undefined) node.p = properties;
  return node;
}

/** An error that says as much of what was thrown as fits into any message. Never throws. */
export function shortError(thrown: unknown, peer: string): unknown {
  let text = `threw ${kindOf(thrown)}, which cannot be carried to ${peer}`;
  let name = "Error";
  if (typeof thrown === "object" && thrown !== null) {
    text = textOf(thrown, "message", SHORT_MESSAGE_LENGTH) ?? text;
    name = textOf(thrown, "name", NAME_LENGTH) ?? name;
  }
  return { [TAG]: "error", n: name, m: text.slice(0, SHORT_MESSAGE_LENGTH) };
}

/**
 * Makes an error of what the other side sent, and marks it as foreign.
 *
 * @throws {WireError} If it is not well formed.
 */
export function decodeError(node: Fields, decoder: Decoder, depth: number): Error {
  const name = textIn(node, "n", NAME_LENGTH);
  const message = textIn(node, "m", MESSAGE_LENGTH);
  const type = node.k === undefined ? name : textIn(node, "k", NAME_LENGTH);
  const error = create(type, name, message, node, decoder, depth);
  markForeign(error);
  const define = (key: string, value: unknown, enumerable = false) =>
    Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
  if (type !== "DOMException" && error.name !== name) define("name", name);
  // There is nothing to be learnt from where an error was decoded.
  define("stack", node.s === undefined ? `${name}: ${message}` : textIn(node, "s", STACK_LENGTH));
  if (node.p !== undefined) {
    const properties = Object.entries(decoder.fields(node.p, depth));
    if (properties.length > PROPERTIES) throw new WireError("An error has more properties than may be carried.");
    for (const [key, value] of properties) if (!isReserved(key) && !isClaim(key)) define(key, value, true);
  }
  if (node.code !== undefined && type !== "DOMException") {
    if (typeof node.code !== "string" && typeof node.code !== "number") {
      throw new WireError("The code of an error must be text or a number.");
    }
    define("code", node.code, true);
  }
  if ("cause" in node) define("cause", decoder.value(node.cause, depth + 1));
  return error;
}

function create(type: string, name: string, message: string, node: Fields, decoder: Decoder, depth: number): Error {
  if (type === "DOMException") return new DOMException(message, name);
  if (type !== "AggregateError") return new (CLASSES.get(type) ?? Error)(message);
  if (!Array.isArray(node.errors) || node.errors.length > ERRORS) {
    throw new WireError(`An AggregateError must have a list of ${ERRORS} errors at most.`);
  }
  return new AggregateError(node.errors.map((item) => decoder.value(item, depth + 1)), message);
}

function textIn(node: Fields, key: string, length: number): string {
  const text = node[key];
  if (typeof text !== "string" || text.length > length) {
    throw new WireError(`The texts of an error must be texts of bounded length: '${key}' is not.`);
  }
  return text;
}

/** The nearest class that the other side has too. */
function classOf(error: object): string {
  try {
    if (error instanceof DOMException) return "DOMException";
    if (error instanceof AggregateError) return "AggregateError";
    for (const [name, type] of CLASSES) if (name !== "Error" && error instanceof type) return name;
  } catch { /* A Proxy that is hostile. */ }
  return "Error";
}

/** Who an error is from is what this side knows of it, and not what the other side says. */
function isClaim(key: string): boolean {
  return key === "plugin" || key === "hook" || key === "source";
}

/** What must not be set by name, since it has a place of its own or is what others rely on. */
function isReserved(key: string): boolean {
  return key in Error.prototype || key === "stack" || key === "cause" || key === "errors" || key === "code";
}

function encodeErrors(errors: readonly unknown[], encoder: Encoder, depth: number): unknown[] {
  const list: unknown[] = [];
  try {
    for (let i = 0; i < Math.min(errors.length, ERRORS); i++) {
      const tree = encoder.attempt(errors[i], depth + 1);
      if (tree !== undefined) list.push(tree);
    }
  } catch { /* What could be read is carried. */ }
  return list;
}

function encodeProperties(error: object, encoder: Encoder, depth: number): Fields | undefined {
  let properties: Fields | undefined;
  let count = 0;
  for (const key of keysOf(error)) {
    if (isReserved(key) || count === PROPERTIES) continue;
    const value = read(error, key);
    if (value === undefined) continue;
    if (put(properties ??= {}, key, value, encoder, depth)) count++;
  }
  return count === 0 ? undefined : properties;
}

function put(target: Fields, key: string, value: unknown, encoder: Encoder, depth: number): boolean {
  const tree = encoder.attempt(value, depth + 1, key);
  if (tree === undefined) return false;
  target[key] = tree;
  return true;
}

function read(object: object, key: string): unknown {
  try {
    return (object as Fields)[key];
  } catch {
    return undefined;
  }
}

function textOf(object: object, key: string, length: number): string | undefined {
  const value = read(object, key);
  return typeof value === "string" ? value.slice(0, length) : undefined;
}

function has(object: object, key: string): boolean {
  try {
    return key in object;
  } catch {
    return false;
  }
}

function keysOf(object: object): readonly string[] {
  try {
    return Object.keys(object);
  } catch {
    return [];
  }
}

function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
