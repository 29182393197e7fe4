/**
 * Tells the model how to behave.
 *
 * @module
 */
import type { Args, PluginContext } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../hooks.ts";

/** Options of the plugin. */
export interface SystemPromptOptions {
  /** What the model is told. */
  readonly prompt: string;
}

/** Puts a system prompt at the start of each session. */
export default class SystemPrompt {
  readonly #prompt: string;
  readonly #name: string;

  constructor({ prompt }: SystemPromptOptions, { name }: PluginContext) {
    if (typeof prompt !== "string" || prompt.trim() === "") {
      throw new TypeError('its option "prompt" must be the text that the model is told.');
    }
    this.#prompt = prompt;
    this.#name = name;
  }

  // First of all, so that it is above what other plugins put into the session.
  @hookimpl({ tryfirst: true })
  async onSessionStart({ agent, session }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    await session.instruct(this.#prompt);
    await agent.note(this.#name, `told the model: "${this.#prompt}"`);
  }
}
