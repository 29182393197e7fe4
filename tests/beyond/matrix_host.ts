import type {
  AnyCaller,
  AnyFunction,
  CallContext,
  HookspecOptions,
  PluginManagerOptions,
  StandardSchema,
} from "@tenon/tenon";
import { type Combination, deedOf, type Feature } from "./matrix_model.ts";
import { type Host, host, impl, never, wrapper } from "./support.ts";

const addsOne: StandardSchema = {
  "~standard": { validate: (args) => ({ value: { id: (args as { id: number }).id + 1 } }) },
};
const upper: StandardSchema = { "~standard": { validate: (answer) => ({ value: String(answer).toUpperCase() }) } };

/** A host with some features, whose plugins tell what happens to them. */
export interface MatrixHost {
  readonly trace: string[];
  /** What the manager tells of plugins. */
  readonly events: string[];
  readonly signals: AbortSignal[];
  /** What the callbacks of historic calls got. */
  readonly replayed: unknown[];
  /** The manager of the host, or the scope that calls go through. */
  readonly manager: Host["pm"];
  readonly root: Host["pm"];
  /** Calls the hook in the way that is tried. */
  call(): unknown;
  /** Makes a plain impl that answers. */
  answering(name: string): AnyFunction;
}

function specOf({ features, async, firstresult, caller }: Combination): HookspecOptions {
  return {
    async,
    firstresult,
    historic: caller === "historic",
    ...(features.has("concurrent") ? { concurrent: true } : {}),
    ...(features.has("skip") ? { onError: "skip" } : {}),
    ...(features.has("timeoutMs") ? { timeoutMs: 2 } : {}),
    schemas: {
      ...(features.has("schemas.args") ? { args: addsOne } : {}),
      ...(features.has("schemas.result") ? { result: upper } : {}),
    },
  };
}

function wrapperOf({ async, firstresult }: Combination, trace: string[]): AnyFunction {
  const end = (outcome: unknown): unknown => {
    trace.push("w gets a value");
    return firstresult ? `${outcome}w` : [...outcome as unknown[], "w"];
  };
  const fail = (error: unknown): never => {
    trace.push("w gets an error");
    throw error;
  };
  if (async) {
    return wrapper(async function* (): AsyncGenerator<void, unknown, unknown> {
      trace.push("w begins");
      let outcome: unknown;
      try {
        outcome = yield;
      } catch (error) {
        return fail(error);
      }
      return await end(outcome);
    });
  }
  return wrapper(function* (): Generator<void, unknown, unknown> {
    trace.push("w begins");
    let outcome: unknown;
    try {
      outcome = yield;
    } catch (error) {
      return fail(error);
    }
    return end(outcome);
  });
}

function victim(features: ReadonlySet<Feature>, trace: string[], signals: AbortSignal[]): AnyFunction {
  const run = ({ id }: { id: number }): unknown => {
    trace.push("b");
    switch (deedOf(features)) {
      case "answers":
        return `b ${id}`;
      case "throws":
        throw new Error("b");
      case "hangs":
        return never();
    }
  };
  if (!features.has("signal")) return run;
  return (args: { id: number }, { signal }: CallContext) => {
    signals.push(signal);
    return run(args);
  };
}

function listen(pm: Host["pm"], features: ReadonlySet<Feature>, events: string[]): void {
  if (!features.has("lifecycle events")) return;
  for (const type of ["register", "replace", "unregister", "close", "quarantine", "release"] as const) {
    pm.on(type, ({ when, plugin }) => events.push(`${type} ${when}${plugin === undefined ? "" : ` ${plugin}`}`));
  }
  pm.on("skip", ({ plugin, phase }) => events.push(`skip ${plugin} ${phase}`));
}

/** Makes the host of a combination. */
export async function matrixHost(combination: Combination): Promise<MatrixHost> {
  const { features, async, wrapped, caller } = combination;
  const trace: string[] = [];
  const events: string[] = [];
  const signals: AbortSignal[] = [];
  const options: PluginManagerOptions = features.has("quarantine") ? { quarantineAfter: 1 } : {};
  const { pm, add, addAll } = host(specOf(combination), options);
  listen(pm, features, events);
  const answering = (name: string): AnyFunction => {
    const answer = ({ id }: { id: number }) => {
      trace.push(name.split(" ")[0]!);
      return `${name} ${id}`;
    };
    // Of an asynchronous hook some impls give promises, and some do not.
    return async && name.startsWith("c") ? async (args: { id: number }) => await answer(args) : answer;
  };
  const late = features.has("order by name") ? { after: ["b"] } : {};
  addAll({ a: impl(late, answering("a")), b: victim(features, trace, signals), c: answering("c") });
  if (caller === "subset") add("x", answering("x"));
  if (wrapped) add("w", wrapperOf(combination, trace));
  const manager = features.has("scope") ? pm.scope() : pm;
  if (features.has("scope")) manager.register({ run: impl({}, answering("s")) }, "s");
  if (features.has("replace")) await pm.replace("c", { run: impl({}, answering("c new")) });

  const run =
    (caller === "subset"
      ? manager.subsetHookCaller("run", [pm.getPlugin("x")!])
      : manager.hook.run) as unknown as AnyCaller;
  const replayed: unknown[] = [];
  const call = (): unknown => {
    const args = { id: 1 };
    if (features.has("attributed")) return run.attributed(args);
    if (caller === "historic") return run.callHistoric(args, (result) => void replayed.push(result));
    return run(args);
  };
  return { trace, events, signals, replayed, manager, root: pm, call, answering };
}
