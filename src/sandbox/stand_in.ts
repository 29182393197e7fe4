import { type HookResult, type ImplFunction, implKey, type ImplRecord, mark, standIn } from "../engine/mod.ts";
import { recordOf } from "./check_created.ts";
import type { EnterAnswer, ImplDescription, ResumeAnswer } from "./protocol.ts";
import type { Supervisor } from "./supervisor.ts";
import type { Scope } from "./wire/mod.ts";

/** What an impl gets besides its arguments. */
interface Context {
  readonly signal: AbortSignal;
}

/**
 * Makes an object with an impl for each that an isolated plugin has. To a manager it looks like any other plugin; its impls
 * call those of the plugin, and disposing of it ends the plugin.
 *
 * @throws {UsageError} If the plugin's side describes impls that cannot be.
 */
export function makeStandIn(supervisor: Supervisor, impls: readonly ImplDescription[]): object {
  const plugin = Object.create(null) as object;
  for (const impl of impls) {
    // An object with a member of this name is taken for a promise by whoever awaits it.
    if (impl.member === "then") continue;
    const options = recordOf(impl.options);
    const fn = makeImpl(supervisor, impl, options);
    standIn(fn, impl.argnames === undefined ? undefined : impl.argnames.map(String));
    mark(fn, implKey(supervisor.setup.project), options);
    Object.defineProperty(plugin, impl.member, { value: fn, enumerable: true });
  }
  Object.defineProperty(plugin, Symbol.asyncDispose, { value: () => supervisor.close() });
  return plugin;
}

function makeImpl(supervisor: Supervisor, { member, kind }: ImplDescription, options: ImplRecord): ImplFunction {
  const hook = options.specname || member;
  if (options.wrapper || options.hookwrapper) {
    // What is marked as a wrapper and is none is refused by the engine, as it would be in the host. It is not called, as
    // nobody would wait for it.
    if (kind !== "generator") return async function () {};
    // With both marks the old style counts, as in the engine.
    return options.hookwrapper ? oldWrapper(supervisor, member, hook) : wrapper(supervisor, member, hook);
  }
  return async function (args, context) {
    const live = supervisor.session();
    const session = live instanceof Promise ? await live : live;
    const scope = session.openScope(`the call of hook '${hook}'`);
    try {
      const { signal } = context as Context;
      return await supervisor.during(session, hook, signal, () => session.call("impl", [member, args], scope));
    } finally {
      scope.close();
    }
  };
}

function wrapper(supervisor: Supervisor, member: string, hook: string): ImplFunction {
  return async function* (args, context): AsyncGenerator<void, unknown, unknown> {
    const suspended = await Suspended.enter(supervisor, member, hook, args, context as Context);
    if (suspended === undefined) return undefined;
    using _ = suspended;
    let failed = false;
    let content: unknown;
    let isLeft = true;
    try {
      content = yield;
      isLeft = false;
    } catch (error) {
      isLeft = false;
      failed = true;
      content = error;
    } finally {
      if (isLeft) await suspended.leave();
    }
    const answer = await suspended.resume("resume", failed, content);
    switch (answer.outcome) {
      case "yield":
        return yield* again(suspended);
      case "same":
        if (failed) throw content;
        return content;
      case "error":
        throw answer.content;
      case "value":
        return answer.content;
    }
  };
}

function oldWrapper(supervisor: Supervisor, member: string, hook: string): ImplFunction {
  return async function* (args, context): AsyncGenerator<void, unknown, HookResult> {
    const suspended = await Suspended.enter(supervisor, member, hook, args, context as Context);
    if (suspended === undefined) return undefined;
    using _ = suspended;
    let box: HookResult | undefined;
    try {
      box = yield;
    } finally {
      if (box === undefined) await suspended.leave();
    }
    const { failed } = box!;
    const answer = await suspended.resume("resume-old", failed, failed ? box!.exception : box!.getResult());
    switch (answer.outcome) {
      case "yield":
        return yield* again(suspended);
      case "error":
        box!.forceException(answer.content);
        break;
      case "value":
        box!.forceResult(answer.content);
    }
  };
}

/** Yields a second time, as the plugin's wrapper did. The engine says what is wrong with that, and ends both. */
async function* again(suspended: Suspended): AsyncGenerator<void> {
  try {
    yield;
  } finally {
    await suspended.leave();
  }
}

/** A wrapper that waits at its yield in the plugin. What is shared with it stays shared until it has ended. */
class Suspended {
  readonly #scope: Scope;
  readonly #number: number;
  readonly #ask: Ask;

  private constructor(scope: Scope, number: number, ask: Ask) {
    this.#scope = scope;
    this.#number = number;
    this.#ask = ask;
  }

  /** Runs a wrapper to its yield; gives nothing if it ended before. */
  static async enter(
    supervisor: Supervisor,
    member: string,
    hook: string,
    args: unknown,
    { signal }: Context,
  ): Promise<Suspended | undefined> {
    const session = await supervisor.session();
    const scope = session.openScope(`the call of hook '${hook}'`);
    const ask: Ask = (method, value) =>
      supervisor.during(session, hook, signal, () => session.call(method, value, scope));
    try {
      const number = await ask("enter", [member, args]) as EnterAnswer;
      if (number !== undefined) return new Suspended(scope, number, ask);
    } catch (error) {
      scope.close();
      throw error;
    }
    scope.close();
    return undefined;
  }

  /** Gives it the outcome of what it goes around. */
  async resume(method: "resume" | "resume-old", failed: boolean, content: unknown): Promise<ResumeAnswer> {
    return checkedAnswer(await this.#ask(method, [this.#number, failed, content]));
  }

  /** Ends it without one. */
  async leave(): Promise<void> {
    await this.#ask("leave", this.#number);
  }

  [Symbol.dispose](): void {
    this.#scope.close();
  }
}

type Ask = (method: string, value: unknown) => Promise<unknown>;

const OUTCOMES = new Set(["same", "value", "error", "yield"]);

function checkedAnswer(answer: unknown): ResumeAnswer {
  const { outcome } = (answer ?? {}) as { outcome?: string };
  if (typeof outcome === "string" && OUTCOMES.has(outcome)) return answer as ResumeAnswer;
  throw new TypeError("The plugin's side did not say how the wrapper ended.");
}
