/** The hook of the project "hostile". */
import { hookspecMarker } from "@tenon/tenon";
import type { Gift } from "./doors/mark.ts";

const hookspec = hookspecMarker("hostile");

/** What the doors are plugins for. */
export class HostileSpec {
  /** Tries something that a plugin must not be able to do. A plugin that fails is left out, and the others go on. */
  @hookspec({ onError: "skip" })
  async attempt(_: Gift): Promise<object | string | void> {}
}
