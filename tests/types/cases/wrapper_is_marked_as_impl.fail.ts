// TS1241: is not assignable to type 'string | Nothing'.
// a generator without wrapper: true: the error names the result of an impl
import type { Wrapper } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export class Case {
  @hookimpl
  *greet(): Wrapper<Spec, "greet"> {
    return yield;
  }
}
