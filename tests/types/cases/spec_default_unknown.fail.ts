// TS1241: defaults must name arguments of the spec
// a spec with a default for an argument that there is not: the error says what it must name
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ defaults: { b: 1 } })
  hook(_: { a: number }): void {}
}
