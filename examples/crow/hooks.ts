/**
 * The extension points of crow, a small agent: what its plugins can do, and the marker to do it with. This is the contract;
 * a plugin imports nothing else of the agent but types.
 *
 * @module
 */
import { type First, type HookimplMarker, hookimplMarker, hookspecMarker, type Shared } from "@tenon/tenon";
import type { Agent } from "./agent.ts";
import { messagesSchema, toolResultSchema, toolsSchema } from "./answers.ts";
import type { SharedSession } from "./handle.ts";
import type { Message, ToolCall, ToolInfo, ToolResult } from "./model.ts";
import type { Turn } from "./session.ts";

export type { SharedSession } from "./handle.ts";
export type { JsonObject, Message, ToolCall, ToolInfo, ToolKind, ToolResult, Usage } from "./model.ts";
export type { Passage, StopReason, Turn } from "./session.ts";

const hookspec = hookspecMarker("crow-acp");

/** What isolated plugins can call of the agent. Those in the host get the agent itself. */
export type SharedAgent = Shared<Agent, "note" | "problem" | "summarise">;

/** What every hook of a session is given. */
interface Given {
  readonly agent: SharedAgent;
  readonly session: SharedSession;
}

/**
 * The hooks of crow, in the order in which a session meets them. A plugin in the host gets the agent itself and the members
 * of the session; one that is isolated gets references, whose members return promises: so await them, and the same plugin runs
 * on both sides. Several sessions may be under way at the same time.
 *
 * A session can be changed until the turn of the call is cancelled or over. After that its methods that change it throw, so
 * that a plugin that was not waited for spoils no later turn; look again at what you have read before you change it.
 *
 * A plugin that throws, answers with something else than the hook asks for, or takes too long, is passed over: the others
 * are called all the same, the agent tells the user and goes on. A plugin that can say what is wrong does better to do so
 * itself, with `agent.problem(name, "…")`.
 */
export class CrowSpec {
  /**
   * Called when a session starts, before its first question: the time to put into it what it should begin with, and, if
   * its `id` is one that the plugin remembers, to `restore` the conversation.
   */
  @hookspec
  async onSessionStart(_: Given): Promise<void> {}

  /**
   * Called for each question before anything else is done about it. What the model should know for this question goes into
   * the session with `addPassages`.
   */
  @hookspec
  async beforeRun(_: Given & { userInput: string }): Promise<void> {}

  /**
   * Called for each question, after `beforeRun`: gives the tools that the plugin has. The agent's own come first, and of two
   * tools with one name the first counts.
   */
  @hookspec({ schemas: { result: toolsSchema } })
  async listTools(_: Given): Promise<readonly ToolInfo[] | void> {}

  /**
   * Called before each request to the model with the messages that are about to be sent, those of `session.request()`: once
   * for a question, and once more after each round of tool calls. The first plugin that gives messages wins: they are sent
   * instead.
   */
  @hookspec({ firstresult: true, schemas: { result: messagesSchema }, timeoutMs: 180_000 })
  async beforeLlmRequest(_: Given & { messages: readonly Message[] }): Promise<First<readonly Message[]> | void> {}

  /**
   * Called when the model calls a tool that a plugin has listed, after the user allowed it where the tool `asks`. The plugin
   * whose tool it is answers; all others give nothing. A tool that fails says so in its result: the model is told, and goes on.
   */
  @hookspec({ firstresult: true, schemas: { result: toolResultSchema }, timeoutMs: 180_000 })
  async callTool(_: Given & { call: ToolCall }): Promise<First<ToolResult> | void> {}

  /** Called when a tool has answered, whoever has it, also if it failed or the user did not allow it. */
  @hookspec
  async afterToolCall(_: Given & { call: ToolCall; result: ToolResult }): Promise<void> {}

  /**
   * Called when a question has been answered, or its turn was cancelled; not if the model failed. The turns of a session come
   * in their order. Nobody waits for it after a cancellation: the next turn may have begun, and the session can be looked at
   * and no longer changed.
   */
  @hookspec
  async afterTurn(_: Given & { turn: Turn }): Promise<void> {}

  /** Called once, when the agent shuts down, also when it was interrupted: the time to write what is not yet written. */
  @hookspec
  async onShutdown(_: { agent: SharedAgent }): Promise<void> {}
}

/** Marks the methods of a plugin as impls of crow's hooks. */
export const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");
