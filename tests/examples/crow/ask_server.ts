/**
 * Asks a model on a server, for tests.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Completion, Message, ToolInfo } from "../../../examples/crow/model.ts";
import { OpenAIModel } from "../../../examples/crow/models/openai.ts";

/** A question. */
export const HELLO: readonly Message[] = [{ role: "user", content: "Hello?" }];

/** The tool that is offered. */
export const TOOL: ToolInfo = {
  name: "look",
  description: "Looks.",
  parameters: { type: "object", properties: { where: { type: "string" } } },
  kind: "read",
  asks: false,
};

/** Asks a server. What was heard while the answer came in is what it is in the end. */
export async function ask(baseURL: string, messages = HELLO, signal?: AbortSignal): Promise<Completion> {
  let heard = "";
  const model = new OpenAIModel({ model: "tiny", baseURL, silenceMs: 20_000 });
  const given = await model.complete({ messages, tools: [TOOL] }, { text: (delta) => heard += delta }, signal);
  assertEquals(heard.trimEnd(), given.content);
  return given;
}
