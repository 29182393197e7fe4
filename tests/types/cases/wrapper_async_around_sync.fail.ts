// TS1241: Type 'AsyncGenerator<void, string[], string[]>' is not assignable to type 'Generator<void, string[], string[]>
// an async wrapper of a synchronous hook: the error says what it is to be
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ wrapper: true })
  async *greet(): AsyncGenerator<void, string[], string[]> {
    return await Promise.resolve(yield);
  }
}
