// TS1241: Type '"gret"' is not assignable to type 'HookNames<Spec>'. Did you mean '"greet"'?
// a misspelt hook in a decorator: the error knows the right one
import type { Args } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export class Case {
  @hookimpl
  gret({ name }: Args<Spec, "greet">) {
    return name;
  }
}
