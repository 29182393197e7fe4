// TS1241: Type 'number' is not assignable to type 'string | Nothing'.
// an impl with a result of the wrong type: the error names both types
import type { Args } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export class Case {
  @hookimpl
  greet({ name }: Args<Spec, "greet">) {
    return name.length;
  }
}
