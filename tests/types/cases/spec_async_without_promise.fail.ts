// TS1241: a spec with async: true must return a promise
// a spec with async that returns no promise: the error says what it must return
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ async: true })
  hook(_: { a: number }): string | void {}
}
