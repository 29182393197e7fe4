/**
 * The engine: marks, specs, impls, order, the call loop, wrappers, results, history, monitors. It knows nothing of where
 * plugins come from, imports nothing from outside this folder, and runs in any JavaScript runtime.
 *
 * @module
 */

export {
  type AnyCaller,
  type AttributedResult,
  type CallerOf,
  type HistoricHookCaller,
  type HookCaller,
  type HookInfo,
  makeCaller,
} from "./caller.ts";
export * from "./errors.ts";
export type { RememberedCall, ResultCallback } from "./history.ts";
export type { Attributed } from "./attribution.ts";
export { forgetFailures } from "./failures.ts";
export { Hook } from "./hook.ts";
export { argumentNamesOf, HookImpl, type ImplFunction, type ImplOwner, nextSeq, standIn } from "./impl.ts";
export { isOrdered } from "./order_by_name.ts";
export { replays } from "./replay.ts";
export { InFlight, type WaitingCall } from "./in_flight.ts";
export { isAsyncGeneratorFunction, isClass, isGeneratorFunction, isThenable } from "./kinds.ts";
export type { HookimplMarker, HookimplOptionsFor, HookspecMarker } from "./marker_types.ts";
export { hookimplMarker, hookspecMarker } from "./markers.ts";
export {
  checkPolicy,
  type HookimplOptions,
  type HookspecOptions,
  implKey,
  type ImplRecord,
  implRecord,
  mark,
  markedProjects,
  type OnError,
  type Policy,
  readMark,
  specKey,
  type SpecRecord,
  specRecord,
} from "./marks.ts";
export { memberNames, memberOf, nameOf } from "./members.ts";
export type { AfterHookcall, BeforeHookcall, Monitor } from "./monitor.ts";
export type { CallArguments, HookEnvironment, LastFailure, LateAnswer, SkippedError } from "./plan.ts";
export { HookResult } from "./result.ts";
export { type CallPhase, type ErrorSource, sourceOf } from "./source.ts";
export { HookSpec } from "./spec.ts";
export { closest } from "./suggest.ts";
export { type TraceProcessor, type Tracer, TraceRoot, type TraceWriter } from "./trace.ts";
export type * from "./types.ts";
export { validate } from "./validate.ts";
export type { HookSchemas, StandardIssue, StandardResult, StandardSchema } from "./values.ts";
export { type HookWarning, printOnce, type WarningCode, type WarningHandler } from "./warnings.ts";
