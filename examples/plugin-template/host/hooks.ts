/**
 * Stands for the package of the host, so that this template is complete. In a plugin of yours, delete this file and have
 * deno.json say where the host's hooks really are: `"@crow/acp": "jsr:@crow/acp@^1"`.
 *
 * @module
 */
import { type First, type HookimplMarker, hookimplMarker, hookspecMarker, type Shared } from "@tenon/tenon";

const hookspec = hookspecMarker("crow-acp");

/** What is said to the model. */
export interface Message {
  /** Who says it. */
  readonly role: "system" | "user" | "assistant";
  /** What is said. */
  readonly content: string;
}

/** The agent, as far as plugins may use it. */
export interface Agent {
  /** Tells the user what a plugin did. Takes the plugin's name. */
  note(plugin: string, text: string): void;
}

/** What plugins get of the agent: isolated ones a reference, whose methods return promises. So await them. */
export type SharedAgent = Shared<Agent, "note">;

/** The hooks of crow. */
export class CrowSpec {
  /** Called when a session starts. */
  @hookspec
  async onSessionStart(_: { agent: SharedAgent }): Promise<void> {}

  /** Called before each request to the model. The first plugin that gives messages wins: they are sent instead. */
  @hookspec({ firstresult: true })
  async beforeLlmRequest(_: { messages: readonly Message[] }): Promise<First<readonly Message[]> | void> {}
}

/** Marks the methods of a plugin as impls of crow's hooks. */
export const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");
