// TS1241: a spec that returns Historic needs historic: true
// a spec that returns Historic without historic: the error says what it needs
import type { Historic } from "@tenon/tenon";
import { hookspec } from "../host.ts";

export class Case {
  @hookspec
  async hook(_: { a: number }): Promise<Historic | void> {}
}
