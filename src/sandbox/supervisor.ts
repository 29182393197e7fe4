import { pluginText } from "../engine/mod.ts";
import { IsolationError } from "./errors.ts";
import type { IsolatedSetup } from "./isolated.ts";
import type { Link } from "./link.ts";
import type { ImplDescription } from "./protocol.ts";
import { type CreatedAnswer, Session } from "./session.ts";
import type { Scope } from "./wire/mod.ts";

/**
 * Keeps an isolated plugin alive: starts it, starts it again when it has died, with a longer wait each time, and gives up when
 * that happens too often. Calls wait while it is started, and fail if it dies before it has answered.
 */
export class Supervisor {
  readonly setup: IsolatedSetup;
  readonly #link: Link;
  /** The life that is under way, or why there is none. */
  #session: Session | IsolationError | undefined;
  /** Settles when the life that is being started has begun, or could not. Never fails. */
  #starting: Promise<void> | undefined;
  #impls: readonly ImplDescription[] = [];
  #deaths: number[] = [];
  #closed: IsolationError | undefined;
  readonly #closing = new AbortController();

  /** Takes the plugin, and how it is reached. */
  constructor(setup: IsolatedSetup, link: Link) {
    this.setup = setup;
    this.#link = link;
  }

  /**
   * Starts the plugin for the first time.
   *
   * @throws {ImportFailure | CreateError} What its module or its making threw.
   * @throws {IsolationError} If it did not come so far.
   */
  async start(): Promise<CreatedAnswer> {
    const [session, answer] = await Session.start(this.setup, this.#link, this.#closing.signal);
    this.#impls = answer.impls;
    this.#live(session);
    return answer;
  }

  /** The local files that the plugin is made of. */
  get files(): readonly string[] {
    return this.#session instanceof Session ? this.#session.files : [];
  }

  /** The life that is under way; waits until one has begun. A plugin that was given up, and is called again, is started. */
  session(): Session | Promise<Session> {
    const session = this.#session;
    return session instanceof Session && session.isAlive ? session : this.#nextSession();
  }

  /**
   * Has a life do something for a call of a hook, within the deadline of the plugin and that of the call. If either passes, the
   * plugin is ended, as nothing else stops what it does.
   */
  async during<T>(
    session: Session,
    hook: string,
    signal: AbortSignal | undefined,
    action: (session: Session) => Promise<T>,
  ): Promise<T> {
    const { callMs } = this.setup;
    const late = () => session.stop("deadline", `it did not answer hook '${hook}' in time.`);
    const timer = setTimeout(
      () => session.stop("deadline", `it did not answer hook '${hook}' within ${callMs} ms.`),
      callMs,
    );
    signal?.addEventListener("abort", late);
    try {
      return await action(session);
    } catch (error) {
      this.setup.observer.failed(error);
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", late);
    }
  }

  /** Ends the plugin for good, after it has given back what it holds. */
  async close(): Promise<void> {
    const { name, source } = this.setup;
    const isFirst = this.#closed === undefined;
    this.#closed ??= new IsolationError("closed", `Cannot call ${pluginText(name, source)}: it was closed.`, {
      plugin: name,
      source,
    });
    this.#closing.abort(this.#closed);
    if (!isFirst) return;
    await this.#starting;
    const session = this.#session;
    this.#session = this.#closed;
    if (session instanceof Session) await session.close();
  }

  async #nextSession(): Promise<Session> {
    // What follows from its end is done by the time that this goes on.
    if (this.#session instanceof Session) await this.#session.ended;
    // One that was given up gets another chance when it is called again.
    if (this.#session instanceof IsolationError && this.#closed === undefined) {
      this.#session = undefined;
      this.#starting ??= this.#startAgain(0);
    }
    await this.#starting;
    if (this.#session instanceof Session) return this.#session;
    throw this.#closed ?? this.#session;
  }

  #live(session: Session): void {
    this.#session = session;
    const began = performance.now();
    void session.ended.then((reason) => {
      if (this.#closed !== undefined || this.#session !== session) return;
      const { restartWindowMs } = this.setup.limits;
      const now = performance.now();
      this.#deaths = now - began > restartWindowMs ? [] : this.#deaths.filter((then) => now - then < restartWindowMs);
      this.#died(reason);
    });
  }

  #died(reason: IsolationError): void {
    const { limits, observer } = this.setup;
    this.#deaths.push(performance.now());
    if (this.#deaths.length > limits.restarts) {
      this.#session = reason;
      this.#deaths = [];
      observer.gaveUp(reason);
      return;
    }
    this.#session = undefined;
    observer.died(reason);
    this.#starting = this.#startAgain(limits.restartDelayMs * 2 ** (this.#deaths.length - 1));
  }

  async #startAgain(delayMs: number): Promise<void> {
    try {
      await this.#wait(delayMs);
      const [session, { impls }] = await Session.start(this.setup, this.#link, this.#closing.signal);
      if (!sameImpls(impls, this.#impls)) {
        session.stop("changed", "it has other impls than before.");
      } else {
        await this.#replay(session);
      }
      this.#starting = undefined;
      this.#live(session);
      this.setup.observer.restarted();
    } catch (error) {
      this.#starting = undefined;
      if (this.#closed === undefined) this.#died(this.#asReason(error));
      // Calls wait for the next try, unless there is none.
      await this.#starting;
    }
  }

  /** Tells a plugin that has forgotten everything what it was told by historic hooks. */
  async #replay(session: Session): Promise<void> {
    for (const { member, options } of this.#impls) {
      const hook = options.specname || member;
      for (const args of this.setup.observer.remembered(hook)) {
        await this.#callOnce(session, hook, member, args);
      }
    }
  }

  async #callOnce(session: Session, hook: string, member: string, args: object): Promise<void> {
    const scope: Scope = session.openScope(`the call of hook '${hook}'`);
    try {
      await this.during(session, hook, undefined, () => session.call("impl", [member, args], scope));
    } finally {
      scope.close();
    }
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    if (ms === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    });
    signal.throwIfAborted();
  }

  #asReason(error: unknown): IsolationError {
    if (error instanceof IsolationError) return error;
    const { name, source } = this.setup;
    const why = error instanceof Error ? error.message : String(error);
    return new IsolationError("start-failed", `Cannot start ${pluginText(name, source)} again: ${why}`, {
      plugin: name,
      source,
      cause: error,
    });
  }
}

function sameImpls(some: readonly ImplDescription[], others: readonly ImplDescription[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
