// TS1241: Type '"fetchName"' is not assignable to type 'HookNames<Spec>'. Did you mean '"fetchNames"'?
// a misspelt hook in a decorator with options: the error knows the right one
import type { Args } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export class Case {
  @hookimpl({ tryfirst: true })
  fetchName({ id }: Args<Spec, "fetchNames">) {
    return `${id}`;
  }
}
