/**
 * One module in all three kinds of places on the loopback interface: at a URL, in a JSR and in an npm registry. What they serve
 * can be exchanged while they run, as an attacker would.
 *
 * @module
 */
import { JsrRegistry } from "./jsr_registry.ts";
import { NpmRegistry } from "./npm_registry.ts";

/** What is served. */
interface Served {
  readonly text: string;
  readonly jsr: JsrRegistry;
  readonly npm: NpmRegistry;
}

/** Serves a module as a file, and as the package `@acme/plugin` in its only version. */
export class Sources implements AsyncDisposable {
  readonly #all: Served[] = [];
  readonly #fronts: readonly Deno.HttpServer<Deno.NetAddr>[];
  /** The paths that were asked for, in order. */
  readonly requests: string[] = [];
  /** Called before a request is answered: what is served can be exchanged by then. */
  onRequest: (path: string) => Promise<void> | void = () => {};

  private constructor() {
    const front = (answer: (served: Served, path: string) => Response | Promise<Response>) => {
      return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
        const { pathname } = new URL(request.url);
        this.requests.push(pathname);
        await this.onRequest(pathname);
        try {
          return await answer(this.#all.at(-1)!, pathname);
        } catch {
          // It was disposed of while the answer was held back, and nobody waits for it any more.
          return new Response("gone", { status: 503 });
        }
      });
    };
    this.#fronts = [
      front(({ text }) => new Response(text, { headers: { "content-type": "text/javascript" } })),
      front(({ jsr }, path) => fetch(new URL(path.slice(1), jsr.env.JSR_URL))),
      front(({ npm }, path) => fetch(new URL(path, npmUrl(npm)))),
    ];
  }

  /** Starts them with the text of the module. */
  static async start(text: string): Promise<Sources> {
    const sources = new Sources();
    await sources.serve(text);
    return sources;
  }

  /** From now on serves another text, with hashes in the registries that go with it. */
  async serve(text: string): Promise<void> {
    const [name, json] = ["@acme/plugin", { type: "module", exports: "./mod.js" }];
    this.#all.push({
      text,
      jsr: await JsrRegistry.start({ name, exports: { ".": "./mod.js" }, files: { "/mod.js": text } }),
      npm: await NpmRegistry.start("@acme", { name, json, files: { "mod.js": text } }),
    });
  }

  /** The specifiers by kind. */
  get specifiers(): Record<"url" | "jsr" | "npm", string> {
    return { url: `${this.#address(0)}mod.js`, jsr: "jsr:@acme/plugin@1.0.0", npm: "npm:@acme/plugin@1.0.0" };
  }

  /** The integrities of what is served, by kind. */
  async integrities(): Promise<Record<"url" | "jsr" | "npm", string>> {
    const { text, jsr, npm } = this.#all.at(-1)!;
    const meta = await (await fetch(new URL("@acme/plugin/1.0.0_meta.json", jsr.env.JSR_URL))).text();
    const { versions } = await (await fetch(new URL("@acme/plugin", npmUrl(npm)))).json();
    return { url: await sha256(text), jsr: await sha256(meta), npm: versions["1.0.0"].dist.integrity };
  }

  /** What a host that is to use them needs in its environment. */
  get env(): Record<string, string> {
    return { JSR_URL: this.#address(1) };
  }

  /** The files that a host needs in its folder. The lock says which folder the project's is. */
  get files(): Record<string, string> {
    return { ".npmrc": `@acme:registry=${this.#address(2)}\n`, "deno.lock": '{ "version": "5" }' };
  }

  #address(front: number): string {
    return `http://127.0.0.1:${this.#fronts[front]!.addr.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      ...this.#fronts.map((server) => server.shutdown()),
      ...this.#all.flatMap(({ jsr, npm }) => [jsr[Symbol.asyncDispose](), npm[Symbol.asyncDispose]()]),
    ]);
  }
}

function npmUrl({ npmrc }: NpmRegistry): string {
  return npmrc.slice(npmrc.indexOf("=") + 1).trim();
}

/** The integrity of a text or of bytes. */
export async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
}
