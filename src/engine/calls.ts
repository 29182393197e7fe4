import { argumentsOf, badArguments, ifGiven, isArguments, preparationOf } from "./arguments.ts";
import { Dispatch } from "./dispatch.ts";
import { UsageError } from "./errors.ts";
import { type Execute, executorOf, type Loop, runGuarded } from "./execute.ts";
import { GuardedCall } from "./guarded_call.ts";
import { type ResultCallback, resultsIn } from "./history.ts";
import type { Hook } from "./hook.ts";
import { HookImpl, type ImplOwner } from "./impl.ts";
import type { WaitingCall } from "./in_flight.ts";
import { isThenable } from "./kinds.ts";
import { implRecord } from "./marks.ts";
import { withExtra } from "./order.ts";
import { type CallArguments, makePlan, type Plan, refusePending } from "./plan.ts";
import type { PlanCalls } from "./plan_calls.ts";
import type { AnyFunction } from "./types.ts";
import { checkArguments, type StandardSchema } from "./values.ts";

/** The calls of one caller. What can be laid out beforehand is, at the first call after a change. */
export class Calls {
  readonly hook: Hook;
  readonly #excluded: WeakSet<object> | undefined;
  /** Runs calls whose arguments are an object, as the hook is now. */
  readonly dispatch: Dispatch;
  /** What runs the first call after a change: it lays the calls out. */
  readonly #unready: Execute;
  #ready = false;
  /** Whether the hook tells of each change. It tells the one caller that lives as long as it does. */
  readonly #hears: boolean;
  /** The asynchronous calls by what is laid out, if they are kept in the list of calls in flight. */
  #kept: PlanCalls | undefined;

  constructor(hook: Hook, excluded: WeakSet<object> | undefined) {
    this.hook = hook;
    this.#excluded = excluded;
    this.#hears = excluded === undefined && hook.parent === undefined;
    this.#unready = (args) => {
      const run = this.#hears ? this.#layOut() : this.#untilChange(this.#layOut());
      this.#ready = true;
      Dispatch.set(this.dispatch, run);
      return run(args);
    };
    this.dispatch = new Dispatch(this.#unready);
    if (this.#hears) hook.onChange = () => this.drop();
    if (excluded === undefined) hook.onRelease = () => this.drop();
  }

  /** Forgets what is laid out, and with it the plugins in it. */
  drop(): void {
    if (!this.#ready) return;
    this.#ready = false;
    Dispatch.set(this.dispatch, this.#unready);
    if (this.#kept === undefined) return;
    this.hook.env.inFlight.release(this.#kept);
    this.#kept = undefined;
  }

  /** The impls that this caller calls, in storage order. */
  impls(): readonly HookImpl[] {
    const excluded = this.#excluded;
    const impls = this.hook.impls();
    return excluded === undefined ? impls : impls.filter(({ plugin }) => plugin === undefined || !excluded.has(plugin));
  }

  /** Runs a call that was given something else than just an object of arguments. */
  callOdd(args: unknown, surplus: unknown): unknown {
    if (surplus !== undefined) return this.fail(badArguments(this.hook.name, "several arguments"));
    if (this.hook.historic) return this.#refuseDirectCall();
    try {
      args = argumentsOf(this.hook.name, args);
    } catch (error) {
      return this.fail(error);
    }
    return this.dispatch.run(args as CallArguments);
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
    return this.#runner(this.#plan(impls)).run(argumentsOf(hook.name, args));
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
    const args = preparationOf(name, spec, env.warn).prepare(argumentsOf(name, given));
    const schema = spec?.opts.schemas?.args;
    return schema === undefined ? args : checkArguments(schema, name, args);
  }

  #executeAndRemember(args: CallArguments, callback: ResultCallback | undefined): unknown {
    const { hook } = this;
    // Remembered first, so that a call which fails is replayed all the same.
    hook.remember({ args, callback });
    return executorOf(this.#plan(this.#callable()), hook.env.monitors).any(args);
  }

  /** Calls the hook in full, and says whose the answers are. */
  attributed(given: unknown): unknown {
    const { hook } = this;
    if (hook.historic) return this.#refuseDirectCall();
    if (!isArguments(given) && given !== undefined && given !== null) return this.callOdd(given, undefined);
    let call: GuardedCall | undefined;
    const { run } = this.#runner(this.#plan(this.#callable()), (plan, args, check) => {
      return runGuarded(call = new GuardedCall(plan, args, check));
    });
    const outcome = run(given ?? {});
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

  #layOut(): Execute {
    if (this.hook.historic) return () => this.#refuseDirectCall();
    const { run, calls } = this.#runner(this.#plan(this.#callable()));
    if (this.#hears && calls !== undefined) this.hook.env.inFlight.keep(this.#kept = calls);
    return run;
  }

  /** Runs calls by what is laid out until the hook changes. */
  #untilChange(laidOut: Execute): Execute {
    const { hook } = this;
    const { version } = hook;
    return (args) => hook.version === version ? laidOut(args) : this.#unready(args);
  }

  /** Makes the function that runs calls by a plan, each with an object of arguments. */
  #runner(plan: Plan, loop?: Loop): { run: Execute; calls: PlanCalls | undefined } {
    const { name, spec, env } = this.hook;
    const { needed, sure, any, calls } = executorOf(plan, env.monitors, loop);
    const { names, prepare } = preparationOf(name, spec, env.warn);
    const schema = spec?.opts.schemas?.args;
    if (schema !== undefined) return { run: checkedRunner(plan, schema, prepare, any), calls };
    const looked = [...new Set([...names, ...needed])];
    const run = ifGiven(looked, sure, (args) => any(prepare(args)));
    // What gives promises by itself, and looks at nothing before, needs no help.
    const needsHelp = plan.isAsync && (calls === undefined || looked.length > 0);
    return { run: needsHelp ? promised(run) : run, calls };
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
  prepare: (args: CallArguments) => CallArguments,
  execute: Execute,
): Execute {
  const { inFlight } = plan.env;
  if (plan.isAsync) {
    return async (args) => {
      const checked = checkArguments(schema, plan.hook, prepare(args));
      if (!isThenable(checked)) return execute(checked as CallArguments);
      // The call is going to use these impls, and so has begun.
      const waiting: WaitingCall = { plan, busy: true, slot: 0, waitingFor: () => [] };
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

/** Has calls give promises, whatever comes of them. No `async` function: those cost a promise more. */
function promised(execute: Execute): Execute {
  return (args) => {
    try {
      const outcome = execute(args);
      return outcome instanceof Promise ? outcome : Promise.resolve(outcome);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
