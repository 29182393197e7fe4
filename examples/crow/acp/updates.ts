/**
 * What happens in a session, as the protocol tells it.
 *
 * @module
 */
import type {
  SessionUpdate,
  ToolCall as AcpToolCall,
  ToolCallContent,
  ToolKind as AcpToolKind,
} from "@agentclientprotocol/sdk";
import type { Message, ToolCall, ToolInfo, ToolResult } from "../model.ts";
import type { ToolPreview } from "../tools/tool.ts";

/** Something that the user or the agent says. */
export function said(who: "user" | "agent", text: string): SessionUpdate {
  return { sessionUpdate: `${who}_message_chunk`, content: { type: "text", text } };
}

/** A tool call before it is made. */
export function called(call: ToolCall, info: ToolInfo | undefined, preview: ToolPreview | undefined): AcpToolCall {
  const { path, change } = preview ?? {};
  return {
    toolCallId: call.id,
    title: preview?.title ?? titleOf(call),
    name: call.name,
    kind: kindOf(info),
    status: "pending",
    rawInput: call.args,
    ...path === undefined ? {} : { locations: [{ path }] },
    ...path === undefined || change === undefined ? {} : { content: [{ type: "diff", path, ...change }] },
  };
}

/** A tool that has answered. A change that was made stays to be seen. */
export function done(call: ToolCall, { content, failed = false }: ToolResult, preview?: ToolPreview): SessionUpdate {
  const { path, change } = preview ?? {};
  const shown: ToolCallContent[] = !failed && path !== undefined && change !== undefined
    ? [{ type: "diff", path, ...change }]
    : [{ type: "content", content: { type: "text", text: content } }];
  return {
    sessionUpdate: "tool_call_update",
    toolCallId: call.id,
    status: failed ? "failed" : "completed",
    content: shown,
    rawOutput: { content },
  };
}

/** A conversation, as it is told to a client that takes it up again. */
export function replay(messages: readonly Message[]): SessionUpdate[] {
  const calls = new Map(messages.flatMap(({ toolCalls = [] }) => toolCalls.map((call) => [call.id, call])));
  return messages.flatMap(({ role, content, toolCalls = [], toolCallId = "", failed = false }): SessionUpdate[] => {
    if (role === "tool") {
      const call = calls.get(toolCallId);
      return call === undefined ? [] : [done(call, { content, failed })];
    }
    // What has the role "system" stands for what was said before: plugins put it there, a summary for instance.
    return [
      ...content === "" ? [] : [said(role === "user" ? "user" : "agent", content)],
      ...toolCalls.map((call): SessionUpdate => ({
        sessionUpdate: "tool_call",
        ...called(call, undefined, undefined),
      })),
    ];
  });
}

function kindOf(info: ToolInfo | undefined): AcpToolKind {
  return info?.kind ?? "other";
}

function titleOf({ name, args }: ToolCall): string {
  const text = JSON.stringify(args);
  return text === "{}" ? name : `${name} ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`;
}
