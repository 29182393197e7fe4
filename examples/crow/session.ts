/**
 * What the agent keeps of one conversation.
 *
 * @module
 */
import { share, type Shared } from "@tenon/tenon";
import type { Message } from "./model.ts";

/** A question and its answer. */
export interface Turn {
  /** What the user asked. */
  readonly userInput: string;
  /** What the model answered. */
  readonly answer: string;
  /** When the question was asked. */
  readonly at: Date;
}

/** A piece of a document that may help with a question. */
export interface Passage {
  /** Where it is from, for people: a file and a heading for instance. */
  readonly source: string;
  /** What it says. */
  readonly text: string;
}

/** One conversation. Plugins change it as they see fit. */
export class Session {
  /** Tells it from other sessions. A session that is taken up again has the same id. */
  readonly id: string;
  /** What is said to the model with every question: instructions, and the conversation so far. */
  readonly messages: Message[] = [];
  /** What plugins found for the question at hand. Empty again once that is answered. */
  readonly passages: Passage[] = [];

  /** Takes the id. */
  constructor(id: string) {
    this.id = id;
  }

  /** Puts an instruction before all that the model is told so far. */
  instruct(content: string): void {
    this.messages.unshift({ role: "system", content });
  }

  /** Adds what was found for the question at hand. */
  addPassages(passages: readonly Passage[]): void {
    this.passages.push(...passages);
  }

  /** All that there is to send to the model with a question. */
  request(userInput: string): Message[] {
    return [
      ...this.messages,
      ...this.passages.map(({ source, text }): Message => ({ role: "system", content: text, source })),
      { role: "user", content: userInput },
    ];
  }

  /** Makes a turn a part of the conversation. */
  remember({ userInput, answer }: Pick<Turn, "userInput" | "answer">): void {
    this.messages.push({ role: "user", content: userInput }, { role: "assistant", content: answer });
  }
}

/** What plugins get of a session: those in the host the session itself, isolated ones these members. */
export type SharedSession = Shared<Session, "id" | "instruct" | "remember" | "addPassages">;

/** Shares a session with plugins for a hook call. */
export function shared(session: Session): SharedSession {
  return share<Session, keyof SharedSession>(session, ["id", "instruct", "remember", "addPassages"]);
}
