/**
 * A summary for when no model can be had: the beginning of what was said.
 *
 * @module
 */
import type { Message } from "@crow/acp/hooks";
import { summaryIn } from "./cut.ts";
import { tokensOf } from "./tokens.ts";

/** Of each message, so many characters. */
const BEGINNING = 200;

/**
 * The beginnings of what the user and the model said, the newest if there is no room for all, below what an earlier summary
 * said.
 *
 * @param tokens How long it may be.
 */
export function extractOf(messages: readonly Message[], tokens: number): string {
  const earlier = messages.map(summaryIn).findLast((summary) => summary !== undefined) ?? "";
  const head = shortened(earlier, Math.floor(tokens / 2));
  const lines: string[] = [];
  let left = tokens - tokensOf(head);
  for (const { role, content } of messages.toReversed()) {
    if ((role !== "user" && role !== "assistant") || content.trim() === "") continue;
    const line = `${role}: ${beginning(content)}`;
    left -= tokensOf(`${line}\n`);
    if (left < 0) break;
    lines.unshift(line);
  }
  return [head, ...lines].filter((line) => line !== "").join("\n");
}

/** A text of no more tokens than that. */
export function shortened(text: string, tokens: number): string {
  let short = text;
  // A token has at least one byte, and mostly some four characters.
  for (let length = tokens * 6; tokensOf(short) > tokens; length = Math.floor(length * 0.8)) {
    short = cutOff(text, length);
  }
  return short;
}

function beginning(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length <= BEGINNING ? line : `${cutOff(line, BEGINNING)}…`;
}

/** Not between the halves of a character. */
function cutOff(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
