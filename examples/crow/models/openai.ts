/**
 * Any server that speaks OpenAI's chat completions protocol, as many do: hosted ones and local ones.
 *
 * @module
 */
import OpenAI from "openai";
import { type Message, type Model, ModelError } from "../model.ts";

/** Where the model is. */
export interface OpenAIOptions {
  /** The server's name for the model. */
  readonly model: string;
  /** The server's address, with the path up to and without `/chat/completions`; OpenAI's own if left out. */
  readonly baseURL?: string | undefined;
  /** The key. Servers at home often need none. */
  readonly apiKey?: string | undefined;
}

const DEFAULT_URL = "https://api.openai.com/v1";
const TIMEOUT_MS = 60_000;

/** Asks a model on a server. */
export class OpenAIModel implements Model {
  readonly description: string;
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #place: string;

  /**
   * Takes where the model is. Nothing is sent yet.
   *
   * @throws {ModelError} If the address is none.
   */
  constructor({ model, baseURL = DEFAULT_URL, apiKey }: OpenAIOptions) {
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
    // The client refuses to do without a key, and reads what it is not given from the environment.
    this.#client = new OpenAI({
      baseURL,
      apiKey: apiKey ?? "none",
      organization: null,
      project: null,
      maxRetries: 1,
      timeout: TIMEOUT_MS,
    });
  }

  /** Sends the messages to the server. */
  async complete(messages: readonly Message[], signal?: AbortSignal): Promise<string> {
    const completion = await this.#client.chat.completions
      .create({ model: this.#model, messages: forServer(messages) }, signal ? { signal } : {})
      .catch((error: unknown) => {
        throw new ModelError(this.#explain(error), { cause: error });
      });
    // The types promise choices; a server that only half speaks the protocol may not keep that.
    const answer: unknown = (completion as Partial<typeof completion> | null)?.choices?.[0]?.message?.content;
    if (typeof answer === "string" && answer.trim() !== "") return answer.trim();
    throw new ModelError(`The model server at ${this.#place} answered without any text.`);
  }

  #explain(error: unknown): string {
    const server = `The model server at ${this.#place}`;
    if (error instanceof OpenAI.APIUserAbortError) return "The question was broken off.";
    if (error instanceof OpenAI.APIConnectionTimeoutError) {
      return `${server} did not answer within ${TIMEOUT_MS / 1000} seconds.`;
    }
    if (error instanceof OpenAI.APIConnectionError) return `${server} cannot be reached: ${rootMessage(error)}`;
    if (error instanceof OpenAI.APIError) {
      // The client's type of it depends on which optional packages are installed.
      return `${server} answered with an error: ${oneLine((error as Error).message)}`;
    }
    return `${server} gave an answer that cannot be read: ${oneLine(rootMessage(error))}`;
  }
}

/**
 * One system message at the beginning: the chat templates of many models take no other. Passages are put into it, each below
 * where it is from.
 */
function forServer(messages: readonly Message[]): { role: Message["role"]; content: string }[] {
  const system = messages
    .filter(({ role }) => role === "system")
    .map(({ content, source }) => source === undefined ? content : `From ${source}:\n\n${content}`);
  const rest = messages.filter(({ role }) => role !== "system").map(({ role, content }) => ({ role, content }));
  return system.length === 0 ? rest : [{ role: "system", content: system.join("\n\n---\n\n") }, ...rest];
}

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
