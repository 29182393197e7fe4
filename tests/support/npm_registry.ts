/**
 * A registry like npm's on the loopback interface, for packages of one scope: put its `npmrc` into a file named `.npmrc` in
 * the folder that Deno is started in. Other packages come from where they always come from.
 *
 * @module
 */

/** One package, in its only version 1.0.0. */
export interface NpmPackage {
  /** Its name, with the scope. */
  readonly name: string;
  /** What package.json has besides name and version. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** The other files by their paths. */
  readonly files: Readonly<Record<string, string>>;
}

/** Serves packages until it is disposed of. */
export class NpmRegistry implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #scope: string;

  private constructor(scope: string, tarballs: ReadonlyMap<string, { json: object; bytes: Uint8Array<ArrayBuffer> }>) {
    this.#scope = scope;
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { pathname, origin } = new URL(request.url);
      const [name, file] = decodeURIComponent(pathname.slice(1)).split("/-/");
      const tarball = tarballs.get(name!);
      if (tarball === undefined) return new Response("not found", { status: 404 });
      if (file !== undefined) return new Response(tarball.bytes);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", tarball.bytes));
      const dist = {
        tarball: `${origin}/${name}/-/${name!.split("/").at(-1)}-1.0.0.tgz`,
        integrity: `sha512-${hash.toBase64()}`,
      };
      return Response.json({
        name,
        "dist-tags": { latest: "1.0.0" },
        versions: { "1.0.0": { ...tarball.json, dist } },
      });
    });
  }

  /** Starts a registry that has these packages, all of one scope such as `@acme`. */
  static async start(scope: string, ...packages: readonly NpmPackage[]): Promise<NpmRegistry> {
    const tarballs = new Map<string, { json: object; bytes: Uint8Array<ArrayBuffer> }>();
    for (const { name, json, files } of packages) {
      const full = { name, version: "1.0.0", ...json };
      tarballs.set(name, { json: full, bytes: await tarball({ ...files, "package.json": JSON.stringify(full) }) });
    }
    return new NpmRegistry(scope, tarballs);
  }

  /** The text of a `.npmrc` that leads Deno here for packages of the scope. */
  get npmrc(): string {
    return `${this.#scope}:registry=http://127.0.0.1:${this.#server.addr.port}/\n`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

/** Packs files into the folder `package`, as npm does: a header of 512 bytes and the content, padded to as many. */
async function tarball(files: Readonly<Record<string, string>>): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  for (const [path, text] of Object.entries(files)) {
    const content = encoder.encode(text);
    const header = new Uint8Array(512);
    const put = (offset: number, value: string) => header.set(encoder.encode(value), offset);
    put(0, `package/${path}`);
    put(100, "0000644\0");
    put(124, `${content.length.toString(8).padStart(11, "0")}\0`);
    put(136, "00000000000\0");
    // The sum counts its own field as blanks.
    put(148, "        0");
    put(257, "ustar\x0000");
    put(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
    blocks.push(header, content, new Uint8Array(-content.length & 511));
  }
  const tar = new Blob([...blocks, new Uint8Array(1024)]);
  return await new Response(tar.stream().pipeThrough(new CompressionStream("gzip"))).bytes();
}
