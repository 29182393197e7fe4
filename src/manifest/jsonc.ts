/**
 * Parses JSON with comments and trailing commas, and makes sentences of what is wrong. Momoa does the parsing.
 *
 * @module
 */
import { parse, type ValueNode } from "npm:@humanwhocodes/momoa@3.3.13";
import { quoted } from "./show.ts";
import { type JsonNode, MAX_DEPTH } from "./tree.ts";
import type { Position } from "./types.ts";

/** The first place where a text is not JSON with comments. */
export interface SyntaxProblem {
  /** A sentence for people. */
  readonly message: string;
  /** Where it is; the end of the text if something is missing there. */
  readonly position: Position;
}

/** Takes a text without byte order mark; gives its tree, or its first mistake. Never throws. */
export function parseJsonc(text: string): { root: JsonNode } | { problem: SyntaxProblem } {
  const problem = (offset: number, message: string) => ({ problem: { message, position: positionIn(text, offset) } });
  try {
    const [bad, why] = badToken(text);
    // What follows a bad token would be misread; what is before it may be wrong as well.
    const body = parsed(text.slice(0, bad));
    if (typeof body === "number" && body < (bad ?? Infinity)) return problem(body, sentence(text, body));
    return bad === undefined ? { root: treeOf(body as ValueNode) } : problem(bad, why);
  } catch {
    // For every comment that follows another, momoa calls itself, and the stack has an end.
    return problem(0, "It has too many comments in a row, or too long strings.");
  }
}

/** A string on one line, a comment, or a bracket. The group is empty where an end is missing. */
const TOKEN = /"(?:[^"\\\r\n]+|\\[^\r\n])*("?)|\/\/[^\r\n]*|\/\*[^]*?(\*\/|$)|[[\]{}]/g;

/** Finds what momoa would take though it is no JSON, or be misled by. Gives where, and what to say. */
function badToken(text: string): [offset: number, message: string] | [undefined, ""] {
  let depth = 0;
  for (const { 0: token, 1: quote, 2: star, index } of text.matchAll(TOKEN)) {
    if (star === "") return [index, "This comment is never closed: a '*/' is missing."];
    if (quote === "") return [index, "This string is never closed: a double quote is missing at its end."];
    if (quote && !isJson(token)) {
      return [index, "This string has an escape or a character that JSON has not: write '\\\\' for a backslash."];
    }
    if (token === "[" || token === "{") depth++;
    if (token === "]" || token === "}") depth--;
    if (depth > MAX_DEPTH) return [index, `This is nested too deep: ${MAX_DEPTH} levels are the most there can be.`];
  }
  return [undefined, ""];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Parses a text; gives where it is wrong if it is. */
function parsed(text: string): ValueNode | number {
  const options = { mode: "jsonc", allowTrailingCommas: true } as const;
  try {
    return parse(text, options).body;
  } catch {
    try {
      // Where a text ends too early, momoa names another place, unless something stands there that can stand nowhere.
      parse(`${text}\n\0`, options);
    } catch (error) {
      if (!(error instanceof RangeError)) return Math.min((error as { offset: number }).offset, text.length);
    }
    throw new RangeError();
  }
}

/** Says what is wrong at a place where a text cannot go on as it does. */
function sentence(text: string, offset: number): string {
  const [word = ""] = /^(?:'[^'\r\n]*'|[\w$.+-]+|[^]|$)/u.exec(text.slice(offset)) ?? [];
  if (word === "") {
    return text.replace(/\/\/.*|\/\*[^]*?\*\//g, "").trim() === ""
      ? `There is nothing in it: the least a manifest can be is { "plugins": {} }.`
      : "The text ends too early: a value or a closing bracket is missing.";
  }
  if (word === '"') return "A string cannot stand here: is a ',' or a ':' missing before it?";
  if (/^(?:true|false|null|[\d.+-].*)$/.test(word)) return `${quoted(word)} cannot stand here, or not in this form.`;
  if (/^[\w$']/.test(word)) return `${quoted(word)} is not JSON: keys and strings must be in double quotes.`;
  return `${quoted(word)} cannot stand here.`;
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

function treeOf(node: ValueNode): JsonNode {
  const { line, column } = node.loc.start;
  const position = { line, column };
  switch (node.type) {
    case "Object":
      return {
        type: "object",
        position,
        members: node.members.map(({ name, value }) => ({
          key: name.type === "String" ? name.value : name.name,
          keyPosition: { line: name.loc.start.line, column: name.loc.start.column },
          value: treeOf(value),
        })),
      };
    case "Array":
      return { type: "array", position, items: node.elements.map(({ value }) => treeOf(value)) };
    case "String":
      return { type: "string", position, value: node.value };
    case "Number":
      return { type: "number", position, value: node.value };
    case "Boolean":
      return { type: "boolean", position, value: node.value };
    case "Null":
      return { type: "null", position, value: null };
    default:
      // Only JSON5 has more.
      return { type: "other", position, value: node.type };
  }
}
