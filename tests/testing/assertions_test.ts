import { type AnyCall, assertAnswers, AssertionError, assertOrder } from "@tenon/tenon/testing";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";

function call(plugin: string, hook: string, over: Partial<AnyCall> = {}): AnyCall {
  return { plugin, hook, wrapper: false, args: {}, state: "returned", value: undefined, error: undefined, ...over };
}

const CALLS = [call("a", "start"), call("@x/b.c", "start"), call("a", "stop")];

Deno.test("steps in order pass, with others between them", () => {
  assertOrder(CALLS, []);
  assertOrder(CALLS, ["a.start", "a.stop"]);
  assertOrder(CALLS, ["a.start", "@x/b.c.start", "a.stop"]);
});

Deno.test("a step that came earlier, and one that never came, are told apart", () => {
  const problem = (order: `${string}.${string}`[]) =>
    assertThrows(() => assertOrder(CALLS, order), AssertionError).message;
  assertEquals(
    problem(["a.stop", "a.start"]),
    "Expected a call of a.start after a.stop, but it came earlier. The calls were: a.start, @x/b.c.start, a.stop.",
  );
  assertEquals(
    problem(["b.start"]),
    "Expected a call of b.start, but there was none. The calls were: a.start, @x/b.c.start, a.stop.",
  );
  assertThrows(() => assertOrder(CALLS.slice(0, 0), ["a.start"]), AssertionError, "The calls were: none.");
});

Deno.test("a step counts as often as it stands there", () => {
  assertOrder([...CALLS, ...CALLS], ["a.start", "a.start"]);
  assertThrows(() => assertOrder(CALLS, ["a.start", "a.start"]), AssertionError, "it came earlier");
});

Deno.test("any part of the calls, in their order, passes, and its reverse only if it reads the same", () => {
  const step = fc.constantFrom("a.x", "a.y", "b.x" as const);
  fc.assert(fc.property(fc.array(fc.tuple(step, fc.boolean())), (steps) => {
    const calls = steps.map(([text]) => call(text.slice(0, 1), text.slice(2)));
    const part = steps.filter(([, taken]) => taken).map(([text]) => text as `${string}.${string}`);
    assertOrder(calls, part);
    const all = calls.map(({ plugin, hook }) => `${plugin}.${hook}` as const);
    const reversed = all.toReversed();
    if (all.join() === reversed.join()) assertOrder(calls, reversed);
    else assertThrows(() => assertOrder(calls, reversed), AssertionError);
  }));
});

Deno.test("the answers of one plugin to one hook are compared in depth", () => {
  const calls = [call("a", "x", { value: { at: [1] } }), call("b", "x", { value: 2 }), call("a", "x"), call("a", "y")];
  assertAnswers(calls, "a", "x", [{ at: [1] }, undefined]);
  assertThrows(
    () => assertAnswers(calls, "a", "x", [{ at: [2] }, undefined]),
    AssertionError,
    "Expected a.x to answer [ { at: [ 2 ] }, undefined ], but it answered [ { at: [ 1 ] }, undefined ].",
  );
  assertThrows(() => assertAnswers(calls, "c", "x", [1]), AssertionError, "but it answered [].");
});

Deno.test("a call that failed, still runs or was closed has not been answered", () => {
  const problem = (over: Partial<AnyCall>) =>
    assertThrows(() => assertAnswers([call("a", "x", over)], "a", "x", [undefined]), AssertionError).message;
  assertEquals(
    problem({ state: "threw", error: new RangeError("no") }),
    "Expected call 1 of a.x to be answered, but it threw RangeError: no.",
  );
  assertEquals(problem({ state: "running" }), "Expected call 1 of a.x to be answered, but it still runs.");
  assertEquals(problem({ state: "closed" }), "Expected call 1 of a.x to be answered, but it was closed.");
});
