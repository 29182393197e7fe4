import { rememberItems } from "./encode.ts";
import { PluginError } from "./errors.ts";
import type { Parameters, PlainDo } from "./scenario.ts";
import { entering, type Fn, type Kwargs, leaving, leavingLater, type Stage } from "./stage.ts";
import { outcomeJson } from "./encode.ts";

/** Makes the function of a plain impl or of an extra. */
export function plainFunction(stage: Stage, id: string, parameters: Parameters, does: PlainDo): Fn {
  if (does[0] === "generator") return generatorFunction(does[1]);
  const body = (args: Kwargs) => effect(stage, id, does, args);
  const begin = (given: Kwargs) => entering(stage, "enter", id, parameters, given);
  // Operations inside an asynchronous hook have to be awaited.
  if (stage.isAsync && (stage.alternate("plain") || does[0] === "nested")) {
    return async (given: Kwargs) => {
      const args = begin(given);
      return await leavingLater(stage, id, () => body(args));
    };
  }
  return (given: Kwargs) => {
    const args = begin(given);
    return leaving(stage, id, () => body(args));
  };
}

/** Makes the function of an impl that is marked as a wrapper and is none. */
export function notGenerator(stage: Stage, id: string, parameters: Parameters): Fn {
  return (given: Kwargs) => {
    entering(stage, "enter", id, parameters, given);
    return leaving(stage, id, () => null);
  };
}

/** A plain impl that is a generator function: its generator object is an ordinary result. */
function generatorFunction(items: readonly unknown[]): Fn {
  function* generate() {
    yield* items;
  }
  return () => rememberItems(generate(), items);
}

function effect(stage: Stage, id: string, does: PlainDo, args: Kwargs): unknown {
  switch (does[0]) {
    case "const":
      return structuredClone(does[1]);
    case "echo":
      return args[does[1]];
    case "raise":
      throw new PluginError(does[1]);
    case "mutate_arg": {
      const list = args[does[1]];
      if (!Array.isArray(list)) stage.malformed(`${id} can only mutate an array, and its '${does[1]}' is none`);
      list.push(structuredClone(does[2]));
      return null;
    }
    case "nested":
      return stage.isAsync ? nestedLater(stage, id, does) : nested(stage, id, does);
    default:
      return null;
  }
}

type NestedDo = Extract<PlainDo, readonly ["nested", ...unknown[]]>;

function nested(stage: Stage, id: string, [, ops, value]: NestedDo): unknown {
  if (stage.firstRun(id)) {
    for (const [i, op] of ops.entries()) stage.emit(["inner", id, i, outcomeJson(stage.attempt(op))]);
  }
  return structuredClone(value);
}

async function nestedLater(stage: Stage, id: string, [, ops, value]: NestedDo): Promise<unknown> {
  if (stage.firstRun(id)) {
    for (const [i, op] of ops.entries()) stage.emit(["inner", id, i, outcomeJson(await stage.attemptLater(op))]);
  }
  return structuredClone(value);
}
