import { isThenable } from "./kinds.ts";
import type { InFlight, WaitingCall } from "./in_flight.ts";

/**
 * A call as a machine whose every step calls at most one function of a plugin. What the function gives is settled, at once
 * or after awaiting it, by `settle` or `fail`.
 */
export interface SteppedCall extends WaitingCall {
  /** Whether no step is left. */
  readonly done: boolean;
  /** Calls the next function. */
  step(): unknown;
  /** Takes what the last step gave. */
  settle(given: unknown): void;
  /** Takes what the last step threw. Never throws itself. */
  fail(error: unknown): void;
  /** The outcome, once no step is left; throws if it is an error. */
  outcome(): unknown;
}

/** Runs a call as far as it goes without waiting. Gives the outcome or a promise of it. */
export function drive(call: SteppedCall, inFlight: InFlight): unknown {
  const pending = advance(call);
  return pending === undefined ? call.outcome() : driveAfter(call, pending, inFlight);
}

async function driveAfter(call: SteppedCall, first: PromiseLike<unknown>, inFlight: InFlight): Promise<unknown> {
  inFlight.add(call);
  for (let pending: PromiseLike<unknown> | undefined = first; pending !== undefined; pending = advance(call)) {
    try {
      call.settle(await pending);
    } catch (error) {
      call.fail(error);
    }
  }
  inFlight.remove(call);
  return call.outcome();
}

/** Takes steps until one has to be awaited, which it gives, or none is left. */
function advance(call: SteppedCall): PromiseLike<unknown> | undefined {
  while (!call.done) {
    try {
      const given = call.step();
      if (isThenable(given)) return given;
      call.settle(given);
    } catch (error) {
      call.fail(error);
    }
  }
  return undefined;
}

/** Runs a call of a synchronous hook: a step that would have to be awaited fails with what `refuse` makes of it. */
export function driveSync(call: SteppedCall, refuse: (pending: PromiseLike<unknown>) => Error): unknown {
  for (let pending; (pending = advance(call)) !== undefined;) call.fail(refuse(pending));
  return call.outcome();
}
