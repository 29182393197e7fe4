/**
 * Tells the model how to behave.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker, type PluginContext } from "@tenon/tenon";
import type { CrowSpec } from "@crow/acp/hooks";

const hookimpl: HookimplMarker<CrowSpec> = hookimplMarker("crow-acp");

/** Options of the plugin. */
export interface SystemPromptOptions {
  /** What the model is told; by default, to be helpful and honest. */
  readonly prompt?: string;
}

const DEFAULT_PROMPT =
  "You are crow, a helpful agent. Be brief, use the tools that you have, and say so when you do not know.";

/** Puts a system prompt at the start of each session. */
export default class SystemPrompt {
  readonly #prompt: string;
  readonly #name: string;

  /**
   * Takes the options.
   *
   * @throws {TypeError} If the prompt is no text.
   */
  constructor({ prompt = DEFAULT_PROMPT }: SystemPromptOptions, { name }: PluginContext) {
    if (typeof prompt !== "string" || prompt.trim() === "") {
      throw new TypeError('its option "prompt" must be the text that the model is told.');
    }
    this.#prompt = prompt;
    this.#name = name;
  }

  /** Instructs the model. Last of all, as each instruction goes above those before it: so it is the first that the model reads. */
  @hookimpl({ trylast: true })
  async onSessionStart({ agent, session }: Args<CrowSpec, "onSessionStart">): Promise<void> {
    await session.instruct(this.#prompt);
    await agent.note(this.#name, `told the model: "${this.#prompt}"`);
  }
}
