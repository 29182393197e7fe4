// TS2322: Type 'number' is not assignable to type 'Promise<number>'.
// passing an object where a shared one is asked for, without sharing it
import type { Shared } from "../../../src/sandbox/share.ts";

class Agent {
  add(text: string): number {
    return text.length;
  }
}

export const shared: Shared<Agent, "add"> = new Agent();
