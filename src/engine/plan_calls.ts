import type { HookImpl } from "./impl.ts";
import type { InFlight, WaitingCall } from "./in_flight.ts";
import type { Plan } from "./plan.ts";

/**
 * The calls of one plan that have begun and not ended, counted by the impl that they wait for. They are in the list of calls in
 * flight together: numbers that go up and down cost a call less than an entry of its own.
 */
export class PlanCalls implements WaitingCall {
  readonly plan: Plan;
  slot = 0;
  /** Whether it is in the list also while there are no calls. */
  kept = false;
  readonly #inFlight: InFlight;
  /** How many there are. */
  #count = 0;
  /** How many wait for each impl: the wrappers in call order, then the others. */
  readonly #waiting: number[];

  constructor(plan: Plan) {
    this.plan = plan;
    this.#inFlight = plan.env.inFlight;
    this.#waiting = [...plan.wrappers, ...plan.plain].map(() => 0);
  }

  get busy(): boolean {
    return this.#count > 0;
  }

  waitingFor(): readonly HookImpl[] {
    const impls = [...this.plan.wrappers, ...this.plan.plain];
    return this.#waiting.flatMap((count, at) => new Array<HookImpl>(count).fill(impls[at]!));
  }

  /** A call begins to wait, for the impl at an index, which it gives back. */
  begin(at: number): number {
    if (this.#count++ === 0 && !this.kept) this.#inFlight.add(this);
    this.#waiting[at]!++;
    return at;
  }

  /** A call goes on from the impl that it waited for last to another one, whose index it gives back. */
  move(last: number, at: number): number {
    this.#waiting[last]!--;
    this.#waiting[at]!++;
    return at;
  }

  /** A call ends that waited for an impl last. */
  end(last: number): void {
    this.#waiting[last]!--;
    if (--this.#count === 0 && (!this.kept || this.#inFlight.watched)) this.#inFlight.idle(this);
  }
}
