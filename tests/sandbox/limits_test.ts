/** What isolated plugins are held to: each limit has a default, and a host can set another. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { CarryError, isForeign, IsolationError, LimitError, SANDBOX_LIMITS, share } from "@tenon/tenon";
import { Border, border, inWorkers, rejection, rejectionOf } from "./support.ts";

const ECHO = `export const first = hookimpl(({ value }) => value);
  export const ask = hookimpl(({ value: { length, depth } }) => {
    let result = "x".repeat(length ?? 0);
    for (let i = 0; i < depth; i++) result = [result];
    return result;
  });`;

/** A list in a list, so many deep. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

Deno.test("the defaults are there to be read, and nobody can change them", () => {
  assert(Object.isFrozen(SANDBOX_LIMITS));
  assert(Object.values(SANDBOX_LIMITS).every((limit) => Number.isInteger(limit) && limit > 0));
  assertThrows(() => ((SANDBOX_LIMITS as { depth: number }).depth = 1), TypeError);
});

Deno.test("messageBytes: an argument that is too large is refused before it is sent, and the plugin goes on", async () => {
  await using border = await Border.load({ a: ECHO }, { limits: { messageBytes: 10_000 } });
  const { hook } = border.pm;
  const error = await rejectionOf(hook.first({ value: "x".repeat(10_000) }), LimitError);
  assertEquals([error.limit, isForeign(error)], ["messageBytes", false]);
  assertMatch(error.message, /plugin 'a'.* 10000/);
  assertEquals(await hook.first({ value: "x".repeat(9000) }), "x".repeat(9000));
});

Deno.test("messageBytes: a result that is too large is refused where it is made, and the plugin goes on", async () => {
  await using border = await Border.load({ a: ECHO }, { limits: { messageBytes: 10_000 } });
  const { hook } = border.pm;
  const error = await rejection(hook.ask({ value: { length: 10_000 } })) as LimitError;
  assertEquals([error.name, error.limit, isForeign(error)], ["LimitError", "messageBytes", true]);
  assertEquals(await hook.ask({ value: { length: 9000 } }), ["x".repeat(9000)]);
});

Deno.test("depth: what is nested deeper is refused in both directions", async () => {
  await using border = await Border.load({ a: ECHO }, { limits: { depth: 10 } });
  const { hook } = border.pm;
  const error = await rejectionOf(hook.first({ value: nested(10) }), CarryError);
  assertMatch(error.message, /values may be nested 10 deep/);
  assertEquals(await hook.first({ value: nested(7) }), nested(7));
  const back = await rejection(hook.ask({ value: { depth: 11 } })) as Error;
  assertMatch(back.message, /to the host: values may be nested 10 deep/);
  assertEquals((await hook.ask({ value: { depth: 7 } })).length, 1);
});

Deno.test("callsInFlight: more calls at once than that are refused, in both directions", async () => {
  await using border = await Border.load({
    a: `export const together = hookimpl(({ value }) => value.wait());
      export const ask = hookimpl(async ({ value }) => {
        const calls = await Promise.allSettled(Array.from({ length: 8 }, () => value.soon()));
        return calls.map(({ status, reason }) => reason?.name ?? status);
      });`,
  }, { limits: { callsInFlight: 5 } });
  const { hook } = border.pm;
  const { promise, resolve } = Promise.withResolvers<void>();
  const gate = share({ wait: () => promise, soon: () => Promise.resolve() }, ["wait", "soon"]);
  assertEquals(await hook.ask({ value: gate }), [[...Array(5).fill("fulfilled"), ...Array(3).fill("LimitError")]]);
  const calls = Array.from({ length: 8 }, () => hook.together({ value: gate }));
  const refused = await Promise.all(calls.slice(5).map((call) => rejectionOf(call, LimitError)));
  assertEquals(refused.map(({ limit }) => limit), Array(3).fill("callsInFlight"));
  resolve();
  await Promise.all(calls.slice(0, 5));
  await hook.together({ value: gate });
});

Deno.test("references: more objects than that cannot be shared at the same time", async () => {
  await using border = await Border.load({ a: "export const first = hookimpl(({ value }) => value.length);" }, {
    limits: { references: 5 },
  });
  const { hook } = border.pm;
  const objects = Array.from({ length: 6 }, (_, i) => share({ i }, ["i"]));
  const error = await rejectionOf(hook.first({ value: objects }), LimitError);
  assertEquals(error.limit, "references");
  for (let i = 0; i < 3; i++) assertEquals(await hook.first({ value: objects.slice(1) }), 5);
});

Deno.test({
  name: "memoryMb: holds where an entry does not say",
  ignore: inWorkers,
  async fn() {
    const pm = border();
    pm.on("output", () => {});
    await using loaded = await Border.load({
      a: "export const ask = hookimpl(() => { const all = []; for (;;) all.push({ text: `${all.length}` }); });",
    }, { pm, limits: { memoryMb: 50, restartDelayMs: 60_000 } });
    const error = await rejectionOf(loaded.pm.hook.ask({}), IsolationError);
    assertEquals(error.code, "out-of-memory");
    assertMatch(error.message, / 50 MiB/);
  },
});
