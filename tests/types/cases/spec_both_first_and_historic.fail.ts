// TS1241: a spec cannot be both firstresult and historic
// a spec with firstresult and historic: the error says that they exclude each other
import type { First } from "@tenon/tenon";
import { hookspec } from "../host.ts";

export class Case {
  @hookspec({ firstresult: true, historic: true })
  hook(_: { a: number }): First<string> | void {}
}
