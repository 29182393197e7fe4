// TS2820: Type '"sesionId"' is not assignable to type '"sessionId" | "add"'. Did you mean '"sessionId"'?
// sharing a member that the object does not have
import { share } from "../../../src/sandbox/share.ts";

const agent = { sessionId: "", add(text: string): number {
  return text.length;
} };

share(agent, ["sesionId"]);
