/**
 * One session of a client.
 *
 * @module
 */
import {
  type AgentContext,
  type ClientCapabilities,
  methods,
  type PromptRequest,
  type PromptResponse,
  RequestError,
} from "@agentclientprotocol/sdk";
import { resolve } from "node:path";
import type { Agent } from "../agent.ts";
import { ModelError } from "../model.ts";
import type { Session } from "../session.ts";
import { AcpFrontend } from "./frontend.ts";
import { readPrompt } from "./prompt.ts";
import { replay } from "./updates.ts";

/** The agent's session, what the user has allowed in it, and the prompt that is being answered. */
export class AcpSession {
  readonly #agent: Agent;
  readonly #session: Session;
  readonly #capabilities: ClientCapabilities;
  readonly #always = new Set<string>();
  #running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  /** Takes what the client can do. */
  constructor(agent: Agent, session: Session, capabilities: ClientCapabilities) {
    this.#agent = agent;
    this.#session = session;
    this.#capabilities = capabilities;
  }

  /** The folder that it is about, as an absolute path that is written in one way only. */
  get cwd(): string {
    return resolve(this.#session.cwd);
  }

  /**
   * Answers a prompt.
   *
   * @throws {RequestError} If another is being answered, or the model cannot answer.
   */
  async prompt({ prompt }: PromptRequest, client: AgentContext, gone: AbortSignal): Promise<PromptResponse> {
    this.#refuseWhileRunning("prompt");
    const { userInput, passages } = readPrompt(prompt);
    const { promise: done, resolve: end } = Promise.withResolvers<void>();
    const stop = new AbortController();
    this.#running = { stop, done };
    try {
      const signal = AbortSignal.any([stop.signal, gone]);
      const [sessionId, always] = [this.#session.id, this.#always];
      const frontend = new AcpFrontend(client, { sessionId, capabilities: this.#capabilities, always, signal });
      this.#session.addPassages(passages);
      const { stopReason } = await this.#agent.run(this.#session, userInput, frontend, signal);
      return { stopReason };
    } catch (error) {
      if (error instanceof ModelError) throw RequestError.internalError(undefined, error.message);
      throw error;
    } finally {
      this.#running = undefined;
      end();
    }
  }

  /**
   * Tells the client the conversation so far.
   *
   * @throws {RequestError} If a prompt is being answered.
   */
  async replay(client: AgentContext): Promise<void> {
    this.#refuseWhileRunning("load");
    for (const update of replay(this.#session.history())) {
      await client.notify(methods.client.session.update, { sessionId: this.#session.id, update });
    }
  }

  /** Cancels the prompt that is being answered, if there is one. Waits until that has come to its end. */
  async cancel(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.done;
  }

  #refuseWhileRunning(what: string): void {
    if (this.#running === undefined) return;
    throw RequestError.invalidRequest(
      { sessionId: this.#session.id },
      `cannot ${what} session ${this.#session.id}: its last prompt is still being answered. Wait for that, or cancel it.`,
    );
  }
}
