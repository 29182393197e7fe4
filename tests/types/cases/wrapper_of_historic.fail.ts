// TS1241: is not assignable to parameter of type 'never'.
// a wrapper of a historic hook: nothing fits
import { hookimpl } from "../host.ts";

export class Case {
  @hookimpl({ wrapper: true })
  *onOpen(): Generator<void, number[], number[]> {
    return yield;
  }
}
