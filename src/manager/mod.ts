/**
 * The manager: the registry of plugins by name, and the relay through which hooks are called.
 *
 * @module
 */

export type { LifecycleEvent, ManagerEvents, ManagerListener, QuarantineEvent } from "./events.ts";
export type { PendingImpl, PluginManagerOptions, QuarantinedPlugin, RegisterOptions } from "./options.ts";
export { PluginManager, type Registration } from "./plugin_manager.ts";
export type { Relay } from "./relay.ts";
