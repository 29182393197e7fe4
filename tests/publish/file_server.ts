/**
 * Serves Tenon and other modules on the loopback interface, as a web server would that knows nothing of Deno.
 *
 * @module
 */

const ROOT = new URL("../../", import.meta.url);

/** Serves `mod.ts` and what it needs below `/tenon/`, and further modules, until it is disposed of. */
export class FileServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Takes further modules: texts by path. A function is given the server's origin. */
  constructor(files: Readonly<Record<string, string | ((origin: string) => string)>> = {}) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async ({ url }) => {
      const { pathname, origin } = new URL(url);
      const file = files[pathname];
      const body = typeof file === "function" ? file(origin) : file ?? await tenon(pathname);
      if (body === undefined) return new Response("not found", { status: 404 });
      return new Response(body, { headers: { "content-type": "text/plain; charset=utf-8" } });
    });
  }

  /** The origin, such as `http://127.0.0.1:1234`. */
  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

/** A file of Tenon, as far as it is published. */
async function tenon(pathname: string): Promise<string | undefined> {
  const path = /^\/tenon\/((?:mod|testing)\.ts|src\/[\w/]+\.ts)$/.exec(pathname)?.[1];
  if (path === undefined) return undefined;
  try {
    return await Deno.readTextFile(new URL(path, ROOT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
