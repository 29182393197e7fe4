import { pluginText } from "../engine/mod.ts";
import { CreateError } from "../plugin/mod.ts";
import { ImportFailure, IsolationError, type IsolationErrorCode } from "./errors.ts";
import type { IsolatedSetup } from "./isolated.ts";
import type { Link, LinkRun } from "./link.ts";
import { PrintedLines } from "./printed_lines.ts";
import { type CreateAnswer, PROTOCOL } from "./protocol.ts";
import { Connection, ConnectionError, type Scope } from "./wire/mod.ts";

/** The plugin, as its side has described it. */
export type CreatedAnswer = Extract<CreateAnswer, { state: "created" }>;

/** One life of an isolated plugin: a run of its link, and the connection to it. */
export class Session {
  readonly #setup: IsolatedSetup;
  readonly #run: LinkRun;
  readonly #connection: Connection;
  readonly #printed: PrintedLines;
  #calls = 0;
  #isAlive = true;

  private constructor(setup: IsolatedSetup, run: LinkRun) {
    this.#setup = setup;
    this.#run = run;
    this.#printed = new PrintedLines(setup, (code, why) => this.stop(code, why));
    if (run.printed !== undefined) void this.#printed.read(run.printed);
    this.#connection = new Connection(run, {
      label: `plugin '${setup.name}'`,
      prefix: run.prefix,
      limits: setup.limits,
      handle: (method) => {
        throw new TypeError(`There is no '${method}' to be called.`);
      },
      onTell: (method, value) => this.#told(method, value),
      onStray: (text) => this.#printed.stray(text),
      onEnd: (reason) => {
        this.#isAlive = false;
        // Where the streams just ended, the run's own end says more.
        if (!(reason instanceof ConnectionError)) this.stop("broke-protocol", reason.message, reason);
      },
    });
    void run.ended.then((reason) => this.#connection.end(reason));
  }

  /**
   * Starts the plugin's side, has it looked at, and has the plugin made.
   *
   * @throws {ImportFailure | CreateError} What the plugin's module or its making threw.
   * @throws {IsolationError} If its side did not come so far.
   */
  static async start(setup: IsolatedSetup, link: Link, signal: AbortSignal): Promise<[Session, CreatedAnswer]> {
    const run = await link.start(signal);
    const session = new Session(setup, run);
    const giveUp = () => session.stop("start-failed", "it was given up.");
    signal.addEventListener("abort", giveUp);
    try {
      signal.throwIfAborted();
      return [session, await session.#create()];
    } catch (error) {
      session.stop("start-failed", "it could not be started.");
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Whether it can be called. It may have ended before it is known why. */
  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Settles when it has ended, with why. Never fails. */
  get ended(): Promise<IsolationError> {
    return this.#run.ended;
  }

  /** The local files that the plugin is made of. */
  get files(): readonly string[] {
    return this.#run.files;
  }

  /** Opens a scope for what is shared in one call. */
  openScope(label: string): Scope {
    return this.#connection.openScope(label);
  }

  /**
   * Calls the plugin's side.
   *
   * @throws What it throws; or why it has ended.
   */
  async call(method: string, value: unknown, scope?: Scope, signal?: AbortSignal): Promise<unknown> {
    if (this.#calls++ === 0) this.#run.keepAlive(true);
    try {
      return await this.#connection.call(method, value, { scope, signal });
    } catch (error) {
      // The streams end a moment before it is known why.
      throw error instanceof ConnectionError ? await this.#run.ended : error;
    } finally {
      if (--this.#calls === 0) this.#run.keepAlive(false);
    }
  }

  /** Ends it at once. */
  stop(code: IsolationErrorCode, why: string, cause?: unknown): void {
    const { name, source } = this.#setup;
    this.#isAlive = false;
    this.#run.stop(
      new IsolationError(code, `${upper(pluginText(name, source))} was stopped: ${why}`, {
        plugin: name,
        source,
        cause,
      }),
    );
  }

  /** Lets the plugin give back what it holds, and ends it, at the latest when its time is up. */
  async close(): Promise<void> {
    const { limits: { closeMs } } = this.#setup;
    const timer = setTimeout(
      () => this.stop("closed", `it did not end within ${closeMs} ms of being closed.`),
      closeMs,
    );
    try {
      await this.call("dispose", undefined);
    } finally {
      void this.#connection.end();
      this.#run.keepAlive(true);
      await this.#run.ended;
      clearTimeout(timer);
    }
  }

  async #create(): Promise<CreatedAnswer> {
    const { project, name, options, grant } = this.#setup;
    const version = await this.call("hello", undefined);
    if (version !== PROTOCOL) throw new TypeError(`Its side speaks version ${String(version)}, not ${PROTOCOL}.`);
    await this.#run.verify();
    const imports = grant.rules.import.allow;
    const revoke = this.#run.importedFrom.filter((host) => imports === true || !imports.includes(host));
    const answer = await this.call("create", { project, name, options, imports, revoke }) as CreateAnswer;
    switch (answer?.state) {
      case "created":
        return answer;
      case "import-failed":
        throw new ImportFailure(answer.error);
      case "create-failed":
        throw new CreateError(String(answer.code), String(answer.why), hintOf(answer.hint), { cause: answer.error });
    }
    throw new TypeError("Its side did not say what has become of the plugin.");
  }

  #told(method: string, value: unknown): void {
    if (method === "print" && Array.isArray(value)) {
      this.#printed.print(value[0] === "stderr" ? "stderr" : "stdout", String(value[1]));
    } else this.stop("broke-protocol", "it told the host something that is not known.");
  }
}

function hintOf(hint: unknown): string | undefined {
  return typeof hint === "string" ? hint : undefined;
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
