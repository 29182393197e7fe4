// TS2322: Type 'Promise<number>' is not assignable to type 'number'.
// using the answer of a shared object's method without await
import type { Shared } from "../../../src/sandbox/share.ts";

interface Agent {
  add(text: string): number;
}

export function plugin(agent: Shared<Agent, "add">): number {
  return agent.add("x");
}
