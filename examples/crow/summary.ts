/**
 * How the model is asked for a summary.
 *
 * @module
 */
import type { Message, ModelRequest } from "./model.ts";

/** What the model is told. The embedded model knows it by heart. */
export const SUMMARISE =
  "Summarise the conversation that follows, so that it can be gone on with: what the user wants, what was done and found " +
  "out, and what is still open. Be brief, and leave out what no longer matters.";

/** The request for a summary of messages. As one text, so that the model takes no part in the conversation. */
export function summaryRequest(messages: readonly Message[]): ModelRequest {
  const transcript = messages.map(({ role, content, toolCalls = [] }) =>
    [`${role}: ${content}`, ...toolCalls.map(({ name, args }) => `(calls ${name} with ${JSON.stringify(args)})`)].join(
      "\n",
    )
  );
  return {
    messages: [{ role: "system", content: SUMMARISE }, { role: "user", content: transcript.join("\n\n") }],
    tools: [],
  };
}
