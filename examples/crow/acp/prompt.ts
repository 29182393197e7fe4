/**
 * What a client sends as a prompt, as the agent has it.
 *
 * @module
 */
import { type ContentBlock, RequestError } from "@agentclientprotocol/sdk";
import type { Passage } from "../session.ts";

/** A question, and the documents that came with it. */
export interface Prompt {
  readonly userInput: string;
  readonly passages: readonly Passage[];
}

/**
 * Reads a prompt. Files that the editor sends along are passages; those that it only names stay names, for the model to read.
 *
 * @throws {RequestError} If there is something in it that the agent has not said it can take, or no text at all.
 */
export function readPrompt(blocks: readonly ContentBlock[]): Prompt {
  let userInput = "";
  const passages: Passage[] = [];
  for (const block of blocks) {
    if (block.type === "text") userInput += block.text;
    else if (block.type === "resource_link") userInput += `[${block.name}](${block.uri})`;
    else if (block.type === "resource" && "text" in block.resource) {
      userInput += `[${nameOf(block.resource.uri)}](${block.resource.uri})`;
      passages.push({ source: block.resource.uri, text: block.resource.text });
    } else {
      throw RequestError.invalidParams(undefined, `crow takes text and text files, but no ${block.type}.`);
    }
  }
  if (userInput.trim() === "") throw RequestError.invalidParams(undefined, "there is no text in the prompt.");
  return { userInput, passages };
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1) || uri;
}
