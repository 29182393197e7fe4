/**
 * What a plugin needs of Tenon, and nothing else. A plugin that imports this instead of all of Tenon starts sooner in a process
 * of its own: Deno reads all that a module may import, also later, before it runs it.
 *
 * Marks are the same everywhere: a plugin that is marked with this is one for every manager.
 *
 * @example A plugin that answers one hook
 * ```ts
 * import { type First, hookimplMarker } from "@tenon/tenon/plugin";
 *
 * const hookimpl = hookimplMarker("greeter");
 *
 * export default class Names {
 *   @hookimpl
 *   findName({ id }: { id: number }): First<string> | void {
 *     if (id === 1) return "Ada";
 *   }
 * }
 * ```
 *
 * @module
 */

export { hookimplMarker } from "./src/engine/markers.ts";
export type { HookimplMarker, HookimplOptionsFor } from "./src/engine/marker_types.ts";
export type { HookimplOptions } from "./src/engine/marks.ts";
export type * from "./src/engine/types.ts";
export type { PluginContext } from "./src/plugin/context.ts";
export { share, type Shared, type SharedMember, type ShareOptions, unshare } from "./src/sandbox/share.ts";
