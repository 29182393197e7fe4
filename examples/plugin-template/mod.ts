/**
 * A plugin for crow that tells the model what time it is. `deno add jsr:@you/crow-clock` in the host's project is all that it
 * takes; this module is for those who would rather register it by hand.
 *
 * @example
 * ```ts ignore
 * import CrowClock from "@you/crow-clock";
 *
 * plugins.register(new CrowClock({ zone: "Asia/Tokyo" }, { name: "clock", project: "crow-acp" }), "clock");
 * ```
 *
 * @module
 */

export { type ClockOptions, default, permissions } from "./plugin.ts";
