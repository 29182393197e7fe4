import type { HookImpl, ImplOwner } from "./impl.ts";
import type { Plan } from "./plan.ts";
import type { PlanCalls } from "./plan_calls.ts";

/** An asynchronous call that waits for an impl. */
export interface WaitingCall {
  readonly plan: Plan;
  /** Whether it still is one; one that is not may be in the list all the same. */
  readonly busy: boolean;
  /** The impls that it waits for at the moment; none, if it waits for something else. */
  waitingFor(): readonly HookImpl[];
  /** Where it is in the list; kept by {@linkcode InFlight}. */
  slot: number;
}

/** The asynchronous calls of a manager that have begun and not ended. */
export class InFlight {
  /** Whether anyone waits for calls to end. */
  watched = false;
  readonly #calls: WaitingCall[] = [];
  readonly #watchers = new Set<() => void>();

  add(call: WaitingCall): void {
    call.slot = this.#calls.length;
    this.#calls.push(call);
  }

  remove(call: WaitingCall): void {
    const last = this.#calls.pop()!;
    if (last !== call) {
      this.#calls[call.slot] = last;
      last.slot = call.slot;
    }
    if (this.watched) this.#tell();
  }

  /** Has the calls of a plan in the list from now on, whether there are any or not. */
  keep(calls: PlanCalls): void {
    calls.kept = true;
    if (!calls.busy) this.add(calls);
  }

  /** Has the calls of a plan in the list only as long as there are any. */
  release(calls: PlanCalls): void {
    if (!calls.kept) return;
    calls.kept = false;
    if (!calls.busy) this.remove(calls);
  }

  /** The last call of a plan has ended. */
  idle(calls: PlanCalls): void {
    if (!calls.kept) this.remove(calls);
    else if (this.watched) this.#tell();
  }

  list(): readonly WaitingCall[] {
    return this.#calls.filter(({ busy }) => busy);
  }

  /** Waits until no call is left that may still call impls of a plugin. */
  async leftBy(owner: ImplOwner): Promise<void> {
    // What is running synchronously right now has yet to say that it waits.
    await Promise.resolve();
    const using = new Set(this.list().filter(({ plan }) => plan.impls.some((impl) => impl.owner === owner)));
    if (using.size === 0) return;
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        const present = new Set(this.list());
        for (const call of using) if (!present.has(call)) using.delete(call);
        if (using.size > 0) return;
        this.#watchers.delete(watcher);
        this.watched = this.#watchers.size > 0;
        resolve();
      };
      this.#watchers.add(watcher);
      this.watched = true;
    });
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
