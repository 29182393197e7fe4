/**
 * Shows a turn to a client of the protocol, and asks its user.
 *
 * @module
 */
import {
  type AgentContext,
  type ClientCapabilities,
  methods,
  type PermissionOption,
  type SessionUpdate,
} from "@agentclientprotocol/sdk";
import type { Frontend } from "../frontend.ts";
import type { ToolCall, ToolResult } from "../model.ts";
import type { Files } from "../tools/files.ts";
import type { Tool, ToolPreview } from "../tools/tool.ts";
import { called, done, said } from "./updates.ts";

/** One turn, for the client. */
export class AcpFrontend implements Frontend {
  readonly files: Partial<Files>;
  readonly #client: AgentContext;
  readonly #sessionId: string;
  readonly #always: Set<string>;
  /** The calls that the client knows of. */
  readonly #shown = new Map<string, ToolPreview | undefined>();

  /** Takes the tools that the user has allowed for the whole session; adds to them. */
  constructor(
    client: AgentContext,
    { sessionId, capabilities, always, signal }: {
      readonly sessionId: string;
      readonly capabilities: ClientCapabilities;
      readonly always: Set<string>;
      readonly signal: AbortSignal;
    },
  ) {
    this.#client = client;
    this.#sessionId = sessionId;
    this.#always = always;
    this.files = filesOf(client, sessionId, capabilities, signal);
  }

  text(delta: string): void {
    this.#send(said("agent", delta));
  }

  async toolCalled(call: ToolCall, tool: Tool | undefined): Promise<void> {
    // What cannot be shown, as its arguments are wrong, will say so itself when it is called.
    const preview = await tool?.preview?.(call).catch(() => undefined);
    this.#shown.set(call.id, preview);
    this.#send({ sessionUpdate: "tool_call", ...called(call, tool?.info, preview) });
  }

  async allows(call: ToolCall, { info }: Tool, signal: AbortSignal): Promise<boolean> {
    if (this.#always.has(info.name)) return true;
    const { outcome } = await this.#client.request(methods.client.session.requestPermission, {
      sessionId: this.#sessionId,
      toolCall: called(call, info, this.#shown.get(call.id)),
      options: optionsFor(info.name),
    }, { cancellationSignal: signal, stopWaitingOnCancel: true });
    if (outcome.outcome !== "selected") return false;
    if (outcome.optionId === "allow_always") this.#always.add(info.name);
    return outcome.optionId === "allow_always" || outcome.optionId === "allow_once";
  }

  toolStarted({ id }: ToolCall): void {
    this.#send({ sessionUpdate: "tool_call_update", toolCallId: id, status: "in_progress" });
  }

  toolDone(call: ToolCall, result: ToolResult): void {
    if (this.#shown.has(call.id)) this.#send(done(call, result, this.#shown.get(call.id)));
  }

  /** A client that is gone needs to be told nothing. */
  #send(update: SessionUpdate): void {
    this.#client.notify(methods.client.session.update, { sessionId: this.#sessionId, update }).catch(() => {});
  }
}

function optionsFor(tool: string): PermissionOption[] {
  return [
    { optionId: "allow_once", name: "Allow once", kind: "allow_once" },
    { optionId: "allow_always", name: `Always allow ${tool} in this session`, kind: "allow_always" },
    { optionId: "reject_once", name: "Reject", kind: "reject_once" },
  ];
}

/** The files as the editor has them, as far as it says that it gives them away. */
function filesOf(
  client: AgentContext,
  sessionId: string,
  { fs }: ClientCapabilities,
  signal: AbortSignal,
): Partial<Files> {
  const options = { cancellationSignal: signal, stopWaitingOnCancel: true };
  return {
    ...fs?.readTextFile !== true ? {} : {
      read: async (path) =>
        (await client.request(methods.client.fs.readTextFile, { sessionId, path }, options)).content,
    },
    ...fs?.writeTextFile !== true ? {} : {
      write: async (path, content) => {
        await client.request(methods.client.fs.writeTextFile, { sessionId, path, content }, options);
      },
    },
  };
}
