// TS1241: defaults must fit the types of the spec's arguments
// a spec with a default of the wrong type: the error says what it must fit
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ defaults: { a: "1" } })
  hook(_: { a: number }): void {}
}
