// TS1241: args must list names of the spec's arguments
// a spec whose args list a name that there is not: the error says what they must list
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ args: ["b"] })
  hook(_: { a: number }): void {}
}
