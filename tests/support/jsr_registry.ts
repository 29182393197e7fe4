/**
 * A registry like jsr.io on the loopback interface, for tests that import `jsr:` specifiers: start Deno with its `env`.
 *
 * @module
 */

/** One version of a package. */
export interface JsrPackage {
  /** Such as `@scope/name`. */
  readonly name: string;
  /** The version; 1.0.0 if it is left out. */
  readonly version?: string;
  /** The exports, as in deno.json; by default `./mod.ts`. */
  readonly exports?: Readonly<Record<string, string>>;
  /** The files by their paths, which begin with a slash. */
  readonly files: Readonly<Record<string, string>>;
}

/** Serves packages until it is disposed of. */
export class JsrRegistry implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** The paths that were asked for, in order. */
  readonly requests: string[] = [];

  /** Takes what to serve: bodies by path. */
  private constructor(bodies: ReadonlyMap<string, string>) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { pathname } = new URL(request.url);
      this.requests.push(pathname);
      const body = bodies.get(pathname);
      return body === undefined ? new Response("not found", { status: 404 }) : new Response(body);
    });
  }

  /** Starts a registry that has these packages. */
  static async start(...packages: readonly JsrPackage[]): Promise<JsrRegistry> {
    const bodies = new Map<string, string>();
    for (const { name, version = "1.0.0", exports = { ".": "./mod.ts" }, files } of packages) {
      const manifest: Record<string, { size: number; checksum: string }> = {};
      for (const [path, text] of Object.entries(files)) {
        bodies.set(`/${name}/${version}${path}`, text);
        manifest[path] = await fingerprint(text);
      }
      bodies.set(`/${name}/${version}_meta.json`, JSON.stringify({ manifest, exports }));
      const versions = packages.filter((other) => other.name === name).map((other) => [other.version ?? "1.0.0", {}]);
      const [scope, short] = name.slice(1).split("/");
      const latest = versions.at(-1)![0];
      bodies.set(
        `/${name}/meta.json`,
        JSON.stringify({ scope, name: short, latest, versions: Object.fromEntries(versions) }),
      );
    }
    return new JsrRegistry(bodies);
  }

  /** What a Deno that is to use this registry needs in its environment. */
  get env(): Record<string, string> {
    return { JSR_URL: `http://127.0.0.1:${this.#server.addr.port}/` };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

async function fingerprint(text: string): Promise<{ size: number; checksum: string }> {
  const bytes = new TextEncoder().encode(text);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { size: bytes.length, checksum: `sha256-${hash.toHex()}` };
}
