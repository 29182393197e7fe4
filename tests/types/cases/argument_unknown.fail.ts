// TS2339: Property 'nam' does not exist on type '{ name: string; loud?: boolean; }'.
// an impl that destructures an argument that there is not: the error lists those that there are
import type { Args } from "@tenon/tenon";
import { hookimpl, type Spec } from "../host.ts";

export class Case {
  @hookimpl
  greet({ nam }: Args<Spec, "greet">) {
    return `${nam}`;
  }
}
