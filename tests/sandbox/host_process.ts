/** Hosts in processes of their own, for what a host cannot be shown to survive, or to leave behind, from within itself. */
import { denoArgs } from "../support/deno.ts";
import { type BorderOptions, entriesOf, type PluginTexts } from "./support.ts";

/** How a host is started. */
export interface HostProcessOptions {
  /** Where the plugins run whose entries do not say. */
  readonly place?: BorderOptions["place"];
  /** Options of `load`. */
  readonly load?: Omit<BorderOptions, "place" | "pm" | "manager">;
  /** Flags of `deno run`; by default `-A`. */
  readonly flags?: readonly string[];
  /** Its deno.json; by default it resolves names as the tests do. */
  readonly config?: string;
  /** Variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A host that runs a script. */
export class HostProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #stderr: Promise<string>;
  #rest = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#stderr = new Response(child.stderr).text();
  }

  /**
   * Starts a host. Its script has `load(pm = border())`, which loads the plugins into a manager and gives that,
   * `say(value)`, for {@linkcode next}, and what is imported below.
   */
  static async start(plugins: PluginTexts, script: string, options: HostProcessOptions = {}): Promise<HostProcess> {
    const { place, load = {}, flags = ["-A"], env = {}, config } = options;
    const manifest = await entriesOf(plugins, place);
    const text = `import { border, rejection } from ${JSON.stringify(new URL("support.ts", import.meta.url).href)};
      import { childrenOf } from ${JSON.stringify(import.meta.url)};
      import { share } from "@tenon/tenon";
      const load = async (pm = border()) => {
        const report = await pm.load(${JSON.stringify(manifest)}, ${JSON.stringify(load)});
        return Object.assign(pm, { report });
      };
      const say = (value) => console.log(JSON.stringify(value ?? null));
      ${script}`;
    const args = ["--no-check", ...flags, `data:text/typescript,${encodeURIComponent(text)}`];
    const child = new Deno.Command(Deno.execPath(), {
      args: config === undefined ? denoArgs("run", ...args) : ["run", "--no-lock", `--config=${config}`, ...args],
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    return new HostProcess(child.spawn());
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The next value that the host says. */
  async next<T>(): Promise<T> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error(`The host ended after ${JSON.stringify(this.#rest)}: ${await this.#stderr}`);
      this.#rest += value;
    }
    const [line = "", ...rest] = this.#rest.split("\n");
    this.#rest = rest.join("\n");
    return JSON.parse(line);
  }

  /** Waits until it has ended: how, and what it wrote to its stderr. */
  async end(): Promise<Deno.CommandStatus & { readonly stderr: string }> {
    return { ...await this.#child.status, stderr: await this.#stderr };
  }

  /** Ends it without a word. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#lines.cancel();
    await this.end();
  }
}

/** The processes that a process has started, by what `/proc` says. */
export function childrenOf(pid: number): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((child) => {
    try {
      const stat = Deno.readTextFileSync(`/proc/${child}/stat`);
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(parent) === pid && state !== "Z";
    } catch {
      return false;
    }
  });
}
