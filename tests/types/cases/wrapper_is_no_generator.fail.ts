// TS1241: is not assignable to type 'Generator<void, string[], string[]>
// a wrapper that is no generator: the error says what it is to be
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ wrapper: true })
  greet() {
    return [""];
  }
}
