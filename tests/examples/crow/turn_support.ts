/**
 * Plugins with tools, and models that call them, for the tests of turns.
 *
 * @module
 */
import { hookimpl } from "../../../examples/crow/hooks.ts";
import type { Completion, ToolCall, ToolInfo } from "../../../examples/crow/model.ts";

/** The answer of a model that calls tools, each with an id of its own. */
export function calling(...names: string[]): Partial<Completion> {
  return { toolCalls: names.map((name, i) => ({ id: `${i}`, name, args: { n: i } })) };
}

/** A tool. */
export function tool(name: string, more: Partial<ToolInfo> = {}): ToolInfo {
  return { name, description: "", parameters: { type: "object" }, kind: "other", asks: false, ...more };
}

/** A plugin with one tool, which says what it is given. */
export function pluginWith(info: ToolInfo) {
  return {
    listTools: hookimpl(() => [info]),
    callTool: hookimpl(({ call }: { call: ToolCall }) =>
      call.name === info.name ? { content: `${call.name} of ${JSON.stringify(call.args)}` } : undefined
    ),
  };
}

/** Answers one after another, and then with "Done.". */
export function script(...answers: (string | Partial<Completion>)[]): () => string | Partial<Completion> {
  return () => answers.shift() ?? "Done.";
}
