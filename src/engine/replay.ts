import { executorOf } from "./execute.ts";
import { type RememberedCall, resultsIn } from "./history.ts";
import type { Hook } from "./hook.ts";
import type { HookImpl } from "./impl.ts";
import { isThenable } from "./kinds.ts";
import { type CallArguments, makePlan } from "./plan.ts";

/** Runs one remembered call with one impl that came later. */
function replayOne(hook: Hook, impl: HookImpl, { args, callback }: RememberedCall): unknown {
  const plan = makePlan(hook.name, hook.spec, [impl], false, hook.env);
  const report = (outcome: unknown): unknown => {
    const [result] = resultsIn(outcome);
    return result === undefined ? undefined : callback?.(result);
  };
  const results = executorOf(plan, hook.env.monitors).any(args as CallArguments);
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
