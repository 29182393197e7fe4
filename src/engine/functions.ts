import type { HookImpl } from "./impl.ts";
import { type CallArguments, type Plan, requireArguments } from "./plan.ts";

/** Calls the function of one impl as the plugin's own. */
export type BoundFunction = (args: CallArguments) => unknown;

const { bind } = Function.prototype;
const { toString } = Function.prototype;

/**
 * The functions of some impls of a plan, each to be called on its own. They are bound once for all calls: `fn.call(plugin, args)`
 * would look `call` up each time, which is slow where functions of many kinds pass. With `check`, each fails if the call lacks an
 * argument that it needs.
 */
export function functionsOf(plan: Plan, impls: readonly HookImpl[], check: boolean): readonly BoundFunction[] {
  return impls.map((impl) => {
    const fn = isWatched(plan) ? current(impl) : bound(impl);
    if (!check) return fn;
    return (args) => {
      requireArguments(plan, impl, args);
      return fn(args);
    };
  });
}

/** Whether monitors get to see the impls before each call, and may put functions of their own into them. */
export function isWatched({ env }: Plan): boolean {
  return env.monitors.length > 0;
}

function current(impl: HookImpl): BoundFunction {
  return (args) => impl.function.call(impl.plugin, args);
}

function bound(impl: HookImpl): BoundFunction {
  // An arrow function has no `this` that could be bound.
  if (toString.call(impl.function).startsWith("(")) return impl.function;
  return bind.call(impl.function, impl.plugin) as BoundFunction;
}
