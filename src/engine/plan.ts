import { HookCallError, pluginText, WrapperError } from "./errors.ts";
import { type HookImpl, isWrapper } from "./impl.ts";
import { isAsyncFunction, isAsyncGeneratorFunction } from "./kinds.ts";
import type { HookSpec } from "./spec.ts";
import type { WarningHandler } from "./warnings.ts";

/** The named arguments of a call. */
export type CallArguments = Readonly<Record<string, unknown>>;

/** All that a call loop needs to know of one call, or of all calls until the impls of the hook change. */
export interface Plan {
  readonly hook: string;
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
  readonly warn: WarningHandler;
}

/** Lays out the impls of a hook, given in storage order, for calling. */
export function makePlan(
  hook: string,
  spec: HookSpec | undefined,
  impls: readonly HookImpl[],
  firstresult: boolean,
  warn: WarningHandler,
): Plan {
  const called = impls.toReversed();
  return {
    hook,
    impls,
    wrappers: called.filter(isWrapper),
    plain: called.filter((impl) => !isWrapper(impl)),
    firstresult,
    isAsync: spec?.isAsync ?? impls.some(isAsyncImpl),
    strict: spec?.argnames !== undefined,
    warn,
  };
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
function hush(promise: PromiseLike<unknown>): void {
  try {
    Promise.prototype.then.call(promise, undefined, () => {});
  } catch {
    // No promise, but something else with a `then`.
  }
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
export function notIterator(plan: Plan, impl: HookImpl): WrapperError {
  return callError(WrapperError, impl, plan, "not-iterator", "a wrapper must be a generator function, and it is not");
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
