import { assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { type OutcomeBox, UsageError } from "@tenon/tenon";
import { errorOf, hookwrapper, host, impl, outcomeOf, wrapper } from "./support.ts";

const throws = (error: unknown) => () => {
  throw error;
};
const bad = () => throws(new Error("bad"));

/** The same behaviour is asked of synchronous and of asynchronous hooks. */
function both(name: string, test: (async: boolean) => Promise<void>): void {
  Deno.test(`sync: ${name}`, () => test(false));
  Deno.test(`async: ${name}`, () => test(true));
}

both("an impl that is skipped leaves the others their turn", async (async) => {
  const { addAll, run, skips } = host({ async, onError: "skip" });
  addAll({ a: () => "a", bad: bad(), c: () => "c" });
  assertEquals(await run(), ["a", "c"]);
  assertEquals(skips.map(({ plugin }) => plugin), ["bad"]);
});

both("the event has plugin, hook, phase, the error itself and the names of the arguments", async (async) => {
  const { add, run, skips } = host({ async, onError: "skip" });
  const error = Object.freeze(new Error("bad"));
  add("bad", throws(error));
  await run({ id: 1, secret: "s3cret" });
  assertEquals(skips, [{ error, plugin: "bad", hook: "run", phase: "call", args: ["id", "secret"] }]);
  assertStrictEquals(skips[0]!.error, error);
});

both("a thrown primitive is skipped and told of like any error", async (async) => {
  for (const thrown of ["text", undefined, null, 0, Symbol("s")]) {
    const { add, run, skips, warnings } = host({ async, onError: "skip" });
    add("bad", throws(thrown));
    assertEquals(await run(), []);
    assertStrictEquals(skips[0]!.error, thrown);
    assertEquals(warnings, []);
  }
});

both("no thrown value is too strange to be skipped", async (async) => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (const thrown of [Object.create(null), revoked.proxy, () => {}, Promise.resolve()]) {
    const { addAll, run, skips } = host({ async, onError: "skip" });
    addAll({ bad: throws(thrown), a: () => "a" });
    assertEquals(await run(), ["a"]);
    assertEquals(skips.length, 1);
  }
});

both("the first answer of a firstresult hook may come after impls that are skipped", async (async) => {
  const { addAll, run } = host({ async, firstresult: true, onError: "skip" });
  addAll({ bad: bad(), b: () => "b", c: bad() });
  assertEquals(await run(), "b");
});

both("where all are skipped, nobody has answered", async (async) => {
  const list = host({ async, onError: "skip" });
  list.addAll({ a: bad(), b: bad() });
  assertEquals(await list.run(), []);
  const first = host({ async, firstresult: true, onError: "skip" });
  first.addAll({ a: bad(), b: bad() });
  assertEquals(await first.run(), undefined);
});

both("a wrapper that fails before its yield is skipped as if it were absent", async (async) => {
  const { addAll, run, skips } = host({ async, onError: "skip" });
  const events: string[] = [];
  addAll({
    outer: wrapper(function* (): Generator<void, unknown, unknown> {
      events.push("outer");
      return yield;
    }),
    // deno-lint-ignore require-yield
    bad: wrapper(function* () {
      throw new Error("setup");
    }),
    // deno-lint-ignore require-yield
    none: wrapper(function* () {
      return "instead";
    }),
    inner: wrapper(function* (): Generator<void, unknown, unknown> {
      events.push("inner");
      return yield;
    }),
    a: () => "a",
  });
  assertEquals(await run(), ["a"]);
  assertEquals(events, ["outer", "inner"]);
  assertEquals(skips.map(({ plugin, phase }) => [plugin, phase]), [["bad", "setup"], ["none", "setup"]]);
});

both("a wrapper that fails after its yield leaves the outcome that it was given", async (async) => {
  const { addAll, run, skips } = host({ async, onError: "skip" });
  addAll({
    outer: wrapper(function* (): Generator<void, unknown[], unknown[]> {
      return [...yield, "outer"];
    }),
    bad: wrapper(function* () {
      yield;
      throw new Error("teardown");
    }),
    twice: wrapper(function* () {
      yield;
      yield;
    }),
    a: () => "a",
  });
  assertEquals(await run(), ["a", "outer"]);
  assertEquals(skips.map(({ plugin, phase }) => [plugin, phase]), [["twice", "teardown"], ["bad", "teardown"]]);
});

both("what a wrapper put into the list before it failed is taken out again", async (async) => {
  const { addAll, run } = host({ async, onError: "skip" });
  addAll({
    bad: wrapper(function* (): Generator<void, unknown, unknown[]> {
      const outcome = yield;
      outcome.push("half done");
      throw new Error("teardown");
    }),
    a: () => "a",
  });
  assertEquals(await run(), ["a"]);
  assertEquals(await run.attributed(), [{ plugin: "a", value: "a" }]);
});

both("a wrapper that lets the error pass which it was given has not failed", async (async) => {
  const { add, run, skips } = host({ async, onError: "skip" });
  const error = new Error("goes on");
  add("bad", throws(error), { onError: "throw" });
  add(
    "w",
    wrapper(function* (): Generator<void, unknown, unknown> {
      return yield;
    }),
  );
  assertStrictEquals(await errorOf(() => run()), error);
  assertEquals(skips, []);
});

both("a skipped wrapper that throws another error leaves the one that it was given", async (async) => {
  const { add, run, skips } = host({ async });
  const error = new Error("goes on");
  add("bad", throws(error));
  add(
    "w",
    wrapper(function* () {
      try {
        yield;
      } catch {
        throw new Error("other");
      }
    }),
    { onError: "skip" },
  );
  assertStrictEquals(await errorOf(() => run()), error);
  assertEquals(skips.map(({ error }) => String(error)), ["Error: other"]);
});

both("what an old-style wrapper set before it threw does not count if it is skipped", async (async) => {
  const { addAll, run, warnings } = host({ async, onError: "skip" });
  addAll({
    old: hookwrapper(function* (): Generator<void, void, OutcomeBox<unknown>> {
      (yield).forceResult("forced");
      throw new Error("teardown");
    }),
    a: () => "a",
  });
  assertEquals(await run(), ["a"]);
  assertEquals(warnings, []);
});

both("an error that an old-style wrapper sets is its outcome, not its failure", async (async) => {
  const { addAll, run, skips } = host({ async, onError: "skip" });
  const error = new Error("set");
  addAll({
    old: hookwrapper(function* (): Generator<void, void, OutcomeBox<unknown>> {
      (yield).forceException(error);
    }),
    a: () => "a",
  });
  assertStrictEquals(await errorOf(() => run()), error);
  assertEquals(skips, []);
});

both("the plugin's word wins over the spec's, and the spec's over the manager's", async (async) => {
  const words = ["throw", "skip", undefined] as const;
  for (const plugin of words) {
    for (const spec of words) {
      for (const manager of words) {
        const { add, run, skips } = host(
          { async, ...(spec && { onError: spec }) },
          manager === undefined ? {} : { onError: manager },
        );
        add("bad", bad(), { onError: plugin });
        const expected = plugin ?? spec ?? manager ?? "throw";
        assertEquals("error" in await outcomeOf(() => run()), expected === "throw", `${plugin} ${spec} ${manager}`);
        assertEquals(skips.length, expected === "skip" ? 1 : 0);
      }
    }
  }
});

both("an extra function is skipped where spec or manager say so", async (async) => {
  const { add, run, skips } = host({ async, onError: "skip" });
  add("a", () => "a");
  assertEquals(await run.callExtra([bad()]), ["a"]);
  assertEquals(skips.map(({ plugin }) => plugin), ["<temp>"]);
});

both("a call that lacks an argument skips the impls that need it", async (async) => {
  const { addAll, run, skips } = host({ async, onError: "skip" });
  addAll({ needs: impl({ args: ["id"] }, ({ id }: { id: number }) => id), a: () => "a" });
  assertEquals(await run(), ["a"]);
  assertEquals(skips.map(({ plugin, error }) => [plugin, (error as UsageError).code]), [["needs", "missing-argument"]]);
});

both("a plugin whose replay is skipped is registered all the same", async (async) => {
  const { pm, run, skips } = host({ async, historic: true, onError: "skip" });
  const results: unknown[] = [];
  await run.callHistoric({ id: 1 }, (result) => results.push(result));
  await run.callHistoric({ id: 2 }, (result) => results.push(result));
  const once = impl({}, ({ id }: { id: number }) => {
    if (id === 1) throw new Error("bad");
    return id;
  });
  assertEquals(await pm.registerAsync({ run: once }, "later"), "later");
  assertEquals([pm.hasPlugin("later"), skips.length, results], [true, 1, [2]]);
  await run.callHistoric({ id: 3 }, (result) => results.push(result));
  assertEquals(results, [2, 3]);
});

both("monitors see the outcome of a call in which impls were skipped", async (async) => {
  const { pm, addAll, run } = host({ async, onError: "skip" });
  const seen: unknown[] = [];
  pm.addHookcallMonitoring((_hook, impls) => seen.push(impls.length), (outcome) => seen.push(outcome.getResult()));
  addAll({ a: () => "a", bad: bad() });
  await run();
  assertEquals(seen, [2, ["a"]]);
});

both("what a monitor throws is skipped by nobody", async (async) => {
  const { pm, add, run, skips } = host({ async, onError: "skip" });
  const error = new Error("monitor");
  pm.addHookcallMonitoring(throws(error), () => {});
  add("a", () => "a");
  assertStrictEquals(await errorOf(() => run()), error);
  assertEquals(skips, []);
});

both("in a subset call, too, impls are skipped", async (async) => {
  const { pm, addAll } = host({ async, onError: "skip" });
  addAll({ a: () => "a", bad: bad(), c: () => "c" });
  assertEquals(await pm.subsetHookCaller("run", [pm.getPlugin("c")!])(), ["a"]);
});

Deno.test("onError can be nothing but throw and skip", () => {
  const wrong = "ignore" as "skip";
  assertThrows(() => host({ onError: wrong }), UsageError, '"throw" or "skip"');
  assertThrows(() => host({}, { onError: wrong }), UsageError, '"throw" or "skip"');
  const error = assertThrows(() => host().add("a", () => 1, { onError: wrong }), UsageError);
  assertMatch(error.message, /^Cannot register plugin 'a': onError must be/);
});
