/**
 * What tests of prepared plugins have in common: folders, an environment, and Deno itself.
 *
 * @module
 */
import { GraphError, type GraphErrorCode, type Prepared, preparePlugin } from "../../../src/sandbox/graph/mod.ts";
import type { PrepareInput } from "../../../src/sandbox/graph/prepare.ts";
import { TempFolder } from "../../support/temp_folder.ts";

/** What runs beside a plugin: it forbids further imports, calls the plugin's default export and prints what it gives. */
const RUNNER = `import "./beside.ts";
export async function run(load: () => Promise<{ default: () => unknown }>) {
  Deno.permissions.revokeSync({ name: "import" });
  const { default: plugin } = await load();
  try {
    console.log(JSON.stringify(await plugin()));
  } catch (error) {
    console.log(String(error));
  }
  // Workers may be left.
  Deno.exit();
}`;

/** Folders for a plugin and for Deno, and an environment that leads there until the scope ends. */
export class Place implements Disposable {
  readonly #folder = new TempFolder();
  readonly #before = new Map<string, string | undefined>();
  /** The folder that tests write into; no part of it is a symlink. */
  readonly path: string = Deno.realPathSync(this.#folder.path);
  /** The runner's URL. */
  runner: string;

  /** Takes further environment variables, and files by their names. */
  constructor(files: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries({ DENO_DIR: `${this.path}/deno`, HOME: this.path, ...env })) {
      this.#before.set(name, Deno.env.get(name));
      Deno.env.set(name, value);
    }
    this.write("runner/beside.ts", "export {};");
    this.runner = this.url(this.write("runner/main.ts", RUNNER));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** Writes a file, and gives its path. */
  write(name: string, text: string): string {
    return this.#folder.write(name, text);
  }

  /** The URL of a file. */
  url(name: string): string {
    return new URL(name, `file://${this.path}/`).href;
  }

  /** Prepares a plugin by its URL, or the name of its file. */
  prepare(name: string, more: Partial<PrepareInput> = {}): Promise<Prepared> {
    const url = /^[a-z]+:/.test(name) ? name : this.url(name);
    return preparePlugin({ plugin: "it", source: name, url, runner: this.runner, importHosts: [], ...more });
  }

  /** Prepares a plugin, starts it without any permission, and gives what its default export gave. */
  async run(name: string, more: Partial<PrepareInput> = {}): Promise<unknown> {
    return await start(await this.prepare(name, more));
  }

  /** The code and text of the error that preparing a plugin ends in. */
  async refuses(name: string, more: Partial<PrepareInput> = {}): Promise<{ code: GraphErrorCode; text: string }> {
    try {
      await this.prepare(name, more);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return { code: error.code, text: `${error.message} ${error.hint}` };
    }
    throw new Error("It was not refused.");
  }

  [Symbol.dispose](): void {
    for (const [name, value] of this.#before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    this.#folder[Symbol.dispose]();
  }
}

/** Starts a prepared plugin without any permission, and gives what its default export gave, or all that was printed. */
export async function start({ flags, main, env }: Prepared, ...more: string[]): Promise<unknown> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, ...more, main],
    env: { ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
  try {
    return JSON.parse(stdout!);
  } catch {
    return `${stdout}${stderr}`.trim();
  }
}

/** A server on the loopback interface that remembers what it was asked for. */
export class Web implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** The paths that were asked for. */
  readonly requests: string[] = [];

  /** Takes texts by path; a text that begins with `->` is where the path leads to. */
  constructor(files: Readonly<Record<string, string>>) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      const { pathname } = new URL(request.url);
      this.requests.push(pathname);
      const text = files[pathname];
      if (text === undefined) return new Response("not found", { status: 404 });
      if (text.startsWith("->")) return new Response(null, { status: 302, headers: { location: text.slice(2) } });
      return new Response(text, { headers: { "content-type": typeOf(pathname) } });
    });
  }

  /** The host with its port. */
  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** The URL of a path. */
  url(path: string): string {
    return `http://${this.host}${path}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }
}

function typeOf(path: string): string {
  if (path.endsWith(".json")) return "application/json";
  return path.endsWith(".ts") ? "application/typescript" : "text/plain";
}
