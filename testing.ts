/**
 * What the author of a plugin needs to test it: it is loaded against the host's own specs, as the host would do it, in the
 * host and isolated, by the same test; each call of an impl is recorded.
 *
 * @example A test of a plugin
 * ```ts ignore
 * import { answering, assertOrder, eachIsolation, testPlugin } from "@tenon/tenon/testing";
 * import { assertEquals } from "@std/assert";
 * import { DeskSpec } from "@acme/desk/hooks";
 *
 * eachIsolation("urgent tickets go to Ada, the others past it", async (isolation) => {
 *   await using bench = await testPlugin(DeskSpec, import.meta.resolve("./plugin.ts"), {
 *     isolation,
 *     options: { urgent: "Ada" },
 *     beside: { fallback: answering(DeskSpec, { assign: "Ben" }) },
 *   });
 *
 *   assertEquals(await bench.hook.assign({ text: "It burns!" }), "Ada");
 *   assertEquals(await bench.hook.assign({ text: "Hello" }), "Ben");
 *   assertOrder(bench.calls, ["plugin.assign", "plugin.assign", "fallback.assign"]);
 * });
 * ```
 *
 * @module
 */

export * from "./src/testing/mod.ts";
