/**
 * Any server that speaks OpenAI's chat completions protocol, as many do: hosted ones and local ones.
 *
 * @module
 */
import OpenAI from "openai";
import { type Completion, type Model, ModelError, type ModelListener, type ModelRequest } from "../model.ts";
import { bodyFor } from "./openai_request.ts";
import { Answer } from "./openai_answer.ts";

/** Where the model is. */
export interface OpenAIOptions {
  /** The server's name for the model. */
  readonly model: string;
  /** The server's address, with the path up to and without `/chat/completions`; OpenAI's own if left out. */
  readonly baseURL?: string | undefined;
  /** The key. Servers at home often need none. */
  readonly apiKey?: string | undefined;
  /** For how long the server may be silent, in milliseconds: before its answer and in it. A minute if left out. */
  readonly silenceMs?: number | undefined;
}

const DEFAULT_URL = "https://api.openai.com/v1";
const SILENCE_MS = 60_000;

/** Asks a model on a server. */
export class OpenAIModel implements Model {
  readonly description: string;
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #place: string;
  readonly #silenceMs: number;

  /**
   * Takes where the model is. Nothing is sent yet.
   *
   * @throws {ModelError} If the address is none.
   */
  constructor({ model, baseURL = DEFAULT_URL, apiKey, silenceMs = SILENCE_MS }: OpenAIOptions) {
    const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      throw new ModelError(
        `Cannot use the model server: its address must be an http: or https: URL, but is "${baseURL}".`,
      );
    }
    // Without name and password, should the address carry any.
    this.#place = `${url.origin}${url.pathname}`;
    this.description = `${model} at ${this.#place}`;
    this.#model = model;
    this.#silenceMs = silenceMs;
    // The client refuses to do without a key, and reads what it is not given from the environment.
    this.#client = new OpenAI({
      baseURL,
      apiKey: apiKey ?? "none",
      organization: null,
      project: null,
      maxRetries: 1,
      timeout: silenceMs,
      // It would print the parts of an answer that it cannot read.
      logLevel: "off",
    });
  }

  /** Sends the messages to the server, and reads its answer as it comes in. */
  async complete(request: ModelRequest, on: ModelListener, signal?: AbortSignal): Promise<Completion> {
    const silence = new AbortController();
    const signals = signal === undefined ? [silence.signal] : [signal, silence.signal];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), this.#silenceMs);
    };
    const answer = new Answer(on);
    try {
      const stream = await this.#client.chat.completions.create(
        { ...bodyFor(request), model: this.#model, stream: true, stream_options: { include_usage: true } },
        { signal: AbortSignal.any(signals) },
      );
      // Up to here the client itself looks at the clock, anew for each attempt.
      heard();
      for await (const chunk of stream) {
        heard();
        answer.add(chunk);
      }
    } catch (error) {
      throw new ModelError(this.#explain(error, silence.signal), { cause: error });
    } finally {
      clearTimeout(timer);
    }
    // The client ends the stream of a request that was broken off as if it were complete.
    if (signal?.aborted) throw new ModelError(BROKEN_OFF);
    if (silence.signal.aborted) throw new ModelError(this.#silent());
    const { completion, problem } = answer.end();
    if (problem !== undefined) throw new ModelError(`The model server at ${this.#place} ${problem}`);
    return completion;
  }

  #silent(): string {
    return `The model server at ${this.#place} did not answer within ${this.#silenceMs / 1000} seconds.`;
  }

  #explain(error: unknown, silence: AbortSignal): string {
    const server = `The model server at ${this.#place}`;
    if (silence.aborted || error instanceof OpenAI.APIConnectionTimeoutError) return this.#silent();
    if (error instanceof OpenAI.APIUserAbortError) return BROKEN_OFF;
    if (error instanceof OpenAI.APIConnectionError) return `${server} cannot be reached: ${rootMessage(error)}`;
    if (error instanceof OpenAI.APIError) {
      // The client's type of it depends on which optional packages are installed.
      return `${server} answered with an error: ${oneLine((error as Error).message)}`;
    }
    return `${server} gave an answer that cannot be read: ${oneLine(rootMessage(error))}`;
  }
}

const BROKEN_OFF = "The question was broken off.";

/** The innermost of the errors that led to one another says most about a connection. */
function rootMessage(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  return root instanceof Error ? root.message : String(root);
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
