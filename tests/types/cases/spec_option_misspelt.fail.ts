// TS2769, then TS1241 TS1270: 'frstresult' does not exist in type 'HookspecOptions'. Did you mean to write 'firstresult'?
// a misspelt option of a spec: the error knows the right one
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ args: ["a"], frstresult: true })
  hook(_: { a: number }): void {}
}
