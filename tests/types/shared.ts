/**
 * Sharing host objects with plugins: what a spec's argument may be typed as, and what fits it.
 *
 * @module
 */
import { type Args, hookspecMarker } from "@tenon/tenon";
import { share, type Shared } from "../../src/sandbox/share.ts";
import { type Equal, expect, expectType } from "./expect.ts";

export class Agent {
  sessionId = "s1";
  messages: string[] = [];
  note?: string;
  #private = 1;

  /** A method that is not async. */
  addMessage(text: string, pinned = false): number {
    return this.messages.push(pinned ? text : `${this.#private}`);
  }

  /** A method that is. */
  async load(id: number): Promise<string[]> {
    return await Promise.resolve([`${id}`]);
  }

  /** A method that may be absent. */
  stop?(): void;

  secret(): string {
    return "";
  }
}

type AgentForPlugins = Shared<Agent, "sessionId" | "messages" | "note" | "addMessage" | "load" | "stop">;

expect<
  Equal<AgentForPlugins, {
    readonly sessionId: string;
    readonly messages: string[];
    readonly note?: string;
    readonly addMessage: (text: string, pinned?: boolean) => Promise<number>;
    readonly load: (id: number) => Promise<string[]>;
    readonly stop?: () => Promise<void>;
  }>
>();

const hookspec = hookspecMarker("shared");

export class SharingSpec {
  @hookspec
  async onStart(_: { agent: Shared<Agent, "addMessage" | "sessionId"> }): Promise<void> {}
}

/** The host passes the agent itself, which stays what it is to the host. */
export function host(agent: Agent): Args<SharingSpec, "onStart"> {
  const shared = share(agent, ["addMessage", "sessionId"]);
  expectType<string>()(shared.secret());
  expectType<number>()(shared.addMessage("x"));
  const more = share(agent, ["addMessage", "sessionId", "load"], { keep: true });
  return { agent: Math.random() < 0.5 ? shared : more };
}

/** A plugin awaits what it calls, wherever it runs. */
export async function plugin({ agent }: Args<SharingSpec, "onStart">): Promise<void> {
  expectType<string>()(agent.sessionId);
  expectType<Promise<number>>()(agent.addMessage("x", true));
  expectType<number>()(await agent.addMessage("x"));
}
