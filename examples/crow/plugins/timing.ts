/**
 * Tells how long things take.
 *
 * @module
 */
import type { Args, PluginContext, Wrapper } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../hooks.ts";

/** Goes around `beforeLlmRequest`, and so around all plugins that change the request. Takes no options. */
export default class Timing {
  readonly #name: string;
  /** When the request of a session was sent that has no answer yet, by the session's id. */
  readonly #sent = new Map<string, number>();

  constructor(_options: unknown, { name }: PluginContext) {
    this.#name = name;
  }

  @hookimpl({ wrapper: true })
  async *beforeLlmRequest(
    { agent, session, messages }: Args<CrowSpec, "beforeLlmRequest">,
  ): Wrapper<CrowSpec, "beforeLlmRequest"> {
    const started = performance.now();
    try {
      const changed = yield; // the other plugins run here; what they throw is thrown here, and goes on outwards
      const { length } = changed ?? messages;
      await agent.note(
        this.#name,
        `a request of ${length} message${length === 1 ? "" : "s"}, ready in ${since(started)}`,
      );
      return changed;
    } finally {
      this.#sent.set(session.id, performance.now());
    }
  }

  // First, so that what other plugins do with the turn is not counted.
  @hookimpl({ tryfirst: true })
  async afterTurn({ agent, session }: Args<CrowSpec, "afterTurn">): Promise<void> {
    const sent = this.#sent.get(session.id);
    this.#sent.delete(session.id);
    if (sent !== undefined) await agent.note(this.#name, `the model answered in ${since(sent)}`);
  }
}

function since(start: number): string {
  return `${(performance.now() - start).toFixed(1)} ms`;
}
