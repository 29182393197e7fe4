/**
 * The engine: marks, specs, impls, order, the call loop, wrappers, results, history, monitors. It knows nothing of where
 * plugins come from, imports nothing from outside this folder, and runs in any JavaScript runtime.
 *
 * @module
 */

export {
  type AnyCaller,
  type CallerOf,
  type HistoricHookCaller,
  type HookCaller,
  type HookInfo,
  makeCaller,
  replay,
} from "./caller.ts";
export * from "./errors.ts";
export type { RememberedCall, ResultCallback } from "./history.ts";
export { Hook, type HookEnvironment } from "./hook.ts";
export { HookImpl, type ImplOwner } from "./impl.ts";
export { isClass, isThenable } from "./kinds.ts";
export {
  type HookimplMarker,
  hookimplMarker,
  type HookimplOptionsFor,
  type HookspecMarker,
  hookspecMarker,
} from "./markers.ts";
export {
  type HookimplOptions,
  type HookspecOptions,
  implKey,
  type ImplRecord,
  implRecord,
  markedProjects,
  readMark,
  specKey,
  type SpecRecord,
  specRecord,
} from "./marks.ts";
export { memberNames, memberOf, nameOf } from "./members.ts";
export type { AfterHookcall, BeforeHookcall, Monitor } from "./monitor.ts";
export type { CallArguments } from "./plan.ts";
export { HookResult } from "./result.ts";
export { HookSpec } from "./spec.ts";
export { closest } from "./suggest.ts";
export { type TraceProcessor, type Tracer, TraceRoot, type TraceWriter } from "./trace.ts";
export type * from "./types.ts";
export { validate } from "./validate.ts";
export { type HookWarning, printOnce, type WarningCode, type WarningHandler } from "./warnings.ts";
