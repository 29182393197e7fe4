// TS2322: Type 'string' is not assignable to type 'string[]'.
// a wrapper of a collecting hook that returns one answer: the error names both types
import type { Wrapper } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export class Case {
  @hookimpl({ wrapper: true })
  *greet(): Wrapper<Spec, "greet"> {
    yield;
    return "";
  }
}
