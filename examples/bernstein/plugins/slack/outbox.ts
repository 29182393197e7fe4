/**
 * Messages on their way out: one after another, a limited number at a time.
 *
 * @module
 */

/** How a message is delivered; throws if it cannot be. */
export type Deliver<Message> = (message: Message, hurry: AbortSignal, stop: AbortSignal) => Promise<void>;

/** What becomes of those that are not delivered. */
export interface OutboxOptions<Message> {
  /** How many messages may wait. */
  readonly size: number;
  /** Hears of each message that was given up. */
  readonly onLost: (message: Message, error: unknown) => void;
  /** Hears how many messages were left out: when all others are out, and at the end. */
  readonly onDropped: (count: number) => void;
}

/** Delivers messages in their order, without letting those wait who write them. */
export class Outbox<Message> {
  readonly #deliver: Deliver<Message>;
  readonly #options: OutboxOptions<Message>;
  readonly #waiting: Message[] = [];
  readonly #hurry = new AbortController();
  readonly #stop = new AbortController();
  #dropped = 0;
  #running: Promise<void> | undefined;

  /** Takes how a message is delivered, and what becomes of those that are not. */
  constructor(deliver: Deliver<Message>, options: OutboxOptions<Message>) {
    this.#deliver = deliver;
    this.#options = options;
  }

  /** Adds a message. The newest are left out if too many wait: the first tell what began. */
  add(message: Message): void {
    if (this.#hurry.signal.aborted || this.#waiting.length >= this.#options.size) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(message);
    this.#running ??= this.#run().finally(() => this.#running = undefined);
  }

  /** Delivers what waits, without pauses, but does not take longer than `ms` milliseconds. Nothing can be added afterwards. */
  async close(ms: number): Promise<void> {
    this.#hurry.abort();
    const timer = setTimeout(() => this.#stop.abort(), ms);
    await this.#running;
    clearTimeout(timer);
    this.#tellDropped();
  }

  async #run(): Promise<void> {
    for (let message; (message = this.#waiting.shift()) !== undefined;) {
      if (this.#stop.signal.aborted) {
        this.#dropped++;
        continue;
      }
      try {
        await this.#deliver(message, this.#hurry.signal, this.#stop.signal);
      } catch (error) {
        this.#options.onLost(message, error);
      }
      if (this.#waiting.length === 0) this.#tellDropped();
    }
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#options.onDropped(this.#dropped);
    this.#dropped = 0;
  }
}
