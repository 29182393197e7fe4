import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { CallContext } from "@tenon/tenon";
import { errorOf, host, never, settled, wrapper } from "./support.ts";

/** Long enough for anything that settles by itself. */
const LONG = 1e6;

Deno.test("an impl with a second parameter gets a signal that is aborted with the error of the deadline", async () => {
  const { add, run } = host({ timeoutMs: 2 });
  let signal: AbortSignal | undefined;
  const reasons: unknown[] = [];
  add("slow", (_: unknown, context: CallContext) => {
    signal = context.signal;
    signal.addEventListener("abort", () => reasons.push(signal?.reason));
    return never();
  });
  const call = errorOf(() => run());
  assertEquals(signal?.aborted, false);
  const error = await call;
  assertStrictEquals(signal?.reason, error);
  assertStrictEquals(reasons[0], error);
  assertEquals(reasons.length, 1);
});

Deno.test("an impl can end itself by its signal, and what it does then is late", async () => {
  const { add, run, skips, lates } = host({ timeoutMs: 2, onError: "skip" });
  add("kind", (_: unknown, { signal }: CallContext) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => reject(signal.reason));
    return promise;
  });
  assertEquals(await run(), []);
  await settled();
  assertEquals([skips.length, lates.length, lates[0]?.failed], [1, 1, true]);
});

Deno.test("a signal is not aborted in an impl that ends in time, nor after the call", async () => {
  const { add, run } = host({ timeoutMs: LONG });
  let signal: AbortSignal | undefined;
  add("a", async (_: unknown, context: CallContext) => {
    signal = context.signal;
    await settled();
  });
  await run();
  await settled();
  assertEquals(signal?.aborted, false);
});

Deno.test("each impl of a call has a signal of its own", async () => {
  const { addAll, run } = host({ timeoutMs: 2, onError: "skip" });
  const signals: AbortSignal[] = [];
  const slow = (_: unknown, { signal }: CallContext) => {
    signals.push(signal);
    return signals.length === 1 ? never() : "fast";
  };
  addAll({ a: slow, b: slow });
  assertEquals(await run(), ["fast"]);
  assertEquals(signals.map(({ aborted }) => aborted), [true, false]);
});

Deno.test("both halves of a wrapper have the same signal", async () => {
  const { add, run, skips } = host({ timeoutMs: 2, onError: "skip" });
  let aborted: boolean | undefined;
  const gate = Promise.withResolvers<void>();
  add(
    "w",
    wrapper(async function* (_: unknown, { signal }: CallContext): AsyncGenerator<void, unknown, unknown> {
      const outcome = yield;
      assert(!signal.aborted);
      signal.addEventListener("abort", () => aborted = signal.aborted);
      await gate.promise;
      return outcome;
    }),
  );
  await run();
  gate.resolve();
  assertEquals([aborted, skips[0]?.phase], [true, "teardown"]);
});

Deno.test("an impl of a synchronous hook, or without a deadline, gets a signal that is never aborted", async () => {
  for (const async of [false, true]) {
    const { add, run } = host({ async });
    add("a", (_: unknown, { signal }: CallContext) => signal.aborted);
    assertEquals(await run(), [false]);
  }
});

Deno.test("an impl with one parameter gets one", async () => {
  const { add, run } = host({ timeoutMs: LONG });
  let count = 0;
  add("a", function (_: unknown) {
    count = arguments.length;
  });
  await run();
  assertEquals(count, 1);
});

Deno.test("what a plugin's abort listener throws does not keep the call from going on", async () => {
  const { addAll, run } = host({ timeoutMs: 2, onError: "skip" });
  const unheard = Promise.withResolvers<unknown>();
  const listener = (event: ErrorEvent) => {
    event.preventDefault();
    unheard.resolve(event.error);
  };
  addEventListener("error", listener);
  const error = new Error("listener");
  addAll({
    slow: (_: unknown, { signal }: CallContext) => {
      signal.addEventListener("abort", () => {
        throw error;
      });
      return never();
    },
    a: () => "a",
  });
  assertEquals(await run(), ["a"]);
  assertStrictEquals(await unheard.promise, error);
  removeEventListener("error", listener);
});
