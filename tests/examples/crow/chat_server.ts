/**
 * A server on this machine that speaks the chat completions protocol, for tests.
 *
 * @module
 */

/** What a model server was asked. */
export interface ChatRequest {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: {
    model: string;
    stream: boolean;
    messages: { role: string; content: string; tool_call_id?: string; tool_calls?: unknown[] }[];
    tools?: { type: string; function: { name: string; parameters: unknown } }[];
  };
}

/** A model server on this machine. */
export class ChatServer implements AsyncDisposable {
  readonly requests: ChatRequest[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Takes what it answers to a request, by the request's number. */
  constructor(answer: (count: number) => Response | Promise<Response>) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      this.requests.push({
        path: new URL(request.url).pathname,
        authorization: request.headers.get("authorization"),
        body: await request.json(),
      });
      return await answer(this.requests.length);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  /** The environment in which crow asks it. */
  get env(): Record<string, string> {
    return { OPENAI_BASE_URL: this.url, OPENAI_MODEL: "tiny" };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

/** An answer of a model server, as it is streamed. */
export function completion(content: string | null): Response {
  // In pieces of a few letters, which is how they come.
  const pieces = content?.match(/[^]{1,4}/g) ?? [];
  return stream([...pieces.map((piece) => said(piece)), ended("stop"), usage(7, pieces.length), "[DONE]"]);
}

/** An answer that calls tools; the arguments come in pieces. */
export function toolCalls(...calls: { id: string; name: string; args: string }[]): Response {
  const pieces = calls.flatMap(({ id, name, args }, index) => [
    delta({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
    ...(args.match(/[^]{1,3}/g) ?? []).map((piece) =>
      delta({ tool_calls: [{ index, function: { arguments: piece } }] })
    ),
  ]);
  return stream([...pieces, ended("tool_calls"), usage(7, pieces.length), "[DONE]"]);
}

/** A piece of text. */
export function said(content: string): unknown {
  return delta({ role: "assistant", content });
}

/** A piece of anything. */
export function delta(delta: unknown): unknown {
  return chunk([{ index: 0, delta, finish_reason: null }]);
}

/** The piece that says why the model stopped. */
export function ended(reason: string): unknown {
  return chunk([{ index: 0, delta: {}, finish_reason: reason }]);
}

/** The last piece. */
export function usage(prompt_tokens: number, completion_tokens: number): unknown {
  return { ...chunk([]), usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens } };
}

function chunk(choices: unknown[]): Record<string, unknown> {
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "tiny", choices };
}

/**
 * A streamed answer of these events: texts as they are, all else as JSON. It ends when `open` does, if that is given;
 * `onHangUp` is called when the one who asked does not wait for that.
 */
export function stream(events: readonly unknown[], open?: Promise<void>, onHangUp?: () => void): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const event of events) controller.enqueue(encode(event));
      if (open === undefined) controller.close();
    },
    async pull(controller) {
      await open;
      controller.close();
    },
    cancel() {
      onHangUp?.();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

function encode(event: unknown): Uint8Array {
  return new TextEncoder().encode(`data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
}
