// TS1241: a spec takes one object of named arguments
// a spec with two parameters: the error says what it takes
import { hookspec } from "../host.ts";

export class Case {
  @hookspec
  hook(_a: number, _b: number): void {}
}
