/**
 * What the agent needs of whoever shows a turn to the user: the terminal, or an editor.
 *
 * @module
 */
import type { ToolCall, ToolResult } from "./model.ts";
import type { Files } from "./tools/files.ts";
import type { Tool } from "./tools/tool.ts";

/** Shows a turn while it happens, and asks the user. */
export interface Frontend {
  /** Where tools read and write files, if not on the disk: an editor knows of changes that are not saved yet. */
  readonly files?: Partial<Files> | undefined;
  /** The model says more. */
  text(delta: string): void;
  /** The model wants a tool called; `undefined` if there is no such tool. */
  toolCalled(call: ToolCall, tool: Tool | undefined): Promise<void>;
  /** Gives whether the user allows it. Only asked about tools that ask. */
  allows(call: ToolCall, tool: Tool, signal: AbortSignal): Promise<boolean>;
  /** The tool begins. */
  toolStarted(call: ToolCall): void;
  /** The tool has answered, or could not be called. */
  toolDone(call: ToolCall, result: ToolResult): void;
}

/** Shows nothing, and allows nothing. */
export const NOBODY: Frontend = {
  text: () => {},
  toolCalled: () => Promise.resolve(),
  allows: () => Promise.resolve(false),
  toolStarted: () => {},
  toolDone: () => {},
};
