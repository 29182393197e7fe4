// TS1241: Type 'Promise<string>' is not assignable to type 'string | Nothing'.
// an async impl of a synchronous hook: the error names both types
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl
  async greet() {
    return await Promise.resolve("");
  }
}
