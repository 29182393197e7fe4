/**
 * What a tool is to the agent.
 *
 * @module
 */
import type { JsonObject, ToolCall, ToolInfo, ToolResult } from "../model.ts";

/** What a call is about, for the user. */
export interface ToolPreview {
  /** A line that says what will be done. */
  readonly title: string;
  /** The file that it is about, as an absolute path. */
  readonly path?: string;
  /** For a tool that writes a file: what it was (`null` if there is none yet) and will be. */
  readonly change?: { readonly oldText: string | null; readonly newText: string };
}

/** A tool that the model can have called. */
export interface Tool {
  /** What the model is told of it. */
  readonly info: ToolInfo;
  /** What a call is about; does nothing yet. Without, the user is shown the name and the arguments. */
  preview?(call: ToolCall): Promise<ToolPreview>;
  /**
   * Does it. What it throws, the model is told; a tool that was cancelled may end however it likes, but leaves nothing
   * running behind.
   */
  call(call: ToolCall, signal: AbortSignal): Promise<ToolResult>;
}

/** The result of a tool that could not do what it was to do. */
export function failed(content: string): ToolResult {
  return { content, failed: true };
}

/**
 * The text that a call gives as an argument.
 *
 * @throws {TypeError} If it gives none. The model is told.
 */
export function textOf(args: JsonObject, name: string): string {
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  if (typeof value === "string") return value;
  throw new TypeError(`Its argument "${name}" must be a string, but is ${JSON.stringify(value) ?? "missing"}.`);
}
