import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { HookspecError, sourceOf } from "@tenon/tenon";
import { errorOf, hookwrapper, host, impl, settled, wrapper } from "./support.ts";

Deno.test("the impls of a concurrent hook start together", async () => {
  const { addAll, run } = host({ concurrent: true });
  const started: string[] = [];
  const gate = Promise.withResolvers<void>();
  const waiting = (name: string) => async () => {
    started.push(name);
    await gate.promise;
  };
  addAll({ a: waiting("a"), b: waiting("b"), c: waiting("c") });
  const call = run();
  assertEquals(started, ["a", "b", "c"]);
  gate.resolve();
  await call;
});

Deno.test("results stay in call order, whichever impl is first to settle", async () => {
  const { addAll, run } = host({ concurrent: true });
  const gates = [0, 1, 2].map(() => Promise.withResolvers<string | void>());
  addAll({ a: () => gates[0]!.promise, b: () => gates[1]!.promise, c: () => gates[2]!.promise, d: () => "d" });
  const call = run();
  gates[2]!.resolve("c");
  await settled();
  gates[1]!.resolve();
  await settled();
  gates[0]!.resolve("a");
  assertEquals(await call, ["a", "c", "d"]);
});

Deno.test("wrappers are entered before any impl starts, and resumed after all have settled", async () => {
  const { addAll, run } = host({ concurrent: true });
  const events: string[] = [];
  const plain = (name: string) => async () => {
    events.push(`${name} starts`);
    await settled();
    events.push(`${name} ends`);
    return name;
  };
  const around = (name: string) =>
    wrapper(async function* (): AsyncGenerator<void, string[], string[]> {
      events.push(`${name} begins`);
      await settled();
      const outcome = yield;
      events.push(`${name} goes on`);
      return [...outcome, name];
    });
  addAll({ outer: around("outer"), inner: around("inner"), a: plain("a"), b: plain("b") });
  assertEquals(await run(), ["a", "b", "inner", "outer"]);
  assertEquals(events, [
    ...["outer begins", "inner begins", "a starts", "b starts"],
    ...["a ends", "b ends", "inner goes on", "outer goes on"],
  ]);
});

Deno.test("tryfirst and trylast say in which order impls start and results come", async () => {
  const { addAll, run } = host({ concurrent: true });
  addAll({ last: impl({ trylast: true }, () => "last"), a: () => "a", first: impl({ tryfirst: true }, () => "first") });
  assertEquals(await run(), ["first", "a", "last"]);
});

Deno.test("an error goes on only after all impls have settled", async () => {
  const { addAll, run } = host({ concurrent: true });
  const gate = Promise.withResolvers<void>();
  let ended = false;
  addAll({ bad: () => Promise.reject(new Error("bad")), slow: () => gate.promise });
  const call = errorOf(() => run()).finally(() => ended = true);
  await settled();
  assert(!ended);
  gate.resolve();
  assertEquals(String(await call), "Error: bad");
});

Deno.test("of several errors the first in call order goes on, and has the others with it", async () => {
  const { addAll, run } = host({ concurrent: true });
  const errors = [new Error("a"), new Error("b"), "c"];
  const gate = Promise.withResolvers<void>();
  addAll({
    a: async () => {
      await gate.promise;
      throw errors[0];
    },
    fine: () => "fine",
    b: () => Promise.reject(errors[1]),
    c: () => {
      gate.resolve();
      throw errors[2];
    },
  });
  const error = await errorOf(() => run());
  assertStrictEquals(error, errors[0]);
  assertEquals(sourceOf(error), {
    plugin: "a",
    hook: "run",
    phase: "call",
    others: [{ plugin: "b", error: errors[1] }, { plugin: "c", error: errors[2] }],
  });
  assertEquals(sourceOf(errors[1])?.plugin, "b");
});

Deno.test("an error that came from a hook further in has the others with it too", async () => {
  const inner = host();
  inner.add("deep", () => {
    throw new Error("deep");
  });
  const { addAll, run } = host({ concurrent: true });
  const other = new Error("other");
  addAll({ outer: async () => await inner.run(), b: () => Promise.reject(other) });
  const source = sourceOf(await errorOf(() => run()));
  assertEquals([source?.plugin, source?.others], ["deep", [{ plugin: "b", error: other }]]);
});

Deno.test("an impl that throws before it gives a promise keeps no other from starting", async () => {
  const { addAll, run, skips } = host({ concurrent: true, onError: "skip" });
  addAll({
    bad: () => {
      throw new Error("bad");
    },
    good: () => "good",
  });
  assertEquals(await run(), ["good"]);
  assertEquals(skips.map(({ plugin }) => plugin), ["bad"]);
});

Deno.test("skipped errors are told of in call order, after all impls have settled", async () => {
  const { addAll, run, skips } = host({ concurrent: true, onError: "skip" });
  const gate = Promise.withResolvers<never>();
  const [late, early] = [new Error("late"), new Error("early")];
  addAll({ a: () => gate.promise, b: () => "b", c: () => Promise.reject(early) });
  const call = run();
  await settled();
  assertEquals(skips, []);
  gate.reject(late);
  assertEquals(await call, ["b"]);
  assertEquals(skips.map(({ plugin, error, phase }) => [plugin, error, phase]), [["a", late, "call"], [
    "c",
    early,
    "call",
  ]]);
});

Deno.test("in the event of a skipped error, the error says where it came from", async () => {
  const { pm, addAll, run } = host({ concurrent: true, onError: "skip" });
  const sources: unknown[] = [];
  pm.on("skip", ({ error }) => sources.push(sourceOf(error)?.plugin));
  addAll({ a: () => Promise.reject(new Error()), b: () => Promise.reject(new Error()) });
  await run();
  assertEquals(sources, ["a", "b"]);
});

Deno.test("a plugin that is skipped is none of the others of an error that goes on", async () => {
  const { add, run } = host({ concurrent: true });
  add("c", () => Promise.reject(new Error("c")));
  add("b", () => Promise.reject(new Error("b")), { onError: "skip" });
  add("a", () => Promise.reject(new Error("a")));
  assertEquals(sourceOf(await errorOf(() => run()))?.others.map(({ plugin }) => plugin), ["c"]);
});

Deno.test("a concurrent call waits for a deadline, not for an impl that never settles", async () => {
  const { addAll, run, skips } = host({ concurrent: true, onError: "skip", timeoutMs: 5 });
  addAll({ a: () => new Promise(() => {}), b: () => "b", c: () => new Promise(() => {}) });
  assertEquals(await run(), ["b"]);
  assertEquals(skips.map(({ plugin }) => plugin), ["a", "c"]);
});

Deno.test("pm.pending() lists exactly the impls that have not settled", async () => {
  const { pm, addAll, run } = host({ concurrent: true });
  const gates = [0, 1].map(() => Promise.withResolvers<void>());
  addAll({ a: () => gates[0]!.promise, b: () => gates[1]!.promise, c: () => "c" });
  const call = run();
  await settled();
  assertEquals(pm.pending().map(({ plugin }) => plugin), ["a", "b"]);
  gates[0]!.resolve();
  await settled();
  assertEquals(pm.pending().map(({ plugin }) => plugin), ["b"]);
  gates[1]!.resolve();
  await call;
  assertEquals(pm.pending(), []);
});

Deno.test("extra functions take part in a concurrent call", async () => {
  const { add, run } = host({ concurrent: true });
  add("a", () => "a");
  assertEquals(await run.callExtra([() => "extra"]), ["extra", "a"]);
});

Deno.test("calls of a concurrent historic hook are concurrent, and replayed to those who come later", async () => {
  const { pm, addAll, run } = host({ concurrent: true, historic: true });
  const got: unknown[] = [];
  const started: string[] = [];
  const gate = Promise.withResolvers<string>();
  const waiting = (name: string) => () => {
    started.push(name);
    return gate.promise;
  };
  addAll({ a: waiting("a"), b: waiting("b") });
  const call = run.callHistoric({ id: 1 }, (result) => got.push(result));
  assertEquals(started, ["a", "b"]);
  gate.resolve("x");
  await call;
  await pm.registerAsync({ run: impl({}, ({ id }: { id: number }) => `later ${id}`) });
  assertEquals(got, ["x", "x", "later 1"]);
});

Deno.test("an old-style wrapper gets the outcome of a concurrent call in its box", async () => {
  const { addAll, run } = host({ concurrent: true });
  const bad = new Error("bad");
  let seen: unknown;
  addAll({
    old: hookwrapper(function* (): Generator<void, void, { exception: unknown; forceResult(value: unknown): void }> {
      const box = yield;
      seen = box.exception;
      box.forceResult("saved");
    }),
    a: () => Promise.reject(bad),
  });
  assertEquals(await run(), "saved");
  assertStrictEquals(seen, bad);
});

Deno.test("a concurrent hook without plain impls gives an empty list", async () => {
  assertEquals(await host({ concurrent: true }).run(), []);
});

Deno.test("concurrent has no meaning for a synchronous hook, nor for one that stops at the first answer", () => {
  for (const spec of [{ async: false }, { firstresult: true }]) {
    const error = assertThrows(() => host({ ...spec, concurrent: true }), HookspecError);
    assertEquals(error.code, "meaningless-option");
  }
});
