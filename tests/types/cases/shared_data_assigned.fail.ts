// TS2540: Cannot assign to 'sessionId' because it is a read-only property.
// assigning to the data of a shared object
import type { Shared } from "../../../src/sandbox/share.ts";

interface Agent {
  sessionId: string;
}

export function plugin(agent: Shared<Agent, "sessionId">): void {
  agent.sessionId = "other";
}
