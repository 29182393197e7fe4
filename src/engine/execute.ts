import { GuardedCall } from "./guarded_call.ts";
import { type Monitor, monitored } from "./monitor.ts";
import { multicall } from "./multicall.ts";
import { multicallAsync } from "./multicall_async.ts";
import { type CallArguments, isGuarded, lacks, needsOf, type Plan, refusePending } from "./plan.ts";
import { drive, driveSync } from "./steps.ts";

/** Executes a plan. For an asynchronous hook it gives the outcome or a promise of it. */
export type Execute = (args: CallArguments) => unknown;

/** A call loop. */
export type Loop = (plan: Plan, args: CallArguments, check: boolean) => unknown;

/** Makes the function that executes a plan: the call loop, and the monitors around it. */
export function executor(plan: Plan, monitors: readonly Monitor[], loop: Loop = loopFor(plan)): Execute {
  const needed = [...new Set(plan.impls.flatMap((impl) => needsOf(impl, plan.strict)))];
  const execute: Execute = needed.length === 0
    ? (args) => loop(plan, args, false)
    // One look at all names spares each impl its own, unless one is lacking.
    : (args) => loop(plan, args, needed.some((name) => lacks(args, name)));
  return monitors.length === 0 ? execute : monitored(monitors, plan, execute);
}

function loopFor(plan: Plan): Loop {
  if (isGuarded(plan)) return (...call) => runGuarded(new GuardedCall(...call));
  return plan.isAsync ? multicallAsync : multicall;
}

/** Runs a guarded call. */
export function runGuarded(call: GuardedCall): unknown {
  const { plan } = call;
  if (plan.isAsync) return drive(call, plan.env.inFlight);
  return driveSync(call, (pending) => refusePending(plan, call.waitingFor()[0], pending));
}
