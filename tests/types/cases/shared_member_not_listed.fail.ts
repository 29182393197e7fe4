// TS2339: Property 'secret' does not exist on type 'Shared<Agent, "add">'.
// using a member of a shared object that is not listed
import type { Shared } from "../../../src/sandbox/share.ts";

interface Agent {
  secret: string;
  add(text: string): number;
}

export function plugin(agent: Shared<Agent, "add">): string {
  return agent.secret;
}
