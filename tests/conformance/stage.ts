import type { AnyFunction } from "@tenon/tenon";
import { type Outcome, outcomeJson, snapshot } from "./encode.ts";
import { errorText } from "./errors.ts";
import type { Op, Parameters } from "./scenario.ts";

/** A function to mark as an impl or a spec. */
export type Fn = AnyFunction;

/** Named arguments, as impls receive them. */
export type Kwargs = Readonly<Record<string, unknown>>;

/** What the functions of plugins need of the scenario that they are part of. */
export interface Stage {
  /** Records what happened. */
  emit(event: readonly unknown[]): void;
  /** Whether the hooks are asynchronous. */
  readonly isAsync: boolean;
  /** Gives false, true, false, true … for each kind of function: asynchronous hooks get both sorts in turn. */
  alternate(kind: "plain" | "wrapper"): boolean;
  /** Whether this is the first time that something with this id runs. */
  firstRun(id: string): boolean;
  /** Runs an operation and gives its outcome; for synchronous hooks. */
  attempt(op: Op): Outcome;
  /** Runs an operation and gives its outcome; for asynchronous hooks. */
  attemptLater(op: Op): Promise<Outcome>;
  /** Gives the scenario up. */
  malformed(problem: string): never;
}

/** What a function receives of a call. */
function receive({ args, defaults }: Parameters, given: Kwargs): Kwargs {
  const required = args.map((name) => [name, given[name]]);
  // As JavaScript's default parameters do it: the caller's value, unless that is undefined.
  const others = Object.entries(defaults).map(([name, value]) => [
    name,
    given[name] === undefined ? structuredClone(value) : given[name],
  ]);
  return Object.fromEntries([...required, ...others]);
}

/** Runs the end of a function's body: says what it gives or throws. */
export function leaving<T>(stage: Stage, id: string, body: () => T): T {
  try {
    return left(stage, id, body());
  } catch (error) {
    throw raised(stage, id, error);
  }
}

/** Like {@linkcode leaving}, for a body that may give a promise. */
export async function leavingLater<T>(stage: Stage, id: string, body: () => T): Promise<Awaited<T>> {
  try {
    return left(stage, id, await body());
  } catch (error) {
    throw raised(stage, id, error);
  }
}

function left<T>(stage: Stage, id: string, value: T): T {
  stage.emit(["leave", id, snapshot(value)]);
  return value;
}

function raised(stage: Stage, id: string, error: unknown): unknown {
  stage.emit(["raise", id, errorText(error)]);
  return error;
}

/** Says that a function with these parameters begins, and gives what it receives. */
export function entering(
  stage: Stage,
  event: "enter" | "setup",
  id: string,
  parameters: Parameters,
  given: Kwargs,
): Kwargs {
  const received = receive(parameters, given);
  stage.emit([event, id, snapshot(received)]);
  return received;
}

/** Says with what a wrapper is resumed. */
export function resuming(stage: Stage, id: string, outcome: Outcome): void {
  stage.emit(["resume", id, outcomeJson(outcome)]);
}
