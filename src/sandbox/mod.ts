/**
 * Plugins that can do only what they were granted: each in a process or a worker of its own.
 *
 * @module
 */

export { ImportFailure, IsolationError, type IsolationErrorCode } from "./errors.ts";
export * from "./grant/mod.ts";
export { hostLock } from "./host_lock.ts";
export { isolate, type IsolatedPlugin } from "./isolate.ts";
export type { IsolatedSetup, Isolation, IsolationObserver, OutputEvent } from "./isolated.ts";
export { SANDBOX_LIMITS, type SandboxLimits } from "./limits.ts";
export type { Link, LinkRun } from "./link.ts";
