/** A server that is what a test wants Slack to be. */

/** A request that it got. */
export interface Received {
  readonly path: string;
  readonly contentType: string | null;
  readonly body: { readonly text: string; readonly blocks: readonly Record<string, unknown>[] };
  /** When it came, on the clock of the test. */
  readonly at: number;
}

/** How a request is answered; it may never be. */
export type Answer = () => Response | Promise<Response>;

/** Answers as Slack does when all is well. */
export const ok: Answer = () => new Response("ok");

/** Never answers. */
export const never: Answer = () => new Promise<Response>(() => {});

/** Slack on the loopback interface. */
export class SlackServer implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  /** Takes the answers to the first requests; the last answer is also that to all others. */
  constructor(...answers: [...Answer[], Answer]) {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {}, signal: this.#stop.signal },
      async (request) => {
        const at = performance.now();
        const answer = answers[Math.min(this.received.length, answers.length - 1)]!;
        const { pathname } = new URL(request.url);
        const body = await request.json();
        this.received.push({ path: pathname, contentType: request.headers.get("content-type"), body, at });
        return await answer();
      },
    );
  }

  /** Its host and port, as permissions name them. */
  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** The address of a webhook; the path is the secret. */
  get webhook(): string {
    return `http://${this.host}/services/T000/B000/SECRET`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished;
  }
}
