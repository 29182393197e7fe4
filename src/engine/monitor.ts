import type { HookImpl } from "./impl.ts";
import type { CallArguments } from "./plan.ts";
import { HookResult } from "./result.ts";
import { sourceOfThrown } from "./source.ts";

/** Called before each hook call, with the impls in storage order (calls walk it backwards). What it throws fails the call. */
export type BeforeHookcall = (hook: string, impls: readonly HookImpl[], args: CallArguments) => void;

/** Called after each hook call, also a failed one. It can change the outcome; what it throws takes its place. */
export type AfterHookcall = (
  outcome: HookResult,
  hook: string,
  impls: readonly HookImpl[],
  args: CallArguments,
) => void;

/** A pair of callbacks around every hook call. */
export interface Monitor {
  readonly before: BeforeHookcall;
  readonly after: AfterHookcall;
}

interface Monitored {
  readonly hook: string;
  readonly impls: readonly HookImpl[];
  readonly isAsync: boolean;
}

type Execute = (args: CallArguments) => unknown;

/** Puts monitors around the execution of a call, the last added outermost. */
export function monitored(monitors: readonly Monitor[], plan: Monitored, execute: Execute): Execute {
  return monitors.reduce<Execute>((inner, monitor) => around(monitor, plan, inner), execute);
}

function around({ before, after }: Monitor, { hook, impls, isAsync }: Monitored, inner: Execute): Execute {
  const finish = (outcome: HookResult, args: CallArguments): unknown => {
    after(outcome, hook, impls, args);
    return outcome.getResult();
  };
  if (isAsync) {
    return async (args) => {
      before(hook, impls, args);
      let outcome: HookResult;
      try {
        outcome = HookResult.ofValue(await inner(args));
      } catch (error) {
        outcome = HookResult.ofError(error, sourceOfThrown(error, hook));
      }
      return finish(outcome, args);
    };
  }
  return (args) => {
    before(hook, impls, args);
    let outcome: HookResult;
    try {
      outcome = HookResult.ofValue(inner(args));
    } catch (error) {
      outcome = HookResult.ofError(error, sourceOfThrown(error, hook));
    }
    return finish(outcome, args);
  };
}
