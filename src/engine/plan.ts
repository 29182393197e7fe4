import { HookCallError, HookTimeoutError, pluginText, WrapperError } from "./errors.ts";
import { type HookImpl, type ImplOwner, isWrapper } from "./impl.ts";
import type { InFlight } from "./in_flight.ts";
import { isAsyncFunction, isAsyncGeneratorFunction } from "./kinds.ts";
import type { HookimplOptions, Policy } from "./marks.ts";
import type { Monitor } from "./monitor.ts";
import type { CallPhase } from "./source.ts";
import type { HookSpec } from "./spec.ts";
import type { WarningHandler } from "./warnings.ts";

/** The named arguments of a call. */
export type CallArguments = Readonly<Record<string, unknown>>;

/** What a hook needs from the manager that it belongs to. */
export interface HookEnvironment {
  /** Receives warnings. */
  readonly warn: WarningHandler;
  /** In the order in which they were added. */
  readonly monitors: readonly Monitor[];
  /** Reads the options that a marker left on a function. */
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
  /** What to do when impls fail or take too long, where neither their plugin nor the spec says. */
  readonly policy: Policy;
  /** After how many failures in a row a plugin is to be left out; `undefined` for never. */
  readonly quarantineAfter: number | undefined;
  /** The asynchronous calls that have begun and not ended. */
  readonly inFlight: InFlight;
  /** Tells that an error was skipped. */
  skipped(event: SkippedError): void;
  /** Tells that an impl settled after its deadline. */
  late(event: LateAnswer): void;
  /** Leaves a plugin out of all calls. */
  quarantine(owner: ImplOwner, failure: LastFailure): void;
}

/** The failure that leads to quarantine. */
export interface LastFailure {
  readonly hook: string;
  readonly error: unknown;
  /** How often the impl of that hook has failed in a row. */
  readonly times: number;
}

/** An error that did not fail a call, as its impl was skipped. */
export interface SkippedError {
  /** What the impl threw; it may be any value. */
  readonly error: unknown;
  /** The name of the plugin. */
  readonly plugin: string;
  /** The hook that was called. */
  readonly hook: string;
  /** What the impl was doing. */
  readonly phase: CallPhase;
  /** The names of the arguments that the call was given. */
  readonly args: readonly string[];
}

/** An impl that settled after its deadline. What it gave was dropped. */
export interface LateAnswer {
  /** The name of the plugin. */
  readonly plugin: string;
  /** The hook that was called. */
  readonly hook: string;
  /** What the impl was doing. */
  readonly phase: CallPhase;
  /** Whether it ended with an error. */
  readonly failed: boolean;
  /** That error. */
  readonly error: unknown;
}

/** All that a call loop needs to know of one call, or of all calls until the impls of the hook change. */
export interface Plan {
  readonly hook: string;
  readonly spec: HookSpec | undefined;
  readonly env: HookEnvironment;
  /** All impls in storage order. */
  readonly impls: readonly HookImpl[];
  /** The wrappers in call order, outermost first. */
  readonly wrappers: readonly HookImpl[];
  /** The other impls in call order. */
  readonly plain: readonly HookImpl[];
  /** Stop at the first answer. */
  readonly firstresult: boolean;
  /** Calls return promises. */
  readonly isAsync: boolean;
  /** Whether what an impl destructures is what it needs: only where the spec lists its arguments can that be relied on. */
  readonly strict: boolean;
}

/** Lays out the impls of a hook, given in storage order, for calling. */
export function makePlan(
  hook: string,
  spec: HookSpec | undefined,
  impls: readonly HookImpl[],
  firstresult: boolean,
  env: HookEnvironment,
): Plan {
  const called = impls.toReversed();
  return {
    hook,
    spec,
    env,
    impls,
    wrappers: called.filter(isWrapper),
    plain: called.filter((impl) => !isWrapper(impl)),
    firstresult,
    isAsync: spec?.isAsync ?? impls.some(isAsyncImpl),
    strict: spec?.argnames !== undefined,
  };
}

/** Whether calls need what only {@linkcode GuardedCall} does. The others do not pay for it. */
export function isGuarded({ spec, env, impls }: Plan): boolean {
  const { concurrent, schemas, onError, timeoutMs } = spec?.opts ?? {};
  return concurrent === true || schemas?.result !== undefined || onError === "skip" || timeoutMs !== undefined ||
    env.policy.onError === "skip" || env.policy.timeoutMs !== undefined || env.quarantineAfter !== undefined ||
    impls.some((impl) => impl.owner.policy !== undefined || wantsContext(impl));
}

/** Whether an impl has a second parameter, for the {@linkcode CallContext}. */
export function wantsContext(impl: HookImpl): boolean {
  return impl.function.length > 1;
}

/** A hook without a spec is asynchronous as soon as one of its impls is. */
function isAsyncImpl(impl: HookImpl): boolean {
  return isAsyncFunction(impl.function) || isAsyncGeneratorFunction(impl.function);
}

/** The arguments that an impl cannot do without. */
export function needsOf(impl: HookImpl, strict: boolean): readonly string[] {
  return (strict ? impl.argnames : impl.opts.args) ?? [];
}

/** Whether a call lacks an argument. One that is there and `undefined` is given. */
export function lacks(args: CallArguments, name: string): boolean {
  return args[name] === undefined && !(name in args);
}

/**
 * Fails an impl's turn if the call lacks an argument that it needs.
 *
 * @throws {HookCallError} Naming the first such argument.
 */
export function requireArguments(plan: Plan, impl: HookImpl, args: CallArguments): void {
  for (const name of needsOf(impl, plan.strict)) {
    if (lacks(args, name)) {
      throw callError(
        HookCallError,
        impl,
        plan,
        "missing-argument",
        `the call does not provide the argument '${name}', which the impl needs`,
        [name],
      );
    }
  }
}

/** An impl of a synchronous hook gave a promise: nobody would wait for it. */
export function promiseFromSyncHook(plan: Plan, impl: HookImpl, promise: PromiseLike<unknown>): HookCallError {
  // The promise is reported already; its own failure must not end the process as an unhandled rejection.
  hush(promise);
  return callError(
    HookCallError,
    impl,
    plan,
    "promise-from-sync-hook",
    "it returned a promise, and the hook is synchronous. Make the hook's spec async, or the impl not",
  );
}

/**
 * Sees to it that the failure of a promise which is reported already does not end the process as an unhandled rejection.
 * Does not touch other thenables: their `then` may throw, or begin work that nobody asked for.
 */
function hush(given: unknown): void {
  try {
    Promise.prototype.then.call(given, undefined, () => {});
  } catch {
    // No promise, but something else.
  }
}

/** What a synchronous hook would have to wait for: an impl, or, where none is given, a validator. */
export function refusePending(plan: Plan, impl: HookImpl | undefined, pending: PromiseLike<unknown>): HookCallError {
  if (impl !== undefined) return promiseFromSyncHook(plan, impl, pending);
  hush(pending);
  return new HookCallError(
    "async-validator",
    `Cannot call hook '${plan.hook}': its validator gave a promise, and the hook is synchronous.`,
    { hook: plan.hook },
  );
}

/** A wrapper ended before its yield. */
export function didNotYield(plan: Plan, impl: HookImpl): WrapperError {
  return callError(WrapperError, impl, plan, "did-not-yield", "a wrapper must yield once, and it did not yield");
}

/** A wrapper yielded where it should have ended. */
export function secondYield(plan: Plan, impl: HookImpl): WrapperError {
  return callError(WrapperError, impl, plan, "second-yield", "a wrapper must yield once, and it yielded a second time");
}

/** A wrapper's function gave something other than a generator. */
export function notIterator(plan: Plan, impl: HookImpl, given: unknown): WrapperError {
  // It may be a promise, whose own failure must not end the process as an unhandled rejection.
  hush(given);
  return callError(WrapperError, impl, plan, "not-iterator", "a wrapper must be a generator function, and it is not");
}

/** An impl did not settle in time. */
export function timedOut(plan: Plan, impl: HookImpl, ms: number): HookTimeoutError {
  return callError(HookTimeoutError, impl, plan, "timeout", `it did not settle within ${ms} ms`);
}

function callError<E extends HookCallError>(
  kind: new (...args: ConstructorParameters<typeof HookCallError>) => E,
  impl: HookImpl,
  plan: Plan,
  code: string,
  reason: string,
  names?: readonly string[],
): E {
  const { name, source } = impl.owner;
  return new kind(code, `Cannot call hook '${plan.hook}' of ${pluginText(name, source)}: ${reason}.`, {
    plugin: name,
    hook: plan.hook,
    source,
    names,
  });
}
