import { assertEquals, assertInstanceOf, assertStrictEquals, assertThrows } from "@std/assert";
import { HookspecError, HookTimeoutError, sourceOf, UsageError } from "@tenon/tenon";
import { errorOf, errorOfKind, hookwrapper, host, impl, never, outcomeOf, settled, wrapper } from "./support.ts";

/** Long enough for anything that settles by itself. */
const LONG = 1e6;

Deno.test("an impl that does not settle in time fails the call, with plugin and hook", async () => {
  const { addAll, run } = host({ timeoutMs: 2 });
  addAll({ a: () => "a", slow: never });
  const error = await errorOfKind(HookTimeoutError, () => run());
  assertEquals([error.code, error.plugin, error.hook], ["timeout", "slow", "run"]);
  assertEquals(error.message, "Cannot call hook 'run' of plugin 'slow': it did not settle within 2 ms.");
  assertEquals(sourceOf(error), { plugin: "slow", hook: "run", phase: "call", others: [] });
});

Deno.test("impls that settle in time, or at once, notice nothing of a deadline", async () => {
  const { addAll, run, lates } = host({ timeoutMs: LONG });
  addAll({ a: () => "a", b: () => Promise.resolve("b"), c: async () => await settled() });
  assertEquals(await run(), ["a", "b"]);
  assertEquals(lates, []);
});

Deno.test("an error before the deadline is the error", async () => {
  const { add, run } = host({ timeoutMs: LONG });
  const error = new Error("bad");
  add("bad", () => Promise.reject(error));
  assertStrictEquals(await errorOf(() => run()), error);
});

Deno.test("the time of an impl begins with its turn", async () => {
  const { add, run } = host();
  add("b", () => Promise.resolve("b"), { timeoutMs: 2 });
  add("a", () => new Promise((resolve) => setTimeout(resolve, 20)));
  assertEquals(await run(), ["b"]);
});

Deno.test("where errors are skipped, a missed deadline is", async () => {
  const { addAll, run, skips } = host({ timeoutMs: 2, onError: "skip" });
  addAll({ a: () => "a", slow: never, c: () => "c" });
  assertEquals(await run(), ["a", "c"]);
  assertInstanceOf(skips[0]!.error, HookTimeoutError);
});

Deno.test("a firstresult hook goes on past an impl that is late", async () => {
  const { addAll, run } = host({ timeoutMs: 2, onError: "skip", firstresult: true });
  addAll({ slow: never, b: () => "b" });
  assertEquals(await run(), "b");
});

for (const failed of [false, true]) {
  Deno.test(`what arrives late is dropped and told of: ${failed ? "an error" : "an answer"}`, async () => {
    const { addAll, run, lates } = host({ timeoutMs: 2, onError: "skip" });
    const gate = Promise.withResolvers<string>();
    addAll({ slow: () => gate.promise, a: () => "a" });
    const outcome = await run() as unknown[];
    assertEquals(lates, []);
    const error = new Error("late");
    if (failed) gate.reject(error);
    else gate.resolve("late");
    await settled();
    assertEquals(lates, [{ plugin: "slow", hook: "run", phase: "call", failed, error: failed ? error : undefined }]);
    assertEquals(outcome, ["a"]);
  });
}

Deno.test("both halves of a wrapper have a deadline", async () => {
  for (const phase of ["setup", "teardown"]) {
    const { addAll, run, skips } = host({ timeoutMs: 2, onError: "skip" });
    addAll({
      slow: wrapper(async function* (): AsyncGenerator<void, unknown, unknown> {
        if (phase === "setup") await never();
        const outcome = yield;
        if (phase === "teardown") await never();
        return outcome;
      }),
      a: () => "a",
    });
    assertEquals(await run(), ["a"]);
    assertEquals(skips.map((skip) => skip.phase), [phase]);
  }
});

Deno.test("the time that a wrapper waits for what is inside it does not count", async () => {
  const { add, run } = host();
  const gate = Promise.withResolvers<void>();
  add("slow", () => gate.promise);
  add(
    "w",
    wrapper(async function* (): AsyncGenerator<void, unknown, unknown> {
      return yield;
    }),
    { timeoutMs: 2 },
  );
  const call = run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  gate.resolve();
  assertEquals(await call, []);
});

Deno.test("a sync generator that returns a promise is under the deadline", async () => {
  const { addAll, run, skips } = host({ timeoutMs: 2, onError: "skip" });
  addAll({
    slow: wrapper(function* () {
      yield;
      return never();
    }),
    a: () => "a",
  });
  assertEquals([await run(), skips[0]?.phase], [["a"], "teardown"]);
});

Deno.test("old-style wrappers have deadlines too", async () => {
  const { addAll, run, skips } = host({ timeoutMs: 2, onError: "skip" });
  addAll({
    slow: hookwrapper(async function* () {
      yield;
      await never();
    }),
    a: () => "a",
  });
  assertEquals([await run(), skips[0]?.phase], [["a"], "teardown"]);
});

Deno.test("closing a wrapper that yielded twice is under the deadline", async () => {
  const { addAll, run } = host({ timeoutMs: 2 });
  addAll({
    twice: wrapper(async function* () {
      yield;
      try {
        yield;
      } finally {
        await never();
      }
    }),
  });
  await errorOfKind(HookTimeoutError, () => run());
});

Deno.test("a wrapper that was late to yield is closed when it does, and its finally blocks run", async () => {
  const { addAll, run, skips, lates } = host({ timeoutMs: 2, onError: "skip" });
  const gate = Promise.withResolvers<void>();
  const events: string[] = [];
  addAll({
    slow: wrapper(async function* (): AsyncGenerator<void, unknown, unknown> {
      await gate.promise;
      try {
        events.push("yields");
        return yield;
      } finally {
        events.push("closed");
      }
    }),
    a: () => "a",
  });
  assertEquals([await run(), skips[0]?.phase, events], [["a"], "setup", []]);
  gate.resolve();
  await settled();
  assertEquals(events, ["yields", "closed"]);
  assertEquals(lates, [{ plugin: "slow", hook: "run", phase: "setup", failed: false, error: undefined }]);
});

Deno.test("a missed deadline is thrown into the wrappers around it", async () => {
  const { addAll, run } = host({ timeoutMs: 2 });
  addAll({
    w: wrapper(async function* (): AsyncGenerator<void, unknown, unknown> {
      try {
        return yield;
      } catch (error) {
        return [(error as HookTimeoutError).plugin];
      }
    }),
    slow: never,
  });
  assertEquals(await run(), ["slow"]);
});

Deno.test("the plugin's deadline wins over the spec's, and the spec's over the manager's", async () => {
  const times = [2, LONG, undefined];
  for (const plugin of times) {
    for (const spec of times) {
      for (const manager of times) {
        const { add, run } = host(
          spec === undefined ? {} : { timeoutMs: spec },
          manager === undefined ? {} : { timeoutMs: manager },
        );
        const gate = Promise.withResolvers<string>();
        add("slow", () => gate.promise, { timeoutMs: plugin });
        const call = outcomeOf(() => run());
        const short = (plugin ?? spec ?? manager) === 2;
        if (!short) gate.resolve("in time");
        assertEquals("error" in await call, short, `${plugin} ${spec} ${manager}`);
      }
    }
  }
});

Deno.test("a synchronous hook has no deadlines, whatever manager and plugin say", () => {
  const { add, run } = host({ async: false }, { timeoutMs: 1 });
  add("a", () => "a", { timeoutMs: 1 });
  assertEquals(run(), ["a"]);
});

Deno.test("a synchronous hook whose spec has a deadline is refused", () => {
  const error = assertThrows(() => host({ async: false, timeoutMs: 5 }), HookspecError);
  assertEquals(error.code, "meaningless-option");
});

Deno.test("a deadline is a number of milliseconds above 0 that a timer can wait for", () => {
  for (const timeoutMs of [0, -1, NaN, Infinity, 2 ** 31, "5" as unknown as number]) {
    for (const make of [() => host({ timeoutMs }), () => host({}, { timeoutMs })]) assertThrows(make, UsageError);
    assertThrows(() => host().add("a", () => 1, { timeoutMs }), UsageError, "timeoutMs must be");
  }
  assertEquals(host({ timeoutMs: 0.5 }, { timeoutMs: 2 ** 31 - 1 }).pm.pending(), []);
});

Deno.test("replayed calls are under the deadline", async () => {
  const { pm, run } = host({ historic: true, timeoutMs: 2 });
  await run.callHistoric({});
  await errorOfKind(HookTimeoutError, () => pm.registerAsync({ run: impl({}, never) }, "slow"));
  assertEquals(pm.hasPlugin("slow"), false);
});
