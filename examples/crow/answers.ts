/**
 * What plugins may answer, checked where they answer: not all of them were type-checked, and an isolated one may send anything.
 *
 * @module
 */
import type { StandardSchema } from "@tenon/tenon";
import { checkMessages, isRecord } from "./messages.ts";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const KINDS: readonly unknown[] = ["read", "edit", "execute", "other"];

/** Accepts an array of messages. There has to be one: no model answers to none. */
export const messagesSchema: StandardSchema = schema((value) => {
  try {
    return checkMessages(value).length > 0 ? undefined : "Cannot take the messages: there are none.";
  } catch (error) {
    return (error as TypeError).message;
  }
});

/** Accepts an array of tools. */
export const toolsSchema: StandardSchema = schema((value) => {
  if (!Array.isArray(value)) return "must be an array of tools";
  for (const tool of value) {
    const problem = toolProblem(tool);
    if (problem !== undefined) return problem;
  }
  return undefined;
});

/** Accepts what a tool gives. */
export const toolResultSchema: StandardSchema = schema((value) => {
  if (!isRecord(value) || typeof value.content !== "string") return "must be an object with a string as its content";
  return value.failed === undefined || typeof value.failed === "boolean" ? undefined : "failed must be a boolean";
});

function toolProblem(tool: unknown): string | undefined {
  if (!isRecord(tool)) return "a tool must be an object";
  const { name, description, parameters, kind, asks } = tool;
  if (typeof name !== "string" || !NAME.test(name)) {
    return `a tool's name must be of 1 to 64 letters, digits, _ and -, but is ${JSON.stringify(name)}`;
  }
  if (typeof description !== "string") return `the description of the tool ${name} must be a string`;
  if (!isRecord(parameters) || parameters.type !== "object") {
    return `the parameters of the tool ${name} must be a JSON Schema of the type object`;
  }
  if (!KINDS.includes(kind)) return `the kind of the tool ${name} must be one of ${KINDS.join(", ")}`;
  return typeof asks === "boolean" ? undefined : `"asks" of the tool ${name} must be a boolean`;
}

function schema(problemOf: (value: unknown) => string | undefined): StandardSchema {
  return {
    "~standard": {
      validate(value) {
        const message = problemOf(value);
        return message === undefined ? { value } : { issues: [{ message }] };
      },
    },
  };
}
