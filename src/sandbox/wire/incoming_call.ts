import type { Scope } from "./references.ts";

/** A call of the other side that is being answered. */
export class IncomingCall {
  /** What references in the answer belong to. By default they live until the connection ends. */
  scope: Scope;
  #controller: AbortController | undefined;
  #reason: { readonly error: unknown } | undefined;

  /** Takes what references in the answer belong to. */
  constructor(scope: Scope) {
    this.scope = scope;
  }

  /** Aborts when the other side waits for the answer no longer, or the connection ends. */
  get signal(): AbortSignal {
    // Most calls are never asked for it, and a controller costs more than all else that a call needs.
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason.error);
    }
    return this.#controller.signal;
  }

  /** Says that the answer is not waited for, and makes the reason the first time. For the connection only. */
  stop(reason: () => unknown = notWaiting): void {
    if (this.#reason !== undefined) return;
    this.#reason = { error: reason() };
    this.#controller?.abort(this.#reason.error);
  }
}

function notWaiting(): DOMException {
  return new DOMException("The caller does not wait any more.", "AbortError");
}
