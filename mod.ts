/**
 * Tenon is a plugin manager for Deno. A host declares hooks, plugins implement or wrap them, and Tenon finds the plugins,
 * loads them, and calls them in a defined order: what pluggy, the engine of pytest, does for Python.
 *
 * @example A host, its hooks, and a plugin
 * ```ts
 * import { type Args, type First, hookimplMarker, type HookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
 * import { assertEquals } from "@std/assert";
 *
 * // The host: a class whose methods are the hooks.
 * const hookspec = hookspecMarker("greeter");
 * class GreeterSpec {
 *   // Whom to greet. The first plugin to answer wins.
 *   @hookspec({ firstresult: true })
 *   async findName(_: { id: number }): Promise<First<string> | void> {}
 * }
 *
 * // A plugin: an object or class whose members are marked.
 * const hookimpl: HookimplMarker<GreeterSpec> = hookimplMarker("greeter");
 * class Names {
 *   @hookimpl
 *   findName({ id }: Args<GreeterSpec, "findName">) {
 *     return id === 1 ? "Ada" : undefined;
 *   }
 * }
 *
 * await using plugins = new PluginManager("greeter", GreeterSpec);
 * plugins.register(new Names());
 *
 * assertEquals(await plugins.hook.findName({ id: 1 }), "Ada");
 * assertEquals(await plugins.hook.findName({ id: 2 }), undefined);
 * ```
 *
 * @module
 */

export {
  type AfterHookcall,
  type AnyCaller,
  type AnyFunction,
  type Args,
  type ArgsOf,
  type Attributed,
  type AttributedResult,
  type BeforeHookcall,
  type CallArgs,
  type CallArguments,
  type CallContext,
  type CallerOf,
  type CallPhase,
  type CallResult,
  CloseError,
  type ErrorContext,
  type ErrorSource,
  type First,
  type FirstBrand,
  type Historic,
  type HistoricBrand,
  type HistoricHookCaller,
  type HookCaller,
  HookCallError,
  type HookImpl,
  type HookimplMarker,
  hookimplMarker,
  type HookimplOptions,
  type HookimplOptionsFor,
  type HookInfo,
  type HookNames,
  HookResult,
  type HookSchemas,
  type HookSpec,
  HookspecError,
  type HookspecMarker,
  hookspecMarker,
  type HookspecOptions,
  HookTimeoutError,
  HookValueError,
  type HookWarning,
  type Impl,
  type ImplOwner,
  type ImplRecord,
  type IsAsync,
  type IsFirst,
  type IsHistoric,
  type LateAnswer,
  type Nothing,
  type OldWrapperImpl,
  type OnError,
  type Outcome,
  type OutcomeBox,
  type OutcomeOf,
  type Plugin,
  PluginValidationError,
  type Policy,
  RegistrationError,
  type Result,
  type SkippedError,
  sourceOf,
  type SpecMethod,
  type SpecOf,
  type SpecRecord,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
  type SyncWrapper,
  TenonError,
  type TraceProcessor,
  type Tracer,
  TraceRoot,
  type TraceWriter,
  UnknownHookError,
  UsageError,
  type ValueIssue,
  type ValueOf,
  type WarningCode,
  type WarningHandler,
  type Wrapper,
  WrapperError,
  type WrapperImpl,
  type WrapperOutcome,
} from "./src/engine/mod.ts";
export {
  type LifecycleEvent,
  type ManagerEvents,
  type ManagerListener,
  type PendingImpl,
  PluginManager,
  type PluginManagerOptions,
  type QuarantinedPlugin,
  type QuarantineEvent,
  type RegisterOptions,
  type Registration,
  type Relay,
} from "./src/manager/mod.ts";
export { LoadError, type LoadStage, PluginLoadError } from "./src/load/errors.ts";
export { type InspectOptions, inspectPlugin, type PluginInspection } from "./src/load/inspect.ts";
export type {
  DeniedEvent,
  GrantInput,
  HostPackage,
  LoadEvent,
  LoadOptions,
  ManifestSource,
  RestartEvent,
} from "./src/load/mod.ts";
export { LockError, type LockErrorCode } from "./src/load/lock/errors.ts";
export type { LockedPlugin, LockModule, LockSources } from "./src/load/lock/module.ts";
export { writeLockModule, type WriteLockOptions, type WrittenLock } from "./src/load/lock/write.ts";
export { LoadReport, type PluginReport, type PluginState } from "./src/load/report.ts";
export {
  ManifestError,
  type ManifestErrorCode,
  type ManifestProblem,
  type ManifestProblemCode,
} from "./src/manifest/errors.ts";
export type {
  EntryInput,
  ManifestInput,
  PermissionRule,
  Permissions,
  PermissionSet,
  Position,
} from "./src/manifest/types.ts";
export type { PluginContext } from "./src/plugin/mod.ts";
export { IsolationError, type IsolationErrorCode } from "./src/sandbox/errors.ts";
export { GrantError, type GrantErrorCode } from "./src/sandbox/grant/errors.ts";
export { GraphError, type GraphErrorCode } from "./src/sandbox/graph/errors.ts";
export type { Isolation, OutputEvent } from "./src/sandbox/isolated.ts";
export { SANDBOX_LIMITS, type SandboxLimits } from "./src/sandbox/limits.ts";
export { share, type Shared, type SharedMember, type ShareOptions, unshare } from "./src/sandbox/share.ts";
export { isForeign } from "./src/sandbox/wire/foreign.ts";
export {
  CarryError,
  ConnectionError,
  LimitError,
  SharedReferenceError,
  WireError,
} from "./src/sandbox/wire/wire_errors.ts";
