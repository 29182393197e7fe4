import { assertEquals, assertInstanceOf } from "@std/assert";
import { HookspecError, HookTimeoutError, sourceOf, type TenonError } from "@tenon/tenon";
import { type MatrixHost, matrixHost } from "./matrix_host.ts";
import {
  answerOf,
  type Combination,
  deedOf,
  expect,
  type Expected,
  type Feature,
  FEATURES,
  refusalOf,
  type Variant,
  VARIANTS,
} from "./matrix_model.ts";
import { errorOf, impl, outcomeOf } from "./support.ts";

/** Checks what one call came to. */
function assertOutcome(combination: Combination, outcome: { value: unknown } | { error: unknown }, expected: Expected) {
  const { features, firstresult, caller } = combination;
  if (expected.outcome === "error of b") {
    if (!("error" in outcome)) throw new Error("The call should have failed.");
    if (deedOf(features) === "hangs") assertInstanceOf(outcome.error, HookTimeoutError);
    else assertEquals(String(outcome.error), "Error: b");
    assertEquals([sourceOf(outcome.error)?.plugin, sourceOf(outcome.error)?.phase], ["b", "call"]);
    return;
  }
  if ("error" in outcome) throw outcome.error;
  const { answers } = expected.outcome;
  const shown = features.has("attributed") ? answers : answers.map(({ value }) => value);
  // What a historic call answers is given to its callback.
  assertEquals(outcome.value, caller === "historic" ? undefined : firstresult ? shown[0] : shown);
}

/** The events that there must be before the first call. */
function preparations({ features, wrapped, caller }: Combination): string[] {
  const registered = ["c", "b", "a", ...(caller === "subset" ? ["x"] : []), ...(wrapped ? ["w"] : [])];
  if (features.has("scope")) registered.push("s");
  const events = registered.flatMap((plugin) => [`register before ${plugin}`, `register after ${plugin}`]);
  return features.has("replace") ? [...events, "replace before c", "replace after c"] : events;
}

/** A plugin that comes after two historic calls has both replayed to it. */
async function assertReplay({ manager, answering, trace, replayed }: MatrixHost, { features }: Combination) {
  trace.length = replayed.length = 0;
  await manager.registerAsync({ run: impl({}, answering("z")) }, "z");
  const answer = answerOf("z", features);
  assertEquals([trace, replayed], [["z", "z"], [answer, answer]]);
}

async function tryCombination(combination: Combination): Promise<void> {
  const { features, caller } = combination;
  const made = await matrixHost(combination);
  const { trace, events, signals, replayed, root, manager, call } = made;
  const listening = features.has("lifecycle events");
  assertEquals(events.splice(0), listening ? preparations(combination) : []);
  for (const expected of expect(combination, 2)) {
    assertOutcome(combination, await outcomeOf(call), expected);
    assertEquals(trace.splice(0), expected.trace);
    assertEquals(events.splice(0), listening ? expected.events : []);
    const { outcome } = expected;
    const results = outcome === "error of b" ? [] : outcome.answers.map(({ value }) => value);
    assertEquals(replayed.splice(0), caller === "historic" ? results : []);
  }
  for (const { aborted } of signals) assertEquals(aborted, deedOf(features) === "hangs");
  if (caller === "historic") await assertReplay(made, combination);
  assertEquals(root.pending(), []);
  await manager.close();
  await root.close();
}

async function tryRefused(combination: Combination, code: string): Promise<void> {
  const refused = await errorOf(async () => {
    const { call } = await matrixHost(combination);
    await call();
  });
  assertEquals((refused as TenonError).code, code);
  if (code === "meaningless-option") assertInstanceOf(refused, HookspecError);
}

/** Says which combination it is that fails. */
function named({ async, wrapped, firstresult, caller }: Variant): string {
  return [async ? "async" : "sync", wrapped && "wrapped", firstresult && "firstresult", caller].filter(Boolean).join(
    ", ",
  );
}

const pairs: [Feature, Feature][] = FEATURES.flatMap((one, i) =>
  FEATURES.slice(i + 1).map((other): [Feature, Feature] => [one, other])
);

for (const pair of pairs) {
  Deno.test(`${pair.join(" with ")}: in every kind of call each does what it does alone`, async (t) => {
    for (const variant of VARIANTS) {
      const combination: Combination = { ...variant, features: new Set(pair) };
      const code = refusalOf(combination);
      const name = `${named(variant)}${code === undefined ? "" : ` is refused with ${code}`}`;
      await t.step(name, () => code === undefined ? tryCombination(combination) : tryRefused(combination, code));
    }
  });
}

Deno.test("all features together do what each does alone", async () => {
  for (const variant of VARIANTS) {
    const { async, firstresult, caller } = variant;
    const features = FEATURES.filter((feature) =>
      !(feature === "concurrent" && (!async || firstresult)) && !(feature === "timeoutMs" && !async) &&
      !(feature === "attributed" && caller === "historic")
    );
    await tryCombination({ ...variant, features: new Set(features) });
  }
});

Deno.test("there are 66 pairs of features, in 18 kinds of calls", () => {
  assertEquals([pairs.length, VARIANTS.length], [66, 18]);
});

Deno.test("a historic hook has neither wrappers nor a first answer, whatever its other features", async () => {
  for (const feature of FEATURES) {
    const features = new Set([feature]);
    const historic: Combination = { features, async: true, wrapped: false, firstresult: false, caller: "historic" };
    const first = await errorOf(() => matrixHost({ ...historic, firstresult: true }));
    assertEquals((first as TenonError).code, "historic-firstresult");
    const wrapped = await errorOf(() => matrixHost({ ...historic, wrapped: true }));
    assertEquals((wrapped as TenonError).code, "historic-wrapper");
  }
});
