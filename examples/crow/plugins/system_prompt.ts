/**
 * Tells the model how to behave.
 *
 * @module
 */
import type { Args } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../hooks.ts";

/** Options of the plugin. */
export interface SystemPromptOptions {
  /** What the model is told. */
  readonly prompt: string;
}

/** Puts a system prompt at the start of each session. */
export default class SystemPrompt {
  readonly #prompt: string;

  constructor({ prompt }: SystemPromptOptions) {
    if (typeof prompt !== "string" || prompt.trim() === "") {
      throw new TypeError('its option "prompt" must be the text that the model is told.');
    }
    this.#prompt = prompt;
  }

  // First of all, so that it is above what other plugins put into the session.
  @hookimpl({ tryfirst: true })
  onSessionStart({ agent, session }: Args<CrowSpec, "onSessionStart">): void {
    session.messages.unshift({ role: "system", content: this.#prompt });
    agent.note(this, `told the model: "${this.#prompt}"`);
  }
}
