import type { Scope } from "./references.ts";
import { LimitError, WireError } from "./wire_errors.ts";

/** Options of a call. */
export interface CallOptions {
  /** What references in the value belong to; by default, to the call. */
  readonly scope?: Scope | undefined;
  /** Gives the call up when it aborts. The other side is told. */
  readonly signal?: AbortSignal | undefined;
}

/** A call that waits for its answer. */
interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The scope that ends with the call. */
  readonly scope: Scope | undefined;
  /** Stops listening to the signal. */
  readonly detach: (() => void) | undefined;
}

/** The calls of this side that wait for an answer. */
export class OutgoingCalls {
  readonly #peer: string;
  readonly #limit: number;
  readonly #stop: (id: number) => void;
  readonly #onBusy: (busy: boolean) => void;
  /** `undefined` stands for a call that was given up: its answer is still to come. */
  readonly #waiting = new Map<number, Waiting | undefined>();
  #nextId = 0;

  /**
   * Takes how to speak of the other side, how many calls may wait, what tells the other side that one was given up, and who
   * wants to know when any wait, and when none does.
   */
  constructor(peer: string, limit: number, stop: (id: number) => void, onBusy: (busy: boolean) => void) {
    this.#peer = peer;
    this.#limit = limit;
    this.#stop = stop;
    this.#onBusy = onBusy;
  }

  /** How many wait, and how many were given up and are not answered yet. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Starts a call.
   *
   * @param send Sends it, given its number.
   * @param scope A scope that ends with the call.
   * @param signal Gives it up.
   * @returns The answer.
   * @throws {LimitError} If too many wait.
   * @throws what `send` throws. The call has not begun then, and the scope is not closed.
   */
  start(send: (id: number) => void, scope: Scope | undefined, signal: AbortSignal | undefined): Promise<unknown> {
    if (this.#waiting.size >= this.#limit) {
      throw new LimitError(
        "callsInFlight",
        `Cannot call ${this.#peer}: ${this.#limit} calls wait for an answer, which is the limit 'callsInFlight'.`,
      );
    }
    signal?.throwIfAborted();
    const id = this.#nextId++;
    send(id);
    if (this.#waiting.size === 0) this.#onBusy(true);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, scope, detach: this.#attach(id, signal) });
    });
  }

  /**
   * Takes an answer.
   *
   * @throws {WireError} If no call waits for it.
   */
  settle(id: number, kind: "ok" | "err", decode: () => unknown): void {
    if (!this.#waiting.has(id)) {
      throw new WireError(`Cannot use what ${this.#peer} sent: it answers a call that does not wait for an answer.`);
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#onBusy(false);
    if (waiting === undefined) return;
    waiting.detach?.();
    try {
      const value = decode();
      // A promise would look for `then` in it, which no decoded value has as a function.
      if (kind === "ok") waiting.resolve(value);
      else waiting.reject(value);
    } catch (error) {
      waiting.reject(error);
    }
    waiting.scope?.close();
  }

  /** Rejects all calls that wait. */
  end(reason: Error): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) {
      waiting?.detach?.();
      waiting?.reject(reason);
      waiting?.scope?.close();
    }
  }

  #attach(id: number, signal: AbortSignal | undefined): (() => void) | undefined {
    if (signal === undefined) return undefined;
    const abort = () => {
      const waiting = this.#waiting.get(id);
      this.#waiting.set(id, undefined);
      this.#stop(id);
      waiting?.reject(signal.reason);
      waiting?.scope?.close();
    };
    signal.addEventListener("abort", abort, { once: true });
    return () => signal.removeEventListener("abort", abort);
  }
}
