import { assertEquals } from "@std/assert";
import { type AnyFunction, HookCallError, type OutcomeBox, sourceOf } from "@tenon/tenon";
import * as fc from "fast-check";
import {
  added,
  type Model,
  type ModelOutcome,
  models,
  type PlainModel,
  runModel,
  type WrapperModel,
} from "./isolation_model.ts";
import { hookwrapper, type Host, host, outcomeOf, wrapper } from "./support.ts";

/** Errors are told by their texts; Tenon's own are those of a wrapper that did not yield once. */
function textOf(error: unknown): string {
  if (!(error instanceof HookCallError)) return (error as Error).message;
  return `${error.plugin} ${error.code === "did-not-yield" ? "setup" : "teardown"}`;
}

function plainFunction({ id, does, async }: PlainModel, isAsync: boolean, trace: string[]): AnyFunction {
  const call = () => {
    trace.push(`${id} call`);
    if (does === "fail") throw new Error(`${id} call`);
    return does === "answer" ? id : undefined;
  };
  return isAsync && async ? async () => await call() : call;
}

/** What a wrapper does once it is resumed: gives what it returns. */
function resumedNew({ id, does }: WrapperModel, received: { value: unknown } | { error: unknown }): unknown {
  if (does === "fail late") throw new Error(`${id} teardown`);
  if ("error" in received) {
    if (does === "save") return `saved by ${id}`;
    if (does === "replace error") throw new Error(`${id} teardown`);
    throw received.error;
  }
  return does === "add" ? added(received.value, id) : received.value;
}

function resumedOld({ id, does }: WrapperModel, box: OutcomeBox<unknown>): void {
  if (does === "fail late") throw new Error(`${id} teardown`);
  if (box.failed) {
    if (does === "save") box.forceResult(`saved by ${id}`);
    if (does === "replace error") box.forceException(new Error(`${id} teardown`));
  } else if (does === "add") {
    box.forceResult(added(box.getResult(), id));
  }
}

function wrapperFunction(model: WrapperModel, isAsync: boolean, trace: string[]): AnyFunction {
  const { id, does, old } = model;
  const before = () => {
    trace.push(`${id} setup`);
    if (does === "fail early") throw new Error(`${id} setup`);
  };
  const after = (received: { value: unknown } | { error: unknown }): unknown => {
    trace.push(`${id} teardown`);
    if (!old) return resumedNew(model, received);
    if ("error" in received) throw new Error("an old-style wrapper is never thrown into");
    return resumedOld(model, received.value as OutcomeBox<unknown>);
  };
  const sync = function* (): Generator<void, unknown, unknown> {
    before();
    if (does === "no yield") return;
    let received: { value: unknown } | { error: unknown };
    try {
      received = { value: yield };
    } catch (error) {
      received = { error };
    }
    if (does !== "yield twice") return after(received);
    trace.push(`${id} teardown`);
    yield;
  };
  const async = async function* (): AsyncGenerator<void, unknown, unknown> {
    await before();
    if (does === "no yield") return;
    let received: { value: unknown } | { error: unknown };
    try {
      received = { value: yield };
    } catch (error) {
      received = { error };
    }
    if (does !== "yield twice") return await after(received);
    trace.push(`${id} teardown`);
    yield;
  };
  return (old ? hookwrapper : wrapper)(isAsync && model.async ? async : sync);
}

/** Makes the host of a model. What runs is told in `trace`. */
function hostFor(model: Model, isAsync: boolean, trace: string[]): Host {
  const made = host({ async: isAsync, firstresult: model.firstresult }, { onError: model.onError });
  for (const each of model.plain.toReversed()) {
    made.add(each.id, plainFunction(each, isAsync, trace), { onError: each.onError });
  }
  for (const each of model.wrappers.toReversed()) {
    made.add(each.id, wrapperFunction(each, isAsync, trace), { onError: each.onError });
  }
  return made;
}

/** Calls the hook, and tells of it as the model does. */
async function runHost({ run, skips }: Host, trace: string[]): Promise<ModelOutcome> {
  skips.length = trace.length = 0;
  const outcome = await outcomeOf(() => run());
  const source = "error" in outcome ? sourceOf(outcome.error) : undefined;
  return {
    outcome: "error" in outcome ? { error: textOf(outcome.error) } : outcome,
    skips: skips.map(({ plugin, phase }) => `${plugin} ${phase}`),
    source: source && `${source.plugin} ${source.phase}`,
    trace: [...trace],
  };
}

for (const isAsync of [false, true]) {
  const kind = isAsync ? "asynchronous" : "synchronous";

  Deno.test(`${kind}: whatever fails at whatever phase, calls come to what the model says, time and again`, async () => {
    const property = fc.asyncProperty(models, async (model) => {
      const trace: string[] = [];
      const made = hostFor(model, isAsync, trace);
      const expected = runModel(model);
      for (let i = 0; i < 2; i++) assertEquals(await runHost(made, trace), expected);
      assertEquals(made.pm.pending(), []);
    });
    await fc.assert(property, { numRuns: 1500 });
  });

  Deno.test(`${kind}: an attributed call has the values of a plain one, each with a plugin that there is`, async () => {
    const property = fc.asyncProperty(models, async (model) => {
      const { run } = hostFor(model, isAsync, []);
      const plain = await outcomeOf(() => run());
      const attributed = await outcomeOf(() => run.attributed());
      if ("error" in plain || "error" in attributed) {
        assertEquals(
          ["error" in plain && textOf(plain.error), "error" in attributed && textOf(attributed.error)],
          ["error" in attributed && textOf(attributed.error), "error" in plain && textOf(plain.error)],
        );
        return;
      }
      const answers = [attributed.value].flat().filter((answer) => answer !== undefined) as {
        plugin: string;
        value: unknown;
      }[];
      assertEquals(answers.map(({ value }) => value), [plain.value].flat().filter((value) => value !== undefined));
      // Every value in the model names who gave it.
      for (const { plugin, value } of answers) assertEquals(`${value}`.endsWith(plugin), true);
    });
    await fc.assert(property, { numRuns: 1000 });
  });
}
