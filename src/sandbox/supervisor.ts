import { about, IsolationError, unanswered, unreachable } from "./errors.ts";
import type { IsolatedSetup } from "./isolated.ts";
import type { Link } from "./link.ts";
import type { CreatedAnswer, ImplDescription } from "./protocol.ts";
import { Session } from "./session.ts";

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
  /** The calls of historic hooks that the next life has to be told of; all, if it is not known. */
  #missed: ReadonlyMap<ImplDescription, readonly object[]> | undefined;
  #deaths: number[] = [];
  /** The wait before the next start, for which the host waits only if a call does. */
  #delay: ReturnType<typeof setTimeout> | undefined;
  #closed: IsolationError | undefined;
  readonly #closing = new AbortController();
  #closes: Promise<void> | undefined;

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
    const starting = this.#firstStart();
    this.#starting = starting.then(() => {}, () => {});
    return await starting;
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
    // The deadline may have passed while the plugin was started.
    signal?.throwIfAborted();
    const { callMs, hasDeadline, observer } = this.setup;
    const late = () => session.stop("deadline", `it did not answer hook '${hook}' in time.`);
    const timer = signal !== undefined && hasDeadline(hook) ? undefined : setTimeout(
      () => session.stop("deadline", `it did not answer hook '${hook}' within ${callMs} ms.`),
      callMs,
    );
    signal?.addEventListener("abort", late);
    try {
      return await action(session);
    } catch (error) {
      observer.failed(error);
      throw error instanceof IsolationError ? unanswered(this.setup, hook, error) : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", late);
    }
  }

  /** Ends the plugin for good, after it has given back what it holds. */
  close(): Promise<void> {
    return this.#closes ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#closed = unreachable(this.setup, "closed", "it was closed.");
    this.#closing.abort(this.#closed);
    await this.#starting;
    const session = this.#session;
    this.#session = this.#closed;
    if (!(session instanceof Session)) return;
    try {
      await session.close();
    } catch (error) {
      // A plugin that cannot give back what it holds has ended all the same.
      this.setup.observer.disposeFailed(error);
    }
  }

  async #nextSession(): Promise<Session> {
    // What follows from its end is done by the time that this goes on.
    if (this.#session instanceof Session) await this.#session.untilEnded();
    // One that was given up gets another chance when it is called again.
    if (this.#session instanceof IsolationError && this.#closed === undefined) {
      this.#session = undefined;
      this.#starting ??= this.#startAgain(0);
    }
    if (this.#delay !== undefined) Deno.refTimer(this.#delay);
    await this.#starting;
    if (this.#session instanceof Session) return this.#session;
    // One of its own for each call.
    const { code, why } = this.#closed ?? this.#session!;
    throw unreachable(this.setup, code, why);
  }

  async #firstStart(): Promise<CreatedAnswer> {
    let created: CreatedAnswer;
    const session = await this.#begin(this.#closing.signal, (_, answer) => {
      created = answer;
      this.#impls = answer.impls;
    });
    this.#live(session);
    return created!;
  }

  /** Waits, and starts the plugin once more. When that fails, there is one death more. */
  async #startAgain(delayMs: number): Promise<void> {
    const { startMs, observer } = this.setup;
    const deadline = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await this.#wait(delayMs);
      timer = setTimeout(
        () => deadline.abort(unreachable(this.setup, "deadline", `it did not start within ${startMs} ms.`)),
        startMs,
      );
      const signal = AbortSignal.any([this.#closing.signal, deadline.signal]);
      this.#live(await this.#begin(signal, (session, { impls }) => this.#resume(session, impls)));
      observer.restarted();
    } catch (error) {
      this.#starting = undefined;
      if (this.#closed === undefined) this.#died(this.#asReason(error));
      // Calls wait for the next try, unless there is none.
      await this.#starting;
    } finally {
      clearTimeout(timer);
    }
  }

  #begin(
    signal: AbortSignal,
    complete: (session: Session, answer: CreatedAnswer) => Promise<void> | void,
  ): Promise<Session> {
    return Session.start(this.setup, this.#link, signal, () => this.#missed ??= this.#remembered(), complete);
  }

  /** Sees to it that a plugin which was started again is what it was, and knows what it knew from historic hooks. */
  async #resume(session: Session, impls: readonly ImplDescription[]): Promise<void> {
    if (!sameImpls(impls, this.#impls)) {
      throw unreachable(this.setup, "changed", "it has other impls than before.");
    }
    for (const [{ member, options }, calls] of this.#missed ?? this.#remembered()) {
      const hook = options.specname || member;
      for (const args of calls) await this.#replay(session, hook, member, args);
    }
  }

  /** The calls that a life which ends now has been told of, or would have been: calls that come later wait for the next one. */
  #remembered(): Map<ImplDescription, readonly object[]> {
    const { observer } = this.setup;
    return new Map(this.#impls.map((impl) => [impl, observer.remembered(impl.options.specname || impl.member)]));
  }

  async #replay(session: Session, hook: string, member: string, args: object): Promise<void> {
    const scope = session.openScope(`the call of hook '${hook}'`);
    try {
      await this.during(session, hook, undefined, () => session.call("impl", [member, args], scope));
    } finally {
      scope.close();
    }
  }

  #live(session: Session): void {
    this.#starting = undefined;
    this.#session = session;
    if (session.isAlive) this.#missed = undefined;
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
      // It is called no more until it is released, so that it has missed whatever is remembered then.
      this.#missed = undefined;
      observer.gaveUp(reason);
      return;
    }
    this.#session = undefined;
    // Who hears of it may call the plugin at once.
    this.#starting = this.#startAgain(
      Math.min(limits.restartDelayMs * 2 ** (this.#deaths.length - 1), LONGEST_DELAY_MS),
    );
    observer.died(reason);
  }

  async #wait(ms: number): Promise<void> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    if (ms === 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(this.#delay);
        this.#delay = undefined;
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#delay = setTimeout(done, ms);
      Deno.unrefTimer(this.#delay);
      signal.addEventListener("abort", done);
    });
    signal.throwIfAborted();
  }

  #asReason(error: unknown): IsolationError {
    if (error instanceof IsolationError) return error;
    const why = error instanceof Error ? error.message : String(error);
    return about(this.setup, "start-failed", "Cannot start again", why, { cause: error });
  }
}

/** The longest that a timer waits. A longer time would make it go off at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

function sameImpls(some: readonly ImplDescription[], others: readonly ImplDescription[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}
