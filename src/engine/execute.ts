import type { HookImpl } from "./impl.ts";
import { type Monitor, monitored } from "./monitor.ts";
import { multicall } from "./multicall.ts";
import { multicallAsync } from "./multicall_async.ts";
import { type CallArguments, lacks, needsOf, type Plan } from "./plan.ts";

/**
 * Makes the function that executes a plan: the call loop, and the monitors around it. For an asynchronous hook it gives the
 * outcome or a promise of it.
 */
export function executor(plan: Plan, monitors: readonly Monitor[]): (args: CallArguments) => unknown {
  const loop = plan.isAsync ? multicallAsync : multicall;
  const needed = allNeeds(plan);
  const execute = needed.length === 0
    ? (args: CallArguments) => loop(plan, args, false)
    // One look at all names spares each impl its own, unless one is lacking.
    : (args: CallArguments) => loop(plan, args, needed.some((name) => lacks(args, name)));
  return monitors.length === 0 ? execute : monitored(monitors, plan, execute);
}

function allNeeds(plan: Plan): readonly string[] {
  return [...new Set(plan.impls.flatMap((impl: HookImpl) => needsOf(impl, plan.strict)))];
}
