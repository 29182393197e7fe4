import type { HookImpl, ImplOwner } from "./impl.ts";
import type { Plan } from "./plan.ts";

/** An asynchronous call that waits for an impl. */
export interface WaitingCall {
  readonly plan: Plan;
  /** The impls that it waits for at the moment; none, if it waits for something else. */
  waitingFor(): readonly HookImpl[];
  /** Where it is in the list; kept by {@linkcode InFlight}. */
  slot: number;
}

/** The asynchronous calls of a manager that have begun and not ended. Adding and removing cost a few nanoseconds. */
export class InFlight {
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
    if (this.#watchers.size > 0) { for (const watcher of this.#watchers) watcher(); }
  }

  list(): readonly WaitingCall[] {
    return [...this.#calls];
  }

  /** Waits until no call is left that may still call impls of a plugin. */
  async leftBy(owner: ImplOwner): Promise<void> {
    // What is running synchronously right now has yet to say that it waits.
    await Promise.resolve();
    const using = new Set(this.#calls.filter(({ plan }) => plan.impls.some((impl) => impl.owner === owner)));
    if (using.size === 0) return;
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        const present = new Set(this.#calls);
        for (const call of using) if (!present.has(call)) using.delete(call);
        if (using.size > 0) return;
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }
}
