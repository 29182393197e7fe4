/**
 * The manager: the registry of plugins by name, and the relay through which hooks are called.
 *
 * @module
 */

export { PluginManager, type PluginManagerOptions, type RegisterOptions, type Registration } from "./plugin_manager.ts";
export type { Relay } from "./relay.ts";
