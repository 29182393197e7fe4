/**
 * What the agent asks of a language model, whichever it is.
 *
 * @module
 */

/** The object of a tool's arguments, as JSON has it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A part of what is sent to a model. */
export interface Message {
  /** Who says it; `tool` for what a tool answered. */
  readonly role: "system" | "user" | "assistant" | "tool";
  /** What is said. May be empty where the model only calls tools. */
  readonly content: string;
  /** For a passage out of a document: where it is from. Such a message has the role `system`. */
  readonly source?: string;
  /** For the role `assistant`: the tools that the model wants called. A message of the role `tool` follows for each. */
  readonly toolCalls?: readonly ToolCall[];
  /** For the role `tool`: which call it answers. */
  readonly toolCallId?: string;
  /** For the role `tool`: whether the tool could not do what it was to do. */
  readonly failed?: boolean;
}

/** A model's wish that a tool be called. */
export interface ToolCall {
  /** Tells it from the other calls of the session. */
  readonly id: string;
  /** The name of the tool. */
  readonly name: string;
  /** What the tool is given. */
  readonly args: JsonObject;
}

/** What a tool does: the user sees it when asked for permission, and editors show an icon for it. */
export type ToolKind = "read" | "edit" | "execute" | "other";

/** A tool, as the model is told of it. */
export interface ToolInfo {
  /** What it is called by: letters, digits, `_` and `-`, at most 64 of them. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /** Its arguments: a JSON Schema of the type `object`. */
  readonly parameters: JsonObject;
  readonly kind: ToolKind;
  /** Whether the user is asked before each call. */
  readonly asks: boolean;
}

/** What came of a tool call. */
export interface ToolResult {
  /** What the model is told. */
  readonly content: string;
  /** Whether the tool could not do what it was to do. `content` then says why. */
  readonly failed?: boolean;
}

/** How much was read and written, in tokens of the model. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a model is asked. */
export interface ModelRequest {
  readonly messages: readonly Message[];
  /** What it can have called. */
  readonly tools: readonly ToolInfo[];
}

/** Hears of an answer while it comes in. */
export interface ModelListener {
  /** More of the text. */
  text(delta: string): void;
}

/** A call that a model asked for. */
export interface RequestedCall extends ToolCall {
  /** Why it cannot be made, if what the model wrote is no call: a sentence for the model. */
  readonly problem?: string;
}

/** A model's answer. */
export interface Completion {
  /** All of the text. */
  readonly content: string;
  /** The tools to call. The model is asked again when they have answered. */
  readonly toolCalls: readonly RequestedCall[];
  /** Absent if the model does not say. */
  readonly usage?: Usage | undefined;
  /** Why it stopped, if not of its own accord. */
  readonly stopped?: "max_tokens" | "refusal" | undefined;
}

/** A language model. */
export interface Model {
  /** What answers, in a few words for people. */
  readonly description: string;
  /**
   * Answers the messages.
   *
   * @throws {ModelError} If there is no answer to be had, also because the signal broke it off.
   */
  complete(request: ModelRequest, on: ModelListener, signal?: AbortSignal): Promise<Completion>;
}

/** A model cannot answer. The message is a sentence for the user. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}
