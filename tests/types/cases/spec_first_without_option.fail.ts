// TS1241: a spec that returns First<…> needs firstresult: true
// a spec that returns First without firstresult: the error says what it needs
import type { First } from "@tenon/tenon";
import { hookspec } from "../host.ts";

export class Case {
  @hookspec
  hook(_: { a: number }): First<string> | void {}
}
