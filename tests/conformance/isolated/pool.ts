import {
  denoFlags,
  type Grant,
  IsolationError,
  type Link,
  type LinkRun,
  SANDBOX_LIMITS,
} from "../../../src/sandbox/mod.ts";
import { type Prepared, preparePlugin } from "../../../src/sandbox/graph/mod.ts";
import { type StreamSession, StreamSessions } from "./sessions.ts";

/**
 * Processes of plugins that are used again when a plugin was closed: starting one takes a hundred times as long as what it is
 * then used for. Each holds one plugin at a time. They are prepared and started with the permissions and flags of any other.
 */
export class ProcessPool implements Link, AsyncDisposable {
  readonly #url: string;
  readonly #grant: Grant;
  readonly #idle: PooledProcess[] = [];
  readonly #all = new Set<PooledProcess>();
  #prepared: Promise<Prepared> | undefined;

  /** Takes the module of the plugins, and what they may do. */
  constructor(url: string, grant: Grant) {
    this.#url = url;
    this.#grant = grant;
  }

  /** Gives an idle process, or starts one. */
  async start(): Promise<LinkRun> {
    const process = this.#idle.pop() ?? await this.#begin();
    return process.run(() => this.#idle.push(process));
  }

  /** Ends the processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#all].map((process) => process.close()));
  }

  async #begin(): Promise<PooledProcess> {
    const prepared = await (this.#prepared ??= preparePlugin({
      plugin: "conformance",
      source: this.#url,
      url: this.#url,
      runner: new URL("runner.ts", import.meta.url).href,
      importHosts: [],
    }));
    const process = new PooledProcess(prepared, denoFlags(this.#grant));
    this.#all.add(process);
    return process;
  }
}

class PooledProcess {
  readonly #prefix = `${crypto.randomUUID()} `;
  readonly #child: Deno.ChildProcess;
  readonly #sessions: StreamSessions;

  constructor({ main, flags, env }: Prepared, permissions: readonly string[]) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags, ...permissions, main, JSON.stringify({ prefix: this.#prefix, limits: SANDBOX_LIMITS })],
      clearEnv: true,
      env: { ...env },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#sessions = new StreamSessions({ readable: this.#child.stdout, writable: this.#child.stdin });
  }

  run(release: () => void): LinkRun {
    return new PooledRun(this.#prefix, this.#child, this.#sessions.begin(), release);
  }

  async close(): Promise<void> {
    await this.#sessions.close();
    await this.#child.status;
  }
}

class PooledRun implements LinkRun {
  readonly prefix: string;
  readonly readable: StreamSession["readable"];
  readonly writable: StreamSession["writable"];
  readonly printed = undefined;
  readonly importedFrom = [];
  readonly files = [];
  readonly ended: Promise<IsolationError>;
  readonly #child: Deno.ChildProcess;
  #stopped: IsolationError | undefined;

  constructor(prefix: string, child: Deno.ChildProcess, session: StreamSession, release: () => void) {
    this.prefix = prefix;
    this.readable = session.readable;
    this.writable = session.writable;
    this.#child = child;
    this.ended = session.ended.then(() => {
      release();
      return new IsolationError("closed", "The scenario is over.");
    }, () => this.#stopped ?? new IsolationError("died", "The process of a plugin has ended."));
  }

  async verify(): Promise<void> {}

  stop(reason: IsolationError): void {
    this.#stopped ??= reason;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  keepAlive(): void {}
}
