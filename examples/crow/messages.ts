/**
 * Looks at messages and what becomes some: what comes from plugins, which not all were type-checked, and from files.
 *
 * @module
 */
import type { Message } from "./model.ts";
import type { Passage } from "./session.ts";

const ROLES: readonly unknown[] = ["system", "user", "assistant", "tool"];

/**
 * Gives the messages as they are.
 *
 * @throws {TypeError} If something is not what a {@linkcode Message} is.
 */
export function checkMessages(messages: unknown): readonly Message[] {
  if (!Array.isArray(messages)) throw new TypeError("Cannot take the messages: they must be an array.");
  messages.forEach((message: unknown, i) => {
    const problem = problemOf(message);
    if (problem !== undefined) throw new TypeError(`Cannot take the messages: ${problem} of message ${i}.`);
  });
  return messages;
}

/**
 * Gives the passages as they are.
 *
 * @throws {TypeError} If something is not what a {@linkcode Passage} is.
 */
export function checkPassages(passages: unknown): readonly Passage[] {
  if (!Array.isArray(passages)) throw new TypeError("Cannot take the passages: they must be an array.");
  passages.forEach((passage: unknown, i) => {
    const good = isRecord(passage) && typeof passage.source === "string" && typeof passage.text === "string";
    if (!good) throw new TypeError(`Cannot take the passages: source and text of passage ${i} must be strings.`);
  });
  return passages;
}

/**
 * Gives a text as it is.
 *
 * @param what What it is, for the error.
 * @throws {TypeError} If it is no text.
 */
export function checkText(text: unknown, what: string): string {
  if (typeof text === "string") return text;
  throw new TypeError(`Cannot take the ${what}: it must be a string.`);
}

function problemOf(message: unknown): string | undefined {
  if (!isRecord(message)) return "there is no role, as it is no object,";
  const { role, content, source, toolCalls, toolCallId, failed } = message;
  if (!ROLES.includes(role)) return `role must be one of ${ROLES.join(", ")}: that is not the "${String(role)}"`;
  if (typeof content !== "string") return "content must be a string: that is not the one";
  if (source !== undefined && typeof source !== "string") return "source must be a string: that is not the one";
  if (role === "tool" && typeof toolCallId !== "string") return "toolCallId must be a string: that is not the one";
  if (failed !== undefined && typeof failed !== "boolean") return "failed must be a boolean: that is not the one";
  if (toolCalls === undefined) return undefined;
  const good = Array.isArray(toolCalls) &&
    toolCalls.every((call: unknown) =>
      isRecord(call) && typeof call.id === "string" && typeof call.name === "string" && isRecord(call.args)
    );
  return good ? undefined : "toolCalls must be calls with id, name and args: those are not the ones";
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
