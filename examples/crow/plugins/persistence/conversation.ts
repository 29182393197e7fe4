/**
 * What is known of one session, and what of it is not yet written.
 *
 * @module
 */
import type { Addition } from "./store.ts";

/** Follows a conversation. */
export class Conversation {
  readonly #session: string;
  /** The messages, as JSON. */
  #messages: readonly string[];
  /** How many of them, from the first on, are in the database. */
  #written: number;
  /** Whether what is in the database is to be replaced. */
  #replaces = false;

  /** Takes the messages that the database has. */
  constructor(session: string, written: readonly string[]) {
    this.#session = session;
    this.#messages = written;
    this.#written = written.length;
  }

  /** How many messages wait to be written. */
  get waiting(): number {
    return this.#messages.length - this.#written;
  }

  /** What is to be written. */
  get addition(): Addition {
    return { session: this.#session, replaces: this.#replaces, messages: this.#messages.slice(this.#written) };
  }

  /** Takes the conversation as it is now. What is not what it was, another plugin has replaced. */
  update(messages: readonly string[]): void {
    let same = 0;
    while (same < messages.length && messages[same] === this.#messages[same]) same++;
    if (same < this.#written) {
      this.#replaces = true;
      this.#written = 0;
    }
    this.#messages = messages;
  }

  /** Takes note that all has been written. */
  wrote(): void {
    this.#written = this.#messages.length;
    this.#replaces = false;
  }
}
