import { UsageError } from "../../engine/errors.ts";
import { deeperThan } from "./nesting.ts";
import { TAG } from "./tree.ts";
import { WireError } from "./wire_errors.ts";

/** A message; what stands for a value is a tree that was not looked at yet. */
export type Message =
  | [kind: "call", id: number, method: string, value: unknown]
  | [kind: "ok" | "err", id: number, value: unknown]
  | [kind: "tell", method: string, value: unknown]
  | [kind: "drop", ids: readonly number[], reason: string]
  | [kind: "stop", id: number];

/** What the parts of a message must be, by its kind. */
const SHAPES: ReadonlyMap<unknown, readonly ("id" | "text" | "ids" | "value")[]> = new Map([
  ["call", ["id", "text", "value"]],
  ["ok", ["id", "value"]],
  ["err", ["id", "value"]],
  ["tell", ["text", "value"]],
  ["drop", ["ids", "text"]],
  ["stop", ["id"]],
]);

/** What a call on the connection's own account is for. */
export interface InternalCall {
  /** A reference or a stream. */
  readonly kind: "r" | "s";
  /** Its number. */
  readonly id: number;
  /** The method, or what is to be done with the stream. */
  readonly member: string;
}

/**
 * Reads a message whose values may be nested that deep.
 *
 * @throws {WireError} If it is not well formed, or nested deeper than any value within the limit can be.
 */
export function parseMessage(text: string, peer: string, depth: number): Message {
  // One level of a value is two of JSON at most. It is twice as many here, so that only its call fails if a value is too deep.
  if (deeperThan(text, 4 * (depth + 1))) {
    throw new WireError(`Cannot read what ${peer} sent: values must not be nested more than ${depth} deep.`);
  }
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (cause) {
    throw new WireError(`Cannot read what ${peer} sent: a message must be JSON.`, { cause });
  }
  const shape = Array.isArray(message) ? SHAPES.get(message[0]) : undefined;
  const parts = message as unknown[];
  if (shape === undefined) throw new WireError(`Cannot read what ${peer} sent: it is no message of a known kind.`);
  if (parts.length !== shape.length + 1) {
    throw new WireError(
      `Cannot read what ${peer} sent: a message of the kind '${parts[0]}' has ${shape.length} parts.`,
    );
  }
  for (let i = 0; i < shape.length; i++) {
    if (!fits(parts[i + 1], shape[i]!)) {
      throw new WireError(
        `Cannot read what ${peer} sent: part ${i + 1} of a message of the kind '${parts[0]}' is wrong.`,
      );
    }
  }
  return message as Message;
}

/**
 * Checks the name of a method that is not the connection's own.
 *
 * @throws {UsageError} If it is reserved for those.
 */
export function checkName(method: string): void {
  if (method.startsWith(TAG)) {
    throw new UsageError("reserved-method", `Cannot call '${method}': names that begin with '${TAG}' are reserved.`);
  }
}

/**
 * Reads the name of a method of the connection's own.
 *
 * @throws {WireError} If there is none of this name.
 */
export function parseInternal(method: string): InternalCall {
  const [, kind, id, member] = /^@([rs])(\d{1,15})\.(.*)$/s.exec(method) ?? [];
  if (member === undefined) throw new WireError("A call is for something that does not exist.");
  return { kind: kind as "r" | "s", id: Number(id), member };
}

function fits(part: unknown, shape: "id" | "text" | "ids" | "value"): boolean {
  if (shape === "id") return isId(part);
  if (shape === "text") return typeof part === "string";
  return shape === "value" || Array.isArray(part) && part.every(isId);
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
