/**
 * One turn: the loop of asking the model and calling the tools that it wants, until it has answered.
 *
 * @module
 */
import type { PluginManager } from "@tenon/tenon";
import { cancellable, Cancelled } from "./cancel.ts";
import { messageOf } from "./errors.ts";
import type { Frontend } from "./frontend.ts";
import { shared, type SharedSession } from "./handle.ts";
import type { CrowSpec, SharedAgent } from "./hooks.ts";
import type { Completion, Message, Model, RequestedCall, ToolCall, ToolResult, Usage } from "./model.ts";
import type { Session, StopReason, Turn } from "./session.ts";
import { builtinTools } from "./tools/builtin.ts";
import { failed, type Tool } from "./tools/tool.ts";

/** How many times the model is asked in one turn, at most: one that only ever calls tools would never end. */
export const MOST_REQUESTS = 25;

/** What a turn needs of the agent. */
export interface TurnHost {
  readonly hook: PluginManager<CrowSpec>["hook"];
  readonly model: Model;
  readonly agent: SharedAgent;
  /** Is told, in a sentence, what is wrong with plugins. */
  onProblem(text: string): void;
  /** Gives what a hook gives; `undefined` if it fails. */
  goingOn<T>(hook: string, call: Promise<T>): Promise<T | undefined>;
  /** Makes a call after a turn of a session, when those after its earlier turns have ended. */
  afterTurn(session: string, call: () => Promise<unknown>): Promise<unknown>;
}

/** What a turn is about. */
export interface TurnRequest {
  readonly session: Session;
  readonly userInput: string;
  readonly frontend: Frontend;
  readonly signal: AbortSignal;
}

/**
 * Runs a turn to its end.
 *
 * @throws {ModelError} If the model cannot answer.
 */
export async function runTurn(host: TurnHost, request: TurnRequest): Promise<Turn> {
  const { session, userInput } = request;
  if (session.turn.length > 0) throw new Error(`Cannot ask session ${session.id}: a turn of it is under way.`);
  session.turn.push({ role: "user", content: userInput });
  const over = new AbortController();
  let turn: Turn;
  try {
    turn = await new Run(host, request, over.signal).run();
    session.messages.push(...turn.messages);
  } finally {
    over.abort();
    session.turn.length = session.passages.length = 0;
  }
  await tell(host, request, turn);
  return turn;
}

/** Tells plugins of a turn. Once it is cancelled they are left to themselves: the user does not wait for them. */
async function tell(host: TurnHost, { session, signal }: TurnRequest, turn: Turn): Promise<void> {
  const over = new AbortController();
  const given = { agent: host.agent, session: shared(session, AbortSignal.any([signal, over.signal])), turn };
  const told = host.afterTurn(session.id, () => host.goingOn("afterTurn", host.hook.afterTurn(given)));
  try {
    await cancellable(told, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    over.abort();
  }
}

class Run {
  readonly #host: TurnHost;
  readonly #request: TurnRequest;
  readonly #given: { readonly agent: SharedAgent; readonly session: SharedSession };
  readonly #at = new Date();
  readonly #called: { name: string; failed: boolean; ms: number }[] = [];
  #tools: ReadonlyMap<string, Tool> = new Map();
  #usage: Usage = { inputTokens: 0, outputTokens: 0 };
  /** What the model has said in the request that is under way. */
  #said = "";

  constructor(host: TurnHost, request: TurnRequest, over: AbortSignal) {
    this.#host = host;
    this.#request = request;
    const until = AbortSignal.any([request.signal, over]);
    this.#given = { agent: host.agent, session: shared(request.session, until) };
  }

  async run(): Promise<Turn> {
    const { session: { turn }, userInput, signal } = this.#request;
    let stopReason: StopReason;
    try {
      stopReason = await this.#loop();
    } catch (error) {
      if (!signal.aborted) throw error;
      this.#closeCalls();
      this.#close(this.#said || "(cancelled)");
      stopReason = "cancelled";
    }
    const answer = turn.at(-1)!.content;
    const messages = [...turn];
    return { userInput, answer, at: this.#at, messages, usage: this.#usage, toolCalls: this.#called, stopReason };
  }

  async #loop(): Promise<StopReason> {
    const { session, userInput, frontend } = this.#request;
    await this.#plugins("beforeRun", () => this.#host.hook.beforeRun({ ...this.#given, userInput }));
    this.#tools = await this.#listTools();
    for (let request = 0; request < MOST_REQUESTS; request++) {
      const { content, toolCalls, stopped } = await this.#ask();
      const wanted = this.#withOwnIds(toolCalls);
      const calls = wanted.map(({ id, name, args }): ToolCall => ({ id, name, args }));
      session.turn.push({ role: "assistant", content, ...calls.length === 0 ? {} : { toolCalls: calls } });
      this.#said = "";
      if (calls.length === 0) return stopped ?? "end_turn";
      for (const [i, call] of calls.entries()) {
        const result = await this.#callTool(wanted[i]!);
        session.turn.push(answered(call, result));
        await this.#plugins("afterToolCall", () => this.#host.hook.afterToolCall({ ...this.#given, call, result }));
      }
    }
    const end = `(stopped: the model was asked ${MOST_REQUESTS} times, and always wanted to call more tools)`;
    frontend.text(end);
    this.#close(end);
    return "max_turn_requests";
  }

  async #ask(): Promise<Completion> {
    const { session, frontend, signal } = this.#request;
    const { hook, model } = this.#host;
    const messages = session.request();
    const changed = await this.#plugins(
      "beforeLlmRequest",
      () => hook.beforeLlmRequest({ ...this.#given, messages }),
    );
    const tools = Array.from(this.#tools.values(), ({ info }) => info);
    const text = (delta: string) => {
      if (signal.aborted) return;
      this.#said += delta;
      frontend.text(delta);
    };
    const asked = model.complete({ messages: changed ?? messages, tools }, { text }, signal);
    const completion = await cancellable(asked, signal);
    const { inputTokens, outputTokens } = completion.usage ?? { inputTokens: 0, outputTokens: 0 };
    this.#usage = {
      inputTokens: this.#usage.inputTokens + inputTokens,
      outputTokens: this.#usage.outputTokens + outputTokens,
    };
    return completion;
  }

  /** The agent's own tools, then those of plugins. */
  async #listTools(): Promise<ReadonlyMap<string, Tool>> {
    const { session, frontend } = this.#request;
    const tools = new Map(builtinTools(session.cwd, frontend.files).map((tool) => [tool.info.name, tool]));
    const lists = await this.#plugins("listTools", () => this.#host.hook.listTools(this.#given)) ?? [];
    for (const info of lists.flat()) {
      if (tools.has(info.name)) {
        this.#host.onProblem(`a plugin's tool ${info.name} is left out: there is another of that name`);
      } else {
        tools.set(info.name, { info, call: (call) => this.#callPlugin(call) });
      }
    }
    return tools;
  }

  async #callPlugin({ id, name, args }: RequestedCall): Promise<ToolResult> {
    const call = this.#host.hook.callTool({ ...this.#given, call: { id, name, args } });
    return await this.#host.goingOn("callTool", call) ?? failed(`The plugin that has the tool ${name} did not answer.`);
  }

  async #callTool(call: RequestedCall): Promise<ToolResult> {
    const { frontend, signal } = this.#request;
    const tool = this.#tools.get(call.name);
    let result = failed("Cancelled.");
    let started: number | undefined;
    try {
      await cancellable(frontend.toolCalled(call, tool), signal);
      result = await this.#answer(call, tool, () => started = performance.now());
    } catch (error) {
      if (error instanceof Cancelled || signal.aborted) throw error;
      result = failed(messageOf(error));
    } finally {
      const ms = started === undefined ? 0 : performance.now() - started;
      this.#called.push({ name: call.name, failed: result.failed === true, ms });
      frontend.toolDone(call, result);
    }
    return result;
  }

  async #answer(call: RequestedCall, tool: Tool | undefined, onStart: () => void): Promise<ToolResult> {
    const { frontend, signal } = this.#request;
    if (call.problem !== undefined) return failed(call.problem);
    if (tool === undefined) {
      return failed(`There is no tool ${call.name}. There are: ${[...this.#tools.keys()].join(", ")}.`);
    }
    if (tool.info.asks && !await cancellable(frontend.allows(call, tool, signal), signal)) {
      return failed("The user did not allow it.");
    }
    frontend.toolStarted(call);
    onStart();
    return await cancellable(tool.call(call, signal), signal);
  }

  /** Calls a hook, and waits for it no longer than until the turn is cancelled. */
  #plugins<T>(hook: string, call: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.#request;
    signal.throwIfAborted();
    return cancellable(this.#host.goingOn(hook, call()), signal);
  }

  /** Servers that run small models number the calls of each answer from 0; in a session every call has an id of its own. */
  #withOwnIds(calls: readonly RequestedCall[]): RequestedCall[] {
    const { session: { messages, turn } } = this.#request;
    const known = new Set([
      "",
      ...[...messages, ...turn].flatMap(({ toolCalls = [] }) => toolCalls.map(({ id }) => id)),
    ]);
    return calls.map((call) => {
      const id = known.has(call.id) ? crypto.randomUUID() : call.id;
      known.add(id);
      return { ...call, id };
    });
  }

  /** A model refuses a conversation in which a call has no answer. */
  #closeCalls(): void {
    const { turn } = this.#request.session;
    const done = new Set(turn.map(({ toolCallId }) => toolCallId));
    for (const { id } of turn.flatMap(({ toolCalls = [] }) => toolCalls)) {
      if (!done.has(id)) turn.push(answered({ id }, failed("Cancelled.")));
    }
  }

  /** And many want questions and answers to take turns. */
  #close(content: string): void {
    const { turn } = this.#request.session;
    const last: Message = turn.at(-1)!;
    if (last.role !== "assistant") turn.push({ role: "assistant", content });
  }
}

/** What the conversation has of a call's result. */
function answered({ id }: Pick<ToolCall, "id">, { content, failed }: ToolResult): Message {
  return { role: "tool", content, toolCallId: id, ...failed === true ? { failed } : {} };
}
