import { answersOf } from "./answers.ts";
import { answersAsyncOf } from "./answers_async.ts";
import { GuardedCall } from "./guarded_call.ts";
import { type Monitor, monitored } from "./monitor.ts";
import { type CallArguments, isGuarded, lacks, needsOf, type Plan, refusePending } from "./plan.ts";
import { PlanCalls } from "./plan_calls.ts";
import { drive, driveSync } from "./steps.ts";
import { wrappedOf } from "./wrapped.ts";
import { wrappedAsyncOf } from "./wrapped_async.ts";

/** Executes a plan. For an asynchronous hook it gives the outcome or a promise of it. */
export type Execute = (args: CallArguments) => unknown;

/** A call loop that is not the one which suits the plan best. */
export type Loop = (plan: Plan, args: CallArguments, check: boolean) => unknown;

/** How a plan is executed: the call loop, and the monitors around it. */
export interface Executor {
  /** The names of the arguments that impls need. */
  readonly needed: readonly string[];
  /** Executes a call whose needed arguments are all there. */
  readonly sure: Execute;
  /** Executes any call: the turn of an impl fails if the call lacks an argument that it needs. */
  readonly any: Execute;
  /** The calls that have begun and not ended; `undefined` where each of them is in the list of those by itself. */
  readonly calls: PlanCalls | undefined;
}

/** Lays out how a plan is executed. */
export function executorOf(plan: Plan, monitors: readonly Monitor[], loop?: Loop): Executor {
  const calls = loop === undefined && plan.isAsync && !isGuarded(plan) ? new PlanCalls(plan) : undefined;
  const loopOf = (check: boolean): Execute => {
    if (loop !== undefined) return (args) => loop(plan, args, check);
    return calls === undefined ? bestLoop(plan, check) : bestAsyncLoop(calls, check);
  };
  const around = (execute: Execute): Execute => {
    return monitors.length === 0 ? execute : monitored(monitors, plan, execute);
  };
  const needed = [...new Set(plan.impls.flatMap((impl) => needsOf(impl, plan.strict)))];
  const unchecked = loopOf(false);
  // One look at all the names spares each impl its own, unless one is lacking.
  const either: Execute = (args) => needed.some((name) => lacks(args, name)) ? loopOf(true)(args) : unchecked(args);
  return { needed, sure: around(unchecked), any: around(needed.length === 0 ? unchecked : either), calls };
}

/** The call loop for a plan. With `check`, each impl's turn fails if the call lacks an argument that it needs. */
function bestLoop(plan: Plan, check: boolean): Execute {
  if (isGuarded(plan)) return (args) => runGuarded(new GuardedCall(plan, args, check));
  return plan.wrappers.length === 0 ? answersOf(plan, check) : wrappedOf(plan, check);
}

function bestAsyncLoop(calls: PlanCalls, check: boolean): Execute {
  return calls.plan.wrappers.length === 0 ? answersAsyncOf(calls, check) : wrappedAsyncOf(calls, check);
}

/** Runs a guarded call. */
export function runGuarded(call: GuardedCall): unknown {
  const { plan } = call;
  if (plan.isAsync) return drive(call, plan.env.inFlight);
  return driveSync(call, (pending) => refusePending(plan, call.waitingFor()[0], pending));
}
