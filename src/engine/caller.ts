import { badArguments, preparer } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import { type Execute, executor, type Loop, runGuarded } from "./execute.ts";
import type { Attributed } from "./attribution.ts";
import { GuardedCall } from "./guarded_call.ts";
import type { RememberedCall, ResultCallback } from "./history.ts";
import type { Hook } from "./hook.ts";
import { HookImpl, type ImplOwner } from "./impl.ts";
import type { WaitingCall } from "./in_flight.ts";
import { isThenable } from "./kinds.ts";
import { implRecord } from "./marks.ts";
import { withExtra } from "./order.ts";
import { type CallArguments, makePlan, type Plan, refusePending } from "./plan.ts";
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
import { checkArguments, type StandardSchema } from "./values.ts";

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
  if (excluded === undefined) hook.onRelease = () => state.drop();
  const caller = (args: unknown, surplus?: unknown): unknown => {
    if (surplus !== undefined) return state.fail(badArguments(hook.name, "several arguments"));
    return state.call(args);
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

/** The calls of one caller. What can be laid out beforehand is, at the first call after a change. */
class Calls {
  readonly hook: Hook;
  readonly #excluded: WeakSet<object> | undefined;
  #version = -1;
  #run: (args: unknown) => unknown = notLaidOut;

  constructor(hook: Hook, excluded: WeakSet<object> | undefined) {
    this.hook = hook;
    this.#excluded = excluded;
  }

  /** Forgets what is laid out, and with it the plugins in it. */
  drop(): void {
    this.#version = -1;
    this.#run = notLaidOut;
  }

  /** The impls that this caller calls, in storage order. */
  impls(): readonly HookImpl[] {
    const excluded = this.#excluded;
    const impls = this.hook.impls();
    return excluded === undefined ? impls : impls.filter(({ plugin }) => plugin === undefined || !excluded.has(plugin));
  }

  call(args: unknown): unknown {
    if (this.#version !== this.hook.version) this.#layOut();
    return this.#run(args);
  }

  callExtra(functions: readonly AnyFunction[], args: unknown): unknown {
    try {
      return this.#callExtra(functions, args);
    } catch (error) {
      return this.fail(error);
    }
  }

  callHistoric(args: unknown, callback: ResultCallback | undefined): unknown {
    try {
      return this.#callHistoric(args, callback);
    } catch (error) {
      return this.fail(error);
    }
  }

  /** Fails a call that has not begun: errors of an asynchronous hook are always rejections. */
  fail(error: unknown): unknown {
    if (this.#plan(this.impls()).isAsync) return Promise.reject(error);
    throw error;
  }

  #callExtra(functions: readonly AnyFunction[], args: unknown): unknown {
    const { hook } = this;
    if (hook.historic) return this.#refuseDirectCall();
    if (!Array.isArray(functions) || functions.some((fn) => typeof fn !== "function")) {
      throw new UsageError(
        "bad-arguments",
        `Cannot call hook '${hook.name}': callExtra takes an array of functions, and then the arguments.`,
        { hook: hook.name },
      );
    }
    const owner: ImplOwner = {
      plugin: undefined,
      name: "<temp>",
      seq: Infinity,
      impls: [],
      removed: false,
      quarantined: false,
    };
    let impls = this.#callable();
    for (const fn of functions) {
      const { args: names } = hook.env.readOptions(fn) ?? {};
      impls = withExtra(impls, new HookImpl(fn, owner, implRecord(names ? { args: names } : {}), hook.name));
    }
    return this.#runner(this.#plan(impls))(args);
  }

  #callHistoric(given: unknown, callback: ResultCallback | undefined): unknown {
    const { hook } = this;
    if (!hook.historic) {
      throw new UsageError(
        "not-historic",
        `Cannot use callHistoric on hook '${hook.name}': its spec is not historic. Call it directly.`,
        { hook: hook.name },
      );
    }
    if (!hook.spec?.isAsync) {
      const args = this.#checkedArguments(given);
      if (isThenable(args)) throw refusePending(this.#plan([]), undefined, args);
      for (const result of resultsIn(this.#executeAndRemember(args as CallArguments, callback))) callback?.(result);
      return undefined;
    }
    return (async () => {
      const checked = this.#checkedArguments(given);
      // Without waiting, where that can be, a plugin that is registered right after the call has it replayed.
      const args = isThenable(checked) ? await checked : checked;
      const results = resultsIn(await this.#executeAndRemember(args as CallArguments, callback));
      for (const result of results) await callback?.(result);
    })();
  }

  /** The arguments of a historic call, or a promise of them if its validator gives one. */
  #checkedArguments(given: unknown): unknown {
    const { name, spec, env } = this.hook;
    const args = preparer(name, spec, env.warn)(given);
    const schema = spec?.opts.schemas?.args;
    return schema === undefined ? args : checkArguments(schema, name, args);
  }

  #executeAndRemember(args: CallArguments, callback: ResultCallback | undefined): unknown {
    const { hook } = this;
    // Remembered first, so that a call which fails is replayed all the same.
    hook.remember({ args, callback });
    return executor(this.#plan(this.#callable()), hook.env.monitors)(args);
  }

  /** Calls the hook in full, and says whose the answers are. */
  attributed(args: unknown): unknown {
    const { hook } = this;
    if (hook.historic) return this.#refuseDirectCall();
    let call: GuardedCall | undefined;
    const outcome = this.#runner(this.#plan(this.#callable()), (plan, args, check) => {
      return runGuarded(call = new GuardedCall(plan, args, check));
    })(args);
    return isThenable(outcome) ? outcome.then((settled) => call?.attributed(settled)) : call?.attributed(outcome);
  }

  /** The impls that take part in calls: those of plugins in quarantine do not. */
  #callable(): readonly HookImpl[] {
    const impls = this.impls();
    return impls.some(({ owner }) => owner.quarantined) ? impls.filter(({ owner }) => !owner.quarantined) : impls;
  }

  #plan(impls: readonly HookImpl[]): Plan {
    const { name, spec, env } = this.hook;
    return makePlan(name, spec, impls, spec?.opts.firstresult ?? false, env);
  }

  #layOut(): void {
    this.#version = this.hook.version;
    this.#run = this.hook.historic ? () => this.#refuseDirectCall() : this.#runner(this.#plan(this.#callable()));
  }

  #runner(plan: Plan, loop?: Loop): (args: unknown) => unknown {
    const { name, spec, env } = this.hook;
    const prepare = preparer(name, spec, env.warn);
    const execute = executor(plan, env.monitors, loop);
    const schema = spec?.opts.schemas?.args;
    if (schema !== undefined) return checkedRunner(plan, schema, prepare, execute);
    if (!plan.isAsync) return (args) => execute(prepare(args));
    // Not an `async` function: those cost a promise more.
    return (args) => {
      try {
        const outcome = execute(prepare(args));
        return outcome instanceof Promise ? outcome : Promise.resolve(outcome);
      } catch (error) {
        return Promise.reject(error);
      }
    };
  }

  #refuseDirectCall(): unknown {
    const { name, spec } = this.hook;
    const error = new UsageError(
      "historic-call",
      `Cannot call the historic hook '${name}' directly: use pm.hook.${name}.callHistoric(args).`,
      { hook: name },
    );
    if (spec?.isAsync) return Promise.reject(error);
    throw error;
  }
}

/** Runs calls whose arguments are checked first. */
function checkedRunner(
  plan: Plan,
  schema: StandardSchema,
  prepare: (args: unknown) => CallArguments,
  execute: Execute,
): (args: unknown) => unknown {
  const { inFlight } = plan.env;
  if (plan.isAsync) {
    return async (args) => {
      const checked = checkArguments(schema, plan.hook, prepare(args));
      if (!isThenable(checked)) return execute(checked as CallArguments);
      // The call is going to use these impls, and so has begun.
      const waiting: WaitingCall = { plan, slot: 0, waitingFor: () => [] };
      inFlight.add(waiting);
      try {
        return await execute(await checked as CallArguments);
      } finally {
        inFlight.remove(waiting);
      }
    };
  }
  return (args) => {
    const checked = checkArguments(schema, plan.hook, prepare(args));
    if (isThenable(checked)) throw refusePending(plan, undefined, checked);
    return execute(checked as CallArguments);
  };
}

function notLaidOut(): never {
  throw new Error("unreachable: calls are laid out before they run");
}

/** The results of a historic call. A monitor may have put anything in the place of the array; that is none, then. */
function resultsIn(outcome: unknown): readonly unknown[] {
  return Array.isArray(outcome) ? outcome : [];
}

/** Runs one remembered call with one impl that came later. */
function replayOne(hook: Hook, impl: HookImpl, { args, callback }: RememberedCall): unknown {
  const plan = makePlan(hook.name, hook.spec, [impl], false, hook.env);
  const report = (outcome: unknown): unknown => {
    const [result] = resultsIn(outcome);
    return result === undefined ? undefined : callback?.(result);
  };
  const results = executor(plan, hook.env.monitors)(args as CallArguments);
  return isThenable(results) ? results.then(report) : report(results);
}

/**
 * Replays the remembered calls of a hook to an impl that comes, those included that are made meanwhile. Gives each replay as
 * a function, whose promise is to be awaited before the next is asked for; when none is left, the impl has had them all at
 * that very moment. `done` holds what it has had.
 */
export function* replays(hook: Hook, impl: HookImpl, done: Set<RememberedCall>): Generator<() => unknown> {
  for (let left; (left = hook.remembered().filter((call) => !done.has(call))).length > 0;) {
    for (const call of left) {
      done.add(call);
      yield () => {
        const replayed = replayOne(hook, impl, call);
        return hook.spec?.isAsync ? replayed : undefined;
      };
    }
  }
}
