import { type IsolationError, type IsolationErrorCode, unreachable } from "./errors.ts";
import { denoFlags, grantedEnv } from "./grant/mod.ts";
import { changedSince, type Prepared, preparePlugin } from "./graph/mod.ts";
import { watchProcess } from "./guard/mod.ts";
import type { IsolatedSetup } from "./isolated.ts";
import type { Link, LinkRun } from "./link.ts";
import { mayRead } from "./readable.ts";

/** A plugin in a process of its own: `deno run`, with the permissions that were granted and nothing else. */
export class ProcessLink implements Link {
  readonly #setup: IsolatedSetup;

  /** Takes the plugin. */
  constructor(setup: IsolatedSetup) {
    this.#setup = setup;
  }

  async start(signal: AbortSignal): Promise<LinkRun> {
    const { name, source, url, grant } = this.#setup;
    const prepared = await preparePlugin({
      plugin: name,
      source,
      url,
      runner: RUNNER,
      importHosts: grant.rules.import.allow,
      readable: (path) => mayRead(grant, path),
      lock: this.#setup.lock,
      check: this.#setup.check,
      signal,
    });
    signal.throwIfAborted();
    return new ProcessRun(this.#setup, prepared);
  }
}

/**
 * When the guard is to watch a process whose runner has not answered yet. Until it does, nothing runs in it but Deno, which ends
 * with its input; and the first guard is a process as well, for which the plugin would start later.
 */
const GUARD_AFTER_MS = 200;

const RUNNER = new URL("./runner/main.ts", import.meta.url).href;

class ProcessRun implements LinkRun {
  readonly prefix: string;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly printed: ReadableStream<Uint8Array>;
  readonly importedFrom: readonly string[];
  readonly ended: Promise<IsolationError>;
  readonly #setup: IsolatedSetup;
  readonly #prepared: Prepared;
  readonly #child: Deno.ChildProcess;
  readonly #guardLater: ReturnType<typeof setTimeout>;
  /** Ends watching; there from when it has begun. */
  #forget: (() => Promise<void>) | undefined;
  #stopped: IsolationError | undefined;
  #isOver = false;
  #hasEnded = false;

  constructor(setup: IsolatedSetup, prepared: Prepared) {
    this.#setup = setup;
    this.#prepared = prepared;
    this.importedFrom = prepared.importHosts;
    // Nothing that a plugin prints by chance begins like this.
    this.prefix = `${crypto.randomUUID()} `;
    const { limits, memoryMb, grant } = setup;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        ...prepared.flags,
        ...denoFlags(grant),
        `--v8-flags=--max-old-space-size=${memoryMb}`,
        prepared.main,
        JSON.stringify({ prefix: this.prefix, limits }),
      ],
      clearEnv: true,
      env: {
        ...grantedEnv(grant, () => Deno.env.toObject(), (name) => Deno.env.get(name)),
        ...prepared.env,
      },
      // Ctrl-C in the host's terminal is for the host, which may want its plugins to write what they hold; and without the
      // terminal, nothing can be read from it or shown on it.
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.readable = this.#child.stdout;
    this.writable = this.#child.stdin;
    this.printed = this.#child.stderr;
    this.#guardLater = setTimeout(() => this.#guardNow(), GUARD_AFTER_MS);
    Deno.unrefTimer(this.#guardLater);
    this.ended = this.#watch();
    this.keepAlive(false);
  }

  get files(): readonly string[] {
    return this.#prepared.files.map(({ path }) => path);
  }

  async verify(): Promise<void> {
    const comparing = changedSince(this.#prepared.files);
    // Before any of the plugin's code runs, and while the files are read.
    this.#guard();
    const changed = await comparing;
    if (changed !== undefined) throw this.#error("changed", `${changed} was changed while the plugin was started.`);
  }

  stop(reason: IsolationError): void {
    this.#stopped ??= reason;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  keepAlive(keep: boolean): void {
    if (keep) this.#child.ref();
    else this.#child.unref();
  }

  /** Has the guard watch the process, unless it does already, or the process's number may be another's by now. */
  #guard(): void {
    clearTimeout(this.#guardLater);
    if (this.#hasEnded) return;
    const { memoryMb } = this.#setup;
    this.#forget ??= watchProcess(this.#child.pid, { memoryMb, onOver: () => this.#isOver = true });
  }

  #guardNow(): void {
    try {
      this.#guard();
    } catch (error) {
      this.stop(this.#error("start-failed", `it cannot be watched: ${String(error)}`));
    }
  }

  async #watch(): Promise<IsolationError> {
    const { memoryMb } = this.#setup;
    const status = await this.#child.status;
    this.#hasEnded = true;
    clearTimeout(this.#guardLater);
    await this.#forget?.();
    if (this.#stopped !== undefined) return this.#stopped;
    if (this.#isOver) return this.#error("out-of-memory", `it used more than the ${memoryMb} MiB that it may.`);
    // V8 ends the process by a trap when the heap is full.
    if (status.signal === "SIGTRAP") {
      return this.#error("out-of-memory", `its heap was full: it may have ${memoryMb} MiB.`);
    }
    return this.#error(
      "died",
      status.signal === null
        ? `its process ended with exit code ${status.code}.`
        : `its process was ended by the signal ${status.signal}.`,
    );
  }

  #error(code: IsolationErrorCode, why: string): IsolationError {
    return unreachable(this.#setup, code, why);
  }
}
