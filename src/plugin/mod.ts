/**
 * A module's exports become a plugin: the same in the host and beside an isolated plugin.
 *
 * @module
 */

export { type CreatedPlugin, createPlugin } from "./create.ts";
export type { PluginContext } from "./context.ts";
export { CreateError } from "./create_error.ts";
export { describe, firstLine } from "./describe.ts";
