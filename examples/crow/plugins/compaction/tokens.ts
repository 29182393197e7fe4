/**
 * Counts tokens as the models of OpenAI do (encoding o200k_base). Other models have tokenizers of their own; their numbers are
 * near enough to tell when a conversation gets long.
 *
 * @module
 */
import { countTokens } from "gpt-tokenizer";
import type { Message } from "@crow/acp/hooks";

/** What a message costs beside its text: who says it, and where it ends. */
const FRAME = 4;

/**
 * Texts are counted in pieces of so many characters: the time for one word grows with the square of its length, and there are
 * files that are all one word. Each cut can make one token of two.
 */
export const PIECE = 1000;

/** Names of special tokens in a text are text. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** How many tokens a text has. */
export function tokensOf(text: string): number {
  return piecesOf(text).reduce((sum, piece) => sum + countTokens(piece, AS_TEXT), 0);
}

/** The pieces that are counted, each by itself. */
export function piecesOf(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => text.slice(i * PIECE, (i + 1) * PIECE));
}

/** How many tokens messages have. */
export function tokensIn(messages: readonly Message[]): number {
  return messages.reduce((sum, { content, toolCalls = [] }) => {
    const calls = toolCalls.map(({ id, name, args }) => tokensOf(`${id} ${name} ${JSON.stringify(args)}`));
    return calls.reduce((all, tokens) => all + tokens, sum + FRAME + tokensOf(content));
  }, 0);
}
