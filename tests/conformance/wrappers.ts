import type { OutcomeBox } from "@tenon/tenon";
import type { Outcome } from "./encode.ts";
import { PluginError } from "./errors.ts";
import { notGenerator } from "./plain.ts";
import type { Parameters, WrapperDo } from "./scenario.ts";
import { entering, type Fn, type Kwargs, leaving, resuming, type Stage } from "./stage.ts";

/** The parts of a wrapper around its yield, the same for sync and async generators. */
interface Parts {
  /** Runs up to the yield; gives whether there is one. */
  before(given: Kwargs): boolean;
  /** Runs what is after the yield; gives what to return, or "again" to yield once more. */
  after(received: Outcome): { readonly returned: unknown } | "again";
  /** Runs when the second yield is left. */
  closed(): void;
}

/** Makes the generator function of a wrapper, in the new or the old style. */
export function wrapperFunction(
  stage: Stage,
  id: string,
  parameters: Parameters,
  does: WrapperDo,
  oldStyle: boolean,
): Fn {
  if (does[0] === "not_generator") return notGenerator(stage, id, parameters);
  const parts: Parts = {
    before: (given) => {
      entering(stage, "setup", id, parameters, given);
      if (does[0] === "raise_setup") leaving(stage, id, () => raise(does[1]));
      if (does[0] === "no_yield") leaving(stage, id, () => null);
      return does[0] !== "no_yield";
    },
    after: (received) => oldStyle ? afterOld(stage, id, does, received) : afterNew(stage, id, does, received),
    closed: () => stage.emit(["closed", id]),
  };
  return stage.isAsync && stage.alternate("wrapper") ? asyncWrapper(parts) : syncWrapper(parts);
}

function syncWrapper({ before, after, closed }: Parts): Fn {
  return function* (given: Kwargs) {
    if (!before(given)) return null;
    let received: Outcome;
    try {
      received = { value: yield };
    } catch (error) {
      received = { error };
    }
    const end = after(received);
    if (end !== "again") return end.returned;
    try {
      yield;
    } finally {
      closed();
    }
  };
}

function asyncWrapper({ before, after, closed }: Parts): Fn {
  return async function* (given: Kwargs) {
    if (!before(given)) return null;
    let received: Outcome;
    try {
      received = { value: yield };
    } catch (error) {
      received = { error };
    }
    const end = after(received);
    if (end !== "again") return end.returned;
    try {
      yield;
    } finally {
      closed();
    }
  };
}

function afterNew(stage: Stage, id: string, does: WrapperDo, received: Outcome): ReturnType<Parts["after"]> {
  resuming(stage, id, received);
  if (does[0] === "two_yields" && !("error" in received)) return "again";
  return { returned: leaving(stage, id, () => resumedNew(does, received)) };
}

function resumedNew(does: WrapperDo, received: Outcome): unknown {
  if ("error" in received) {
    if (does[0] === "force" || does[0] === "swallow") return structuredClone(does[1]);
    if (does[0] === "reraise" || does[0] === "throw") raise(does[1]);
    throw received.error;
  }
  const { value } = received;
  switch (does[0]) {
    case "append":
      return appended(value, does[1]);
    case "mutate":
      push(value, does[1]);
      return value;
    case "replace":
    case "force":
      return structuredClone(does[1]);
    case "raise_teardown":
    case "throw":
      return raise(does[1]);
    default:
      return value;
  }
}

function afterOld(stage: Stage, id: string, does: WrapperDo, received: Outcome): ReturnType<Parts["after"]> {
  // An old-style wrapper is never thrown into.
  if ("error" in received) throw received.error;
  const box = received.value as OutcomeBox<unknown>;
  resuming(stage, id, box.failed ? { error: box.exception } : { value: box.getResult() });
  if (does[0] === "two_yields") return "again";
  leaving(stage, id, () => {
    resumedOld(does, box);
    return null;
  });
  return { returned: does[0] === "return" ? structuredClone(does[1]) : null };
}

function resumedOld(does: WrapperDo, box: OutcomeBox<unknown>): void {
  const { failed } = box;
  switch (does[0]) {
    case "append":
      if (!failed) box.forceResult(appended(box.getResult(), does[1]));
      break;
    case "mutate":
      if (!failed) push(box.getResult(), does[1]);
      break;
    case "replace":
      if (!failed) box.forceResult(structuredClone(does[1]));
      break;
    case "force":
      box.forceResult(structuredClone(does[1]));
      break;
    case "swallow":
      if (failed) box.forceResult(structuredClone(does[1]));
      break;
    case "reraise":
      if (failed) box.forceException(new PluginError(does[1]));
      break;
    case "force_exception":
      box.forceException(new PluginError(does[1]));
      break;
    case "raise_teardown":
      if (!failed) raise(does[1]);
      break;
    case "throw":
      raise(does[1]);
      break;
    case "get_result":
      box.getResult();
      break;
  }
}

function raise(message: string): never {
  throw new PluginError(message);
}

/** A new list with one more item; what is no list becomes one. */
function appended(value: unknown, item: unknown): unknown[] {
  return [...(Array.isArray(value) ? value : [value]), structuredClone(item)];
}

function push(value: unknown, item: unknown): void {
  if (Array.isArray(value)) value.push(structuredClone(item));
}
