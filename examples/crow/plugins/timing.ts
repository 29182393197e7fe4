/**
 * Tells how long things take.
 *
 * @module
 */
import type { Args, Wrapper } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../hooks.ts";
import type { Session } from "../session.ts";

/** Goes around `beforeLlmRequest`, and so around all plugins that change the request. Takes no options. */
export default class Timing {
  readonly #sent = new WeakMap<Session, number>();

  @hookimpl({ wrapper: true })
  async *beforeLlmRequest(
    { agent, session, messages }: Args<CrowSpec, "beforeLlmRequest">,
  ): Wrapper<CrowSpec, "beforeLlmRequest"> {
    const started = performance.now();
    try {
      const changed = yield; // the other plugins run here; what they throw is thrown here, and goes on outwards
      const { length } = changed ?? messages;
      agent.note(this, `a request of ${length} message${length === 1 ? "" : "s"}, ready in ${since(started)}`);
      return changed;
    } finally {
      this.#sent.set(session, performance.now());
    }
  }

  // First, so that what other plugins do with the turn is not counted.
  @hookimpl({ tryfirst: true })
  afterTurn({ agent, session }: Args<CrowSpec, "afterTurn">): void {
    const sent = this.#sent.get(session);
    if (sent !== undefined) agent.note(this, `the model answered in ${since(sent)}`);
  }
}

function since(start: number): string {
  return `${(performance.now() - start).toFixed(1)} ms`;
}
