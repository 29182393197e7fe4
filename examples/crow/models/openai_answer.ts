/**
 * Puts together what a server sends in pieces.
 *
 * @module
 */
import { isRecord } from "../messages.ts";
import type { Completion, ModelListener, RequestedCall, Usage } from "../model.ts";

interface Call {
  id: string;
  name: string;
  args: string;
}

/** More calls than this in one answer are no answer. */
const MOST_CALLS = 100;

/** An answer that is coming in. The client's types promise more of the pieces than a server may keep. */
export class Answer {
  readonly #on: ModelListener;
  readonly #calls = new Map<unknown, Call>();
  #text = "";
  #usage: Usage | undefined;
  #finish: string | undefined;

  /** Takes who hears of the text. */
  constructor(on: ModelListener) {
    this.#on = on;
  }

  /** Takes the next piece. */
  add(chunk: unknown): void {
    if (!isRecord(chunk)) return;
    this.#usage = usageOf(chunk.usage) ?? this.#usage;
    const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
    if (!isRecord(choice)) return;
    if (typeof choice.finish_reason === "string") this.#finish = choice.finish_reason;
    if (!isRecord(choice.delta)) return;
    const { content, refusal, tool_calls } = choice.delta;
    for (const text of [content, refusal]) if (typeof text === "string" && text !== "") this.#say(text);
    if (Array.isArray(tool_calls)) tool_calls.forEach((call, i) => this.#addCall(call, i));
  }

  /** The answer, or why it is none: the rest of a sentence about the server. */
  end(): { completion: Completion; problem: string | undefined } {
    const completion: Completion = {
      content: this.#text.trim(),
      toolCalls: this.#finish === "length" ? [] : Array.from(this.#calls.values(), requested),
      usage: this.#usage,
      stopped: this.#finish === "length" ? "max_tokens" : this.#finish === "content_filter" ? "refusal" : undefined,
    };
    const empty = completion.content === "" && completion.toolCalls.length === 0 && completion.stopped === undefined;
    const problem = this.#finish === undefined && (this.#text !== "" || this.#calls.size > 0)
      ? "hung up in the midst of its answer."
      : this.#calls.size > MOST_CALLS
      ? "wanted more tools called than can be."
      : empty
      ? "answered without any text."
      : undefined;
    return { completion, problem };
  }

  /** White space before the first word is none of the answer. */
  #say(text: string): void {
    const said = this.#text === "" ? text.trimStart() : text;
    this.#text += said;
    if (said !== "") this.#on.text(said);
  }

  /** A call comes in pieces of the same index; some servers leave that out, and send each call as a whole. */
  #addCall(piece: unknown, position: number): void {
    if (!isRecord(piece) || this.#calls.size > MOST_CALLS) return;
    const { id, index = typeof id === "string" && id !== "" ? id : position } = piece;
    const call = this.#calls.get(index) ?? { id: "", name: "", args: "" };
    this.#calls.set(index, call);
    if (typeof id === "string" && id !== "") call.id = id;
    if (!isRecord(piece.function)) return;
    const { name, arguments: args } = piece.function;
    if (typeof name === "string") call.name += name;
    if (typeof args === "string") call.args += args;
  }
}

/** Arguments that cannot be read are the model's to mend: it is told, as it is told of what a tool says. */
function requested({ id, name, args }: Call): RequestedCall {
  let value: unknown;
  try {
    // Tools without arguments are often called with nothing at all.
    value = args.trim() === "" ? {} : JSON.parse(args);
  } catch {
    value = undefined;
  }
  if (isRecord(value)) return { id, name, args: value };
  const shown = args.length > 200 ? `${args.slice(0, 200)}…` : args;
  return { id, name, args: {}, problem: `The arguments must be a JSON object, but are: ${shown}` };
}

function usageOf(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined;
  const { prompt_tokens, completion_tokens } = usage;
  const good = typeof prompt_tokens === "number" && typeof completion_tokens === "number";
  return good ? { inputTokens: prompt_tokens, outputTokens: completion_tokens } : undefined;
}
