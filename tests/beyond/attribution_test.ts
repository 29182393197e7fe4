import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { HookCallError, type OutcomeBox, UsageError } from "@tenon/tenon";
import { errorOf, hookwrapper, host, impl, wrapper } from "./support.ts";

Deno.test("each answer comes with the plugin that gave it, in call order and without null and undefined", async () => {
  for (const async of [false, true]) {
    const { addAll, run } = host({ async });
    addAll({ a: () => 1, none: () => null, b: () => false, nothing: () => {}, c: () => "" });
    const answers = [{ plugin: "a", value: 1 }, { plugin: "b", value: false }, { plugin: "c", value: "" }];
    assertEquals(await run.attributed(), answers);
  }
});

Deno.test("a synchronous hook is attributed at once", () => {
  const { add, run } = host({ async: false });
  add("a", () => 1);
  assertEquals(run.attributed(), [{ plugin: "a", value: 1 }]);
});

Deno.test("a firstresult hook gives one attributed answer, or undefined", async () => {
  for (const async of [false, true]) {
    const { pm, addAll, run } = host({ async, firstresult: true });
    addAll({ a: () => undefined, b: () => 0, c: () => 2 });
    assertEquals(await run.attributed() as unknown, { plugin: "b", value: 0 });
    for (const name of ["b", "c"]) pm.unregister(null, name);
    assertStrictEquals(await run.attributed() as unknown, undefined);
  }
});

Deno.test("several impls of one plugin each have an answer", () => {
  const { pm, run } = host({ async: false });
  pm.register({ run: impl({}, () => "x"), other: impl({ specname: "run" }, () => "y") }, "twice");
  assertEquals(run.attributed(), [{ plugin: "twice", value: "y" }, { plugin: "twice", value: "x" }]);
});

Deno.test("answers that a wrapper leaves in stay with their plugins, and what it adds is its own", async () => {
  const { addAll, run } = host();
  const [a, b] = [{ a: 1 }, { b: 1 }];
  addAll({
    w: wrapper(function* (): Generator<void, unknown[], unknown[]> {
      const [first, second] = yield;
      return ["new", second, first];
    }),
    a: () => a,
    b: () => b,
  });
  const attributed = await run.attributed();
  assertEquals(attributed, [{ plugin: "w", value: "new" }, { plugin: "b", value: b }, { plugin: "a", value: a }]);
  assertStrictEquals(attributed[1]!.value, b);
});

Deno.test("what a wrapper puts into the list that it was given is its own", () => {
  const { addAll, run } = host({ async: false });
  addAll({
    w: wrapper(function* (): Generator<void, unknown[], unknown[]> {
      const outcome = yield;
      outcome.push("pushed");
      outcome[0] = "put";
      return outcome;
    }),
    a: () => "a",
    b: () => "b",
  });
  assertEquals(run.attributed(), [
    { plugin: "w", value: "put" },
    { plugin: "b", value: "b" },
    { plugin: "w", value: "pushed" },
  ]);
});

Deno.test("equal answers are told apart by their place", () => {
  const { addAll, run } = host({ async: false });
  addAll({ a: () => "same", b: () => "same", c: () => NaN, d: () => NaN });
  assertEquals(run.attributed().map(({ plugin }) => plugin), ["a", "b", "c", "d"]);
});

Deno.test("of several wrappers each has what it changed", () => {
  const { addAll, run } = host({ async: false });
  const adds = (text: string) =>
    wrapper(function* (): Generator<void, unknown[], unknown[]> {
      return [...yield, text];
    });
  addAll({ outer: adds("o"), inner: adds("i"), a: () => "a" });
  assertEquals(run.attributed(), [
    { plugin: "a", value: "a" },
    { plugin: "inner", value: "i" },
    { plugin: "outer", value: "o" },
  ]);
});

Deno.test("a wrapper that puts something else than a list in place of the outcome is whose that is", async () => {
  const { addAll, run } = host();
  addAll({
    w: wrapper(function* () {
      yield;
      return "not a list";
    }),
    a: () => "a",
  });
  assertEquals(await run.attributed(), [{ plugin: "w", value: "not a list" }]);
});

Deno.test("an old-style wrapper is whose what it forces is", () => {
  const { addAll, run } = host({ async: false, firstresult: true });
  addAll({
    w: hookwrapper(function* (): Generator<void, void, OutcomeBox<string>> {
      (yield).forceResult("forced");
    }),
    a: () => "a",
  });
  assertEquals(run.attributed() as unknown, { plugin: "w", value: "forced" });
});

Deno.test("a wrapper that makes an outcome of an error is whose that outcome is", async () => {
  const { addAll, run } = host();
  addAll({
    w: wrapper(function* (): Generator<void, unknown[], unknown[]> {
      try {
        return yield;
      } catch {
        return ["saved"];
      }
    }),
    a: () => "a",
    bad: () => Promise.reject(new Error()),
  });
  assertEquals(await run.attributed(), [{ plugin: "w", value: "saved" }]);
});

Deno.test("a wrapper that returns nothing leaves no answers", () => {
  const { addAll, run } = host({ async: false });
  addAll({
    w: wrapper(function* () {
      yield;
    }),
    a: () => "a",
  });
  assertEquals(run.attributed(), []);
});

Deno.test("what a monitor changes is the monitor's", async () => {
  for (const async of [false, true]) {
    const { pm, add, run } = host({ async });
    pm.addHookcallMonitoring(() => {}, (outcome) => outcome.forceResult([...outcome.getResult() as unknown[], "m"]));
    add("a", () => "a");
    assertEquals(await run.attributed(), [{ plugin: "a", value: "a" }, { plugin: "<monitor>", value: "m" }]);
  }
});

Deno.test("an attributed call fails as any call does", async () => {
  const error = new Error("bad");
  const { add, run } = host();
  add("bad", () => Promise.reject(error));
  assertStrictEquals(await errorOf(() => run.attributed()), error);
  const sync = host({ async: false });
  sync.add("bad", () => Promise.resolve());
  assertThrows(() => sync.run.attributed(), HookCallError, "promise");
});

Deno.test("an attributed call goes through monitors, the check of arguments and defaults like any other", () => {
  const seen: unknown[] = [];
  const { pm, add, run } = host({ async: false, args: ["id"], defaults: { size: 3 } });
  pm.addHookcallMonitoring((hook, _impls, args) => seen.push([hook, args]), () => {});
  add("a", ({ id, size }: { id: number; size: number }) => id * size);
  assertEquals(run.attributed({ id: 2 }), [{ plugin: "a", value: 6 }]);
  assertEquals(seen, [["run", { id: 2, size: 3 }]]);
});

Deno.test("a historic hook can be attributed as little as it can be called directly", async () => {
  assertThrows(() => host({ async: false, historic: true }).run.attributed(), UsageError, "callHistoric");
  await assertRejects(async () => await host({ historic: true }).run.attributed(), UsageError, "callHistoric");
});

Deno.test("a subset caller attributes the answers of those that it calls", () => {
  const { pm, addAll } = host({ async: false });
  addAll({ a: () => "a", b: () => "b" });
  const subset = pm.subsetHookCaller("run", [pm.getPlugin("a")!]);
  assertEquals(subset.attributed(), [{ plugin: "b", value: "b" }]);
});
