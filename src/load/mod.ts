/**
 * Loading: specifier, module, plugin object, registered, with a report.
 *
 * @module
 */

export type { HostPackage } from "./compatibility.ts";
export type { DeniedEvent, LoadEvent, RestartEvent } from "./event.ts";
export { LoadError, type LoadStage, PluginLoadError } from "./errors.ts";
export { load, type LoadOptions, type ManifestSource } from "./load.ts";
export type { GrantInput } from "./permissions.ts";
export { LoadReport, type PluginReport, type PluginState } from "./report.ts";
