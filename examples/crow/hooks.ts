/**
 * The extension points of crow, a small agent: what its plugins can do, and the marker to do it with. This is the contract;
 * a plugin imports nothing else of the agent but types.
 *
 * @module
 */
import { type First, type HookimplMarker, hookimplMarker, hookspecMarker, type Shared } from "@tenon/tenon";
import type { Agent } from "./agent.ts";
import type { Message } from "./model.ts";
import type { SharedSession, Turn } from "./session.ts";

const hookspec = hookspecMarker("crow-acp");

/** What isolated plugins can call of the agent. Those in the host get the agent itself. */
export type SharedAgent = Shared<Agent, "note" | "problem">;

/**
 * The hooks of crow, in the order in which a session meets them. A plugin in the host gets the agent and the session
 * themselves; one that is isolated gets references, whose members return promises: so await them, and the same plugin runs on
 * both sides.
 *
 * A plugin that throws fails its hook for the plugins after it too. The agent then tells the user and goes on; a plugin that
 * can say what is wrong does better to do so itself, with `agent.problem(name, "…")`.
 */
export class CrowSpec {
  /** Called when a session starts, before its first question: the time to put into it what it should begin with. */
  @hookspec
  async onSessionStart(_: { agent: SharedAgent; session: SharedSession }): Promise<void> {}

  /**
   * Called for each question before anything else is done about it. What the model should know for this question goes into
   * the session with `addPassages`.
   */
  @hookspec
  async beforeRun(_: { agent: SharedAgent; session: SharedSession; userInput: string }): Promise<void> {}

  /**
   * Called before each request to the model with the messages that are about to be sent. The first plugin that gives messages
   * wins: they are sent instead.
   */
  @hookspec({ firstresult: true })
  async beforeLlmRequest(
    _: { agent: SharedAgent; session: SharedSession; messages: readonly Message[] },
  ): Promise<First<readonly Message[]> | void> {}

  /** Called when a question has been answered. Not called if the model failed. */
  @hookspec
  async afterTurn(_: { agent: SharedAgent; session: SharedSession; turn: Turn }): Promise<void> {}

  /** Called once, when the agent shuts down, also when it was interrupted: the time to write what is not yet written. */
  @hookspec
  async onShutdown(_: { agent: SharedAgent }): Promise<void> {}
}

/** Marks the methods of a plugin as impls of crow's hooks. */
export const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");
