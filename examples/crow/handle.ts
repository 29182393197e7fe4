/**
 * What plugins get of a session.
 *
 * @module
 */
import { share, type Shared } from "@tenon/tenon";
import type { Message } from "./model.ts";
import type { Passage, Session, Turn } from "./session.ts";

const MEMBERS = [
  "id",
  "cwd",
  "instruct",
  "remember",
  "addPassages",
  "history",
  "replaceHistory",
  "restore",
  "request",
] as const;

/** A session for plugins: those in the host get these members as they are, isolated ones references to them. */
export type SharedSession = Shared<Session, typeof MEMBERS[number]>;

/**
 * Shares a session with plugins.
 *
 * @param until From then on it can only be looked at: a hook that nobody waits for any more must not change what later turns
 * made of the session. Without, it can be changed for good.
 */
export function shared(session: Session, until?: AbortSignal): SharedSession {
  return share<Handle, typeof MEMBERS[number]>(new Handle(session, until), MEMBERS);
}

class Handle implements Pick<Session, typeof MEMBERS[number]> {
  readonly id: string;
  readonly cwd: string;
  readonly #session: Session;
  readonly #until: AbortSignal | undefined;

  constructor(session: Session, until: AbortSignal | undefined) {
    this.id = session.id;
    this.cwd = session.cwd;
    this.#session = session;
    this.#until = until;
  }

  instruct(content: string): void {
    this.#changeable.instruct(content);
  }

  remember(turn: Pick<Turn, "userInput" | "answer">): void {
    this.#changeable.remember(turn);
  }

  addPassages(passages: readonly Passage[]): void {
    this.#changeable.addPassages(passages);
  }

  history(): readonly Message[] {
    return this.#session.history();
  }

  replaceHistory(messages: readonly Message[]): void {
    this.#changeable.replaceHistory(messages);
  }

  restore(messages: readonly Message[]): void {
    this.#changeable.restore(messages);
  }

  request(): readonly Message[] {
    return this.#session.request();
  }

  get #changeable(): Session {
    if (this.#until?.aborted !== true) return this.#session;
    throw new Error(`Cannot change session ${this.id}: the turn that this was for is over, or was cancelled.`);
  }
}
