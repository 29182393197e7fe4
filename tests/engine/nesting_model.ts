/**
 * What a call of nested wrappers must do, in the shortest form there is: a wrapper is a function of what is inside of it. And
 * the plugins that do it, for comparison.
 *
 * @module
 */
import { type AnyFunction, type HookResult, TenonError } from "@tenon/tenon";
import type { Around, AsyncAround, OldAround } from "./support.ts";

/** How a call ended: with a value or an error, both told by a text. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/** What a wrapper does. */
export interface Act {
  readonly name: string;
  readonly hookwrapper: boolean;
  /** The error before the yield, if one ends it there. */
  readonly setupFails?: string;
  /** An error that is thrown in at the yield goes straight on. */
  readonly helpless?: boolean;
  /** What becomes of the outcome of all that is inside. */
  readonly after: (inner: Outcome, at: string) => Outcome;
  /** The same as a generator. */
  readonly sync: (at: string, log: (event: string) => void) => () => Generator;
  /** The same as an async generator. */
  readonly async: (at: string, log: (event: string) => void) => () => AsyncGenerator;
}

const value = (text: string): Outcome => ({ ok: true, text });
const error = (text: string): Outcome => ({ ok: false, text });

/** A new-style wrapper that yields: `body` says what it does with the outcome. */
function modern(name: string, after: Act["after"], body: (at: string, inner: Outcome) => unknown): Act {
  return {
    name,
    hookwrapper: false,
    after,
    sync: (at, log) =>
      function* (): Around {
        log(`${at} in`);
        let inner: Outcome;
        try {
          inner = value(String(yield));
        } catch (caught) {
          inner = error(textOf(caught));
        }
        log(`${at} out`);
        return body(at, inner);
      },
    async: (at, log) =>
      async function* (): AsyncAround {
        log(`${at} in`);
        let inner: Outcome;
        try {
          inner = value(String(yield));
        } catch (caught) {
          inner = error(textOf(caught));
        }
        await undefined;
        log(`${at} out`);
        return body(at, inner);
      },
  };
}

/** Any other wrapper, given as a sync generator; the async one does the same, with pauses. */
function other(
  name: string,
  hookwrapper: boolean,
  after: Act["after"],
  body: (at: string, log: (event: string) => void) => Generator,
  more: Partial<Act> = {},
): Act {
  return {
    name,
    hookwrapper,
    after,
    ...more,
    sync: (at, log) => () => body(at, log),
    async: (at, log) =>
      async function* () {
        await undefined;
        return yield* body(at, log);
      },
  };
}

function old(name: string, after: Act["after"], body: (at: string, box: HookResult) => void): Act {
  return other(name, true, after, function* (at, log): OldAround {
    log(`${at} in`);
    const box = yield;
    log(`${at} out`);
    body(at, box);
  });
}

export const ACTS: readonly Act[] = [
  modern("pass", (inner) => inner, (_, inner) => {
    if (inner.ok) return inner.text;
    throw new Known(inner.text);
  }),
  modern("wrap", (inner, at) => inner.ok ? value(`${at}(${inner.text})`) : inner, (at, inner) => {
    if (inner.ok) return `${at}(${inner.text})`;
    throw new Known(inner.text);
  }),
  modern("swallow", (inner, at) => inner.ok ? inner : value(`${at} caught ${inner.text}`), (at, inner) => {
    return inner.ok ? inner.text : `${at} caught ${inner.text}`;
  }),
  modern("fail", (_, at) => error(`${at} fails`), (at) => {
    throw new Known(`${at} fails`);
  }),
  modern("turn round", (inner, at) => inner.ok ? error(`${at} minds`) : value(inner.text), (at, inner) => {
    if (inner.ok) throw new Known(`${at} minds`);
    return inner.text;
  }),
  other("yield twice", false, (inner) => inner.ok ? error("second-yield") : inner, function* (at, log) {
    log(`${at} in`);
    yield;
    log(`${at} out`);
    yield;
  }, { helpless: true }),
  other("yield again in finally", false, () => error("second-yield"), function* (at, log) {
    log(`${at} in`);
    try {
      yield;
    } finally {
      log(`${at} out`);
      yield;
    }
  }),
  other("fail when closed", false, (_, at) => error(`${at} closed`), function* (at, log) {
    log(`${at} in`);
    try {
      yield;
      yield;
    } finally {
      log(`${at} out`);
      // deno-lint-ignore no-unsafe-finally -- that is what it is for
      throw new Known(`${at} closed`);
    }
  }),
  old("look", (inner) => inner, () => {}),
  old("force", (_, at) => value(`${at} forced`), (at, box) => box.forceResult(`${at} forced`)),
  old("force an error", (_, at) => error(`${at} forced`), (at, box) => box.forceException(new Known(`${at} forced`))),
  old("throw", (_, at) => error(`${at} throws`), (at) => {
    throw new Known(`${at} throws`);
  }),
  old("force and throw", (_, at) => error(`${at} throws`), (at, box) => {
    box.forceResult("lost");
    throw new Known(`${at} throws`);
  }),
  old("get", (inner) => inner, (_, box) => void box.getResult()),
  other("yield twice, old style", true, () => error("second-yield"), function* (at, log) {
    log(`${at} in`);
    yield;
    log(`${at} out`);
    yield;
  }),
  ...[false, true].flatMap((hookwrapper) => [
    // deno-lint-ignore require-yield -- that is what it is for
    other("fail at once", hookwrapper, (inner) => inner, function* (at, log) {
      log(`${at} in`);
      throw new Known("setup fails");
    }, { setupFails: "setup fails" }),
    // deno-lint-ignore require-yield -- that is what it is for
    other("never yield", hookwrapper, (inner) => inner, function* (at, log) {
      log(`${at} in`);
    }, { setupFails: "did-not-yield" }),
  ]),
];

/** An error whose text says where it comes from. */
export class Known extends Error {}

/** What tells one error from another. */
export function textOf(caught: unknown): string {
  return caught instanceof TenonError ? caught.code : (caught as Error).message;
}

/** The model: what a call gives, and the events in it. `acts` from the outside in. */
export function model(acts: readonly Act[], inner: Outcome, log: (event: string) => void, depth = 0): Outcome {
  const [outer, ...rest] = acts;
  const at = `w${depth}`;
  if (outer === undefined) {
    log("impl");
    return inner;
  }
  log(`${at} in`);
  if (outer.setupFails !== undefined) return error(outer.setupFails);
  const outcome = model(rest, inner, log, depth + 1);
  if (outcome.ok || !outer.helpless) log(`${at} out`);
  return outer.after(outcome, at);
}

/** A generator function of the kind that registration looks for. */
export function wrapperOf(act: Act, at: string, async: boolean, log: (event: string) => void): AnyFunction {
  if (async) {
    return async function* () {
      return yield* act.async(at, log)();
    };
  }
  return function* () {
    return yield* act.sync(at, log)();
  };
}

/** The plain impl of a call that ends with `inner`. */
export function implOf({ ok, text }: Outcome, async: boolean, log: (event: string) => void): AnyFunction {
  const answer = (): string => {
    log("impl");
    if (ok) return text;
    throw new Known(text);
  };
  if (!async) return answer;
  return async () => {
    await undefined;
    return answer();
  };
}
