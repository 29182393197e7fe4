/**
 * The agent's messages and tools, as the chat completions protocol has them.
 *
 * @module
 */
import type OpenAI from "openai";
import type { Message, ModelRequest } from "../model.ts";

type Param = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** The part of a request's body that says what is asked. */
export interface RequestBody {
  readonly messages: Param[];
  readonly tools?: OpenAI.Chat.Completions.ChatCompletionTool[];
}

/**
 * One system message at the beginning: the chat templates of many models take no other. Passages are put into it, each below
 * where it is from. Some servers refuse an empty list of tools, so none is sent where there are none.
 */
export function bodyFor({ messages, tools }: ModelRequest): RequestBody {
  const system = messages
    .filter(({ role }) => role === "system")
    .map(({ content, source }) => source === undefined ? content : `From ${source}:\n\n${content}`);
  const rest = messages.filter(({ role }) => role !== "system").map(forServer);
  return {
    messages: system.length === 0 ? rest : [{ role: "system", content: system.join("\n\n---\n\n") }, ...rest],
    ...tools.length === 0 ? {} : {
      tools: tools.map(({ name, description, parameters }) => ({
        type: "function",
        function: { name, description, parameters: { ...parameters } },
      })),
    },
  };
}

function forServer({ role, content, toolCalls = [], toolCallId = "" }: Message): Param {
  if (role === "tool") return { role, content, tool_call_id: toolCallId };
  if (role !== "assistant" || toolCalls.length === 0) return { role: role === "assistant" ? role : "user", content };
  return {
    role,
    content,
    tool_calls: toolCalls.map(({ id, name, args }) => ({
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(args) },
    })),
  };
}
