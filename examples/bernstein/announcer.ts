/**
 * Tells plugins what has happened.
 *
 * @module
 */
import type { PluginManager } from "@tenon/tenon";
import type { BernsteinSpec } from "./hookspecs.ts";
import type { Event, Events } from "./queue/events.ts";

/**
 * Calls the hooks for the events of a run, one after another, beside the run: nobody but {@linkcode finish} waits for it.
 * Disposing of it stops that at once: what is being told counts as not told.
 */
export class Announcer implements Disposable {
  readonly #events: Events;
  readonly #hook: PluginManager<BernsteinSpec>["hook"];
  readonly #onFailure: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #telling = false;
  #closed = false;

  /**
   * @param events The events.
   * @param plugins Who is told. The policy of the specs keeps their errors and delays from us.
   * @param onFailure Gets what went wrong nevertheless, as with a wrapper that fails its call.
   */
  constructor(events: Events, plugins: PluginManager<BernsteinSpec>, onFailure: (error: unknown) => void) {
    this.#events = events;
    this.#hook = plugins.hook;
    this.#onFailure = onFailure;
  }

  /** Tells what there is to tell, if that is not being done already. */
  wake(): void {
    if (this.#closed || this.#telling) return;
    this.#telling = true;
    this.#running = this.#tellAll();
  }

  /**
   * Tells what is left to tell, but does not wait for it longer than `ms` milliseconds; after that nothing more is told.
   *
   * @returns How many events are left, for the next time that the run is taken up.
   */
  async finish(ms: number): Promise<number> {
    this.wake();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, ms);
    await Promise.race([this.#running, late.promise]);
    clearTimeout(timer);
    this[Symbol.dispose]();
    return this.#events.countUntold();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
  }

  async #tellAll(): Promise<void> {
    try {
      for (let event; !this.#closed && (event = this.#events.next()) !== undefined;) {
        await this.#call(event).catch(this.#onFailure);
        // The run may have been closed while a plugin was slow. Then this event is told again.
        if (!this.#closed) this.#events.told(event.event.id);
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      // At once, and not when somebody hears of the promise: what happens in between would wait for the next event.
      this.#telling = false;
    }
  }

  async #call({ hook, args, event }: Event): Promise<void> {
    // The two belong together, which a union of pairs cannot say of a call.
    const call = this.#hook[hook] as (args: object) => Promise<unknown>;
    await call({ ...args, event });
  }
}
