/**
 * What the agent asks of a language model, whichever it is.
 *
 * @module
 */

/** A part of what is sent to a model. */
export interface Message {
  /** Who says it. */
  readonly role: "system" | "user" | "assistant";
  /** What is said. */
  readonly content: string;
  /** For a passage out of a document: where it is from. Such a message has the role `system`. */
  readonly source?: string;
}

/** A language model. */
export interface Model {
  /** What answers, in a few words for people. */
  readonly description: string;
  /**
   * Answers the last message.
   *
   * @throws {ModelError} If there is no answer to be had.
   */
  complete(messages: readonly Message[], signal?: AbortSignal): Promise<string>;
}

/** A model cannot answer. The message is a sentence for the user. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}
