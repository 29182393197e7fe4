import type { Attributed } from "./attribution.ts";
import { isArguments } from "./arguments.ts";
import { Calls } from "./calls.ts";
import { UsageError } from "./errors.ts";
import type { ResultCallback } from "./history.ts";
import type { Hook } from "./hook.ts";
import type { HookImpl } from "./impl.ts";
import type { HookSpec } from "./spec.ts";
import type {
  AnyFunction,
  CallArgs,
  CallResult,
  HookNames,
  Impl,
  IsAsync,
  IsFirst,
  IsHistoric,
  SpecMethod,
  ValueOf,
} from "./types.ts";

/** What every hook caller can tell about its hook. */
export interface HookInfo {
  /** The hook's name. */
  readonly name: string;
  /** What the host declared, or `undefined` for a hook that only plugins know. */
  readonly spec: HookSpec | undefined;
  /** Whether the host declared the hook. */
  hasSpec(): boolean;
  /** Whether calls are remembered for plugins that come later. */
  isHistoric(): boolean;
  /** The impls in storage order, the reverse of the order in which they are called. A new array each time. */
  getHookimpls(): HookImpl[];
}

/**
 * Calls a hook: `pm.hook.NAME(args)`. Gives the answers in call order without null and undefined, or the first one; a
 * promise of that if the hook is asynchronous.
 */
export interface HookCaller<F extends AnyFunction = AnyFunction, I = AnyFunction> extends HookInfo {
  /** Calls all impls with one object of named arguments. */
  (...args: CallArgs<F>): CallResult<F>;
  /**
   * Calls the hook with additional functions that take part in this call only, as if a plugin had registered them: after the
   * impls with `tryfirst`, before all others, later functions before earlier ones.
   */
  callExtra(methods: readonly I[], ...args: CallArgs<F>): CallResult<F>;
  /**
   * Calls all impls, and gives each answer with the name of the plugin that gave it. What a wrapper puts into the outcome is
   * the wrapper's; answers that it leaves in stay with their plugins, told by identity.
   */
  attributed(...args: CallArgs<F>): AttributedResult<F>;
}

/** What an attributed call returns: a list, or one or none for a firstresult hook; a promise if the hook is asynchronous. */
export type AttributedResult<F extends AnyFunction> = IsAsync<F> extends true ? Promise<AttributedOutcome<F>>
  : AttributedOutcome<F>;

/**
 * What an attributed call gives, once awaited.
 *
 * @internal
 */
export type AttributedOutcome<F extends AnyFunction> = IsFirst<F> extends true ? Attributed<ValueOf<F>> | undefined
  : Attributed<ValueOf<F>>[];

/** Calls a historic hook: `pm.hook.NAME.callHistoric(args)`. It cannot be called directly. */
export interface HistoricHookCaller<F extends AnyFunction = AnyFunction> extends HookInfo {
  /**
   * Calls all impls now, and each impl that is registered later when it is. `callback` receives each result that is not null
   * or undefined.
   */
  callHistoric(
    ...args: [...CallArgs<F>, callback?: (result: ValueOf<F>) => void]
  ): IsAsync<F> extends true ? Promise<void> : void;
  /** Forgets the calls made so far: they are not replayed any more. */
  clearHistory(): void;
}

/** The caller of hook `K` of spec type `S`. */
export type CallerOf<S, K extends HookNames<S>> = IsHistoric<SpecMethod<S, K>> extends true
  ? HistoricHookCaller<SpecMethod<S, K>>
  : HookCaller<SpecMethod<S, K>, Impl<S, K>>;

/** A caller whose types are not known. */
export type AnyCaller = HookCaller & HistoricHookCaller;

const calls = new WeakMap<object, Calls>();

/** Makes a caller of a hook, of all its plugins or of all but some. */
export function makeCaller(hook: Hook, excluded?: WeakSet<object>): AnyCaller {
  const state = new Calls(hook, excluded);
  const { dispatch } = state;
  const caller = (args: unknown, surplus?: unknown): unknown => {
    return surplus === undefined && isArguments(args) ? dispatch.run(args) : state.callOdd(args, surplus);
  };
  Object.defineProperty(caller, "name", { value: hook.name });
  Object.setPrototypeOf(caller, methods);
  calls.set(caller, state);
  return caller as unknown as AnyCaller;
}

function stateOf(caller: object): Calls {
  const state = calls.get(caller);
  if (state === undefined) throw new UsageError("not-a-caller", "Cannot call a hook: this is no hook caller.");
  return state;
}

// One prototype for all callers, so that a caller costs one function and not one a method.
const methods = Object.create(Function.prototype, {
  spec: {
    get(this: object): HookSpec | undefined {
      return stateOf(this).hook.spec;
    },
  },
  hasSpec: {
    value(this: object): boolean {
      return stateOf(this).hook.spec !== undefined;
    },
  },
  isHistoric: {
    value(this: object): boolean {
      return stateOf(this).hook.historic;
    },
  },
  getHookimpls: {
    value(this: object): HookImpl[] {
      return [...stateOf(this).impls()];
    },
  },
  callExtra: {
    value(this: object, functions: readonly AnyFunction[], args?: unknown): unknown {
      return stateOf(this).callExtra(functions, args);
    },
  },
  attributed: {
    value(this: object, args?: unknown): unknown {
      return stateOf(this).attributed(args);
    },
  },
  clearHistory: {
    value(this: object): void {
      stateOf(this).hook.forget();
    },
  },
  callHistoric: {
    value(this: object, args?: unknown, callback?: ResultCallback): unknown {
      return stateOf(this).callHistoric(args, callback);
    },
  },
}) as object;
