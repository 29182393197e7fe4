// TS2322: Type 'number' is not assignable to type 'Promise<number>'.
// sharing fewer members than the hook's argument has
import { share, type Shared } from "../../../src/sandbox/share.ts";

class Agent {
  sessionId = "";
  add(text: string): number {
    return text.length;
  }
}

export const shared: Shared<Agent, "add" | "sessionId"> = share(new Agent(), ["sessionId"]);
