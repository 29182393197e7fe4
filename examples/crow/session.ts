/**
 * What the agent keeps of one conversation.
 *
 * @module
 */
import { checkMessages, checkPassages, checkText } from "./messages.ts";
import type { Message, Usage } from "./model.ts";

/** Why a turn ended: as the Agent Client Protocol has it. */
export type StopReason = "end_turn" | "max_tokens" | "max_turn_requests" | "refusal" | "cancelled";

/** A question, and all that came of it. */
export interface Turn {
  /** What the user asked. */
  readonly userInput: string;
  /** What the model said last. Empty if the turn was cancelled before it said anything. */
  readonly answer: string;
  /** When the question was asked. */
  readonly at: Date;
  /** What the turn adds to the conversation: the question, calls of tools and what they gave, the answer. */
  readonly messages: readonly Message[];
  /** The sum over all requests of the turn. Zeros if the model does not say. */
  readonly usage: Usage;
  /** The tools that were called, in order, and how many milliseconds each took, without waiting for the user's permission. */
  readonly toolCalls: readonly { readonly name: string; readonly failed: boolean; readonly ms: number }[];
  readonly stopReason: StopReason;
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
  /** The folder that the session is about, as an absolute path. Tools stay inside. */
  readonly cwd: string;
  /** What the model is told first, in every request. */
  readonly instructions: Message[] = [];
  /** The conversation so far, without the turn that is under way. */
  readonly messages: Message[] = [];
  /** What plugins found for the question at hand. Empty again once that is answered. */
  readonly passages: Passage[] = [];
  /** The turn that is under way: the question, calls of tools and what they gave. Empty between turns. */
  readonly turn: Message[] = [];

  /** Takes the id and the folder. */
  constructor(id: string, cwd: string) {
    this.id = id;
    this.cwd = cwd;
  }

  /**
   * Puts an instruction before all that the model is told so far.
   *
   * @throws {TypeError} If it is no text.
   */
  instruct(content: string): void {
    this.instructions.unshift({ role: "system", content: checkText(content, "instruction") });
  }

  /**
   * Adds what was found for the question at hand.
   *
   * @throws {TypeError} If they are no passages.
   */
  addPassages(passages: readonly Passage[]): void {
    this.passages.push(...checkPassages(passages));
  }

  /**
   * Adds a question and its answer to the conversation.
   *
   * @throws {TypeError} If one of them is no text.
   */
  remember({ userInput, answer }: Pick<Turn, "userInput" | "answer">): void {
    const [question, reply] = [checkText(userInput, "question"), checkText(answer, "answer")];
    this.messages.push({ role: "user", content: question }, { role: "assistant", content: reply });
  }

  /** The conversation so far, without instructions and without the turn that is under way. */
  history(): readonly Message[] {
    return [...this.messages];
  }

  /**
   * Puts other messages in the place of the conversation so far. Instructions and the turn that is under way stay.
   *
   * @throws {TypeError} If they are no messages.
   */
  replaceHistory(messages: readonly Message[]): void {
    this.messages.splice(0, Infinity, ...checkMessages(messages));
  }

  /**
   * Puts the conversation of an earlier run before what there is.
   *
   * @throws {TypeError} If they are no messages.
   */
  restore(messages: readonly Message[]): void {
    this.messages.unshift(...checkMessages(messages));
  }

  /** All that is sent to the model: instructions, the conversation so far, passages, and the turn that is under way. */
  request(): readonly Message[] {
    return [
      ...this.instructions,
      ...this.messages,
      ...this.passages.map(({ source, text }): Message => ({ role: "system", content: text, source })),
      ...this.turn,
    ];
  }
}
