import { CreateError } from "../plugin/mod.ts";
import { ImportFailure, IsolationError, type IsolationErrorCode, unreachable } from "./errors.ts";
import type { IsolatedSetup } from "./isolated.ts";
import type { Link, LinkRun } from "./link.ts";
import { PrintedLines } from "./printed_lines.ts";
import { wrongInCreated } from "./check_created.ts";
import { type CreateAnswer, type CreatedAnswer, PROTOCOL } from "./protocol.ts";
import { CarryError, Connection, ConnectionError, type ConnectionSizes, isForeign, type Scope } from "./wire/mod.ts";

/** One life of an isolated plugin: a run of its link, and the connection to it. */
export class Session {
  readonly #setup: IsolatedSetup;
  readonly #run: LinkRun;
  readonly #connection: Connection;
  readonly #printed: PrintedLines;
  readonly #onLost: () => void;
  #calls = 0;
  #isBusy = false;
  #isAlive = true;
  /** Why the connection has ended, if that was before it was known why the plugin has. */
  #disconnection: Error | undefined;

  private constructor(setup: IsolatedSetup, run: LinkRun, onLost: () => void) {
    this.#setup = setup;
    this.#run = run;
    this.#onLost = onLost;
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
      onEnd: (reason) => this.#disconnected(reason),
      onBusy: (busy) => this.#wait(0, busy),
    });
    void run.ended.then((reason) => this.#connection.end(reason));
  }

  /**
   * Starts the plugin's side, has it looked at, and has the plugin made.
   *
   * @param setup All that is known of the plugin.
   * @param link How it is reached.
   * @param signal Gives it up, with the reason for which it is to end.
   * @param onLost Called once, at the moment from which on it cannot be called.
   * @param complete What else has to go well for it to have begun.
   * @throws {ImportFailure | CreateError} What the plugin's module or its making threw.
   * @throws {IsolationError} If its side did not come so far. Nothing of it is left then.
   */
  static async start(
    setup: IsolatedSetup,
    link: Link,
    signal: AbortSignal,
    onLost: () => void,
    complete: (session: Session, answer: CreatedAnswer) => Promise<void> | void,
  ): Promise<Session> {
    const session = new Session(setup, await link.start(signal), onLost);
    const giveUp = () => session.#end(signal.reason);
    signal.addEventListener("abort", giveUp);
    try {
      signal.throwIfAborted();
      await complete(session, await session.#create());
      return session;
    } catch (error) {
      session.stop("start-failed", "it could not be started.");
      await session.untilEnded();
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

  /** Has the host wait until it has ended. */
  async untilEnded(): Promise<void> {
    this.#run.keepAlive(true);
    await this.ended;
  }

  /** The local files that the plugin is made of. */
  get files(): readonly string[] {
    return this.#run.files;
  }

  /** How much is kept of it at the moment: for tests and for those who look for what holds memory. */
  get sizes(): ConnectionSizes {
    return this.#connection.sizes;
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
    this.#wait(1);
    try {
      return await this.#connection.call(method, value, { scope, signal });
    } catch (error) {
      if (error instanceof CarryError && !isForeign(error)) {
        throw error.within(method.startsWith("resume") ? "[2]" : "[1]");
      }
      // Where its side is just gone, its end says why.
      const isGone = this.#disconnection !== undefined && error === this.#disconnection;
      throw isGone && !(error instanceof IsolationError) ? await this.ended : error;
    } finally {
      this.#wait(-1);
    }
  }

  /** Ends it at once. */
  stop(code: IsolationErrorCode, why: string, cause?: unknown): void {
    this.#end(unreachable(this.#setup, code, why, cause === undefined ? {} : { cause }));
  }

  /** Lets the plugin give back what it holds, and ends it, at the latest when its time is up. */
  async close(): Promise<void> {
    const { limits: { closeMs } } = this.#setup;
    const timer = setTimeout(
      () => this.stop("closed", `it did not end within ${closeMs} ms of being closed.`),
      closeMs,
    );
    try {
      if (this.#isAlive) await this.call("dispose", undefined);
    } finally {
      void this.#connection.end(unreachable(this.#setup, "closed", "it was closed."));
      await this.untilEnded();
      clearTimeout(timer);
    }
  }

  /** The host does not end by itself while a call waits, or a stream is read. */
  #wait(calls: number, busy = this.#isBusy): void {
    const before = this.#calls > 0 || this.#isBusy;
    this.#calls += calls;
    this.#isBusy = busy;
    const now = this.#calls > 0 || this.#isBusy;
    if (now !== before) this.#run.keepAlive(now);
  }

  #end(reason: IsolationError): void {
    this.#lose();
    this.#run.stop(reason);
  }

  /** Notes that it cannot be called from now on. */
  #lose(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#onLost();
  }

  #disconnected(reason: Error): void {
    this.#lose();
    if (reason instanceof IsolationError) return;
    this.#disconnection = reason;
    if (!(reason instanceof ConnectionError)) return this.stop("broke-protocol", reason.message, reason);
    // Where the streams just ended, its own end follows and says more. But a plugin may have closed them.
    const { limits: { closeMs } } = this.#setup;
    const timer = setTimeout(() => this.stop("broke-protocol", "it closed its streams, and did not end."), closeMs);
    void this.ended.then(() => clearTimeout(timer));
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
      case "created": {
        const wrong = wrongInCreated(answer);
        if (wrong !== undefined) throw unreachable(this.#setup, "broke-protocol", wrong);
        return answer;
      }
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
