// TS2769, then TS1241 TS1270: but 'tryfrist' does not exist in type
// a misspelt option beside a right one in a decorator: the error names it
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ wrapper: false, tryfrist: true })
  onTick() {}
}
