import { preparer } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import { type Execute, executor, type Loop, runGuarded } from "./execute.ts";
import { GuardedCall } from "./guarded_call.ts";
import { type ResultCallback, resultsIn } from "./history.ts";
import type { Hook } from "./hook.ts";
import { HookImpl, type ImplOwner } from "./impl.ts";
import type { WaitingCall } from "./in_flight.ts";
import { isThenable } from "./kinds.ts";
import { implRecord } from "./marks.ts";
import { withExtra } from "./order.ts";
import { type CallArguments, makePlan, type Plan, refusePending } from "./plan.ts";
import type { AnyFunction } from "./types.ts";
import { checkArguments, type StandardSchema } from "./values.ts";

/** The calls of one caller. What can be laid out beforehand is, at the first call after a change. */
export class Calls {
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
