import { assertEquals } from "@std/assert";
import { errorOf, host, impl, settled, wrapper } from "./support.ts";

/** Hosts whose calls go through the plain loop, and through the one for all features. */
const hosts = { plain: () => host(), guarded: () => host({ timeoutMs: 1e6 }) };

for (const [kind, makeHost] of Object.entries(hosts)) {
  Deno.test(`${kind}: an impl that a call waits for is pending until it has settled`, async () => {
    const { pm, addAll, run } = makeHost();
    const [a, b] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    addAll({ a: () => a.promise, sync: () => 1, b: () => b.promise });
    const call = run();
    assertEquals(pm.pending(), [{ plugin: "a", hook: "run" }]);
    a.resolve();
    await settled();
    assertEquals(pm.pending(), [{ plugin: "b", hook: "run" }]);
    b.resolve();
    await call;
    assertEquals(pm.pending(), []);
  });

  Deno.test(`${kind}: a wrapper is pending in both halves, and what is inside it between them`, async () => {
    const { pm, addAll, run } = makeHost();
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    addAll({
      w: wrapper(async function* (): AsyncGenerator<void, unknown, unknown> {
        await gates[0]!.promise;
        const outcome = yield;
        await gates[2]!.promise;
        return outcome;
      }),
      a: () => gates[1]!.promise,
    });
    const call = run();
    for (const [i, plugin] of ["w", "a", "w"].entries()) {
      assertEquals(pm.pending(), [{ plugin, hook: "run" }]);
      gates[i]!.resolve();
      await settled();
    }
    await call;
    assertEquals(pm.pending(), []);
  });

  Deno.test(`${kind}: every call is in the list by itself, and leaves it in any order`, async () => {
    const { pm, add, run } = makeHost();
    const gates = [0, 1, 2].map(() => Promise.withResolvers<void>());
    add("a", ({ id }: { id: number }) => gates[id]!.promise);
    const calls = gates.map((_, id) => run({ id }));
    for (const [id, left] of [[1, 2], [2, 1], [0, 0]] as const) {
      gates[id]!.resolve();
      await calls[id];
      assertEquals(pm.pending().length, left);
    }
  });

  Deno.test(`${kind}: a call that fails is pending no more`, async () => {
    const { pm, add, run } = makeHost();
    add("bad", async () => {
      await settled();
      throw new Error("bad");
    });
    await errorOf(() => run());
    assertEquals(pm.pending(), []);
  });

  Deno.test(`${kind}: a call inside a call is listed with the one around it`, async () => {
    const { pm, addAll, run } = makeHost();
    const gate = Promise.withResolvers<void>();
    addAll({ a: async ({ deep }: { deep: boolean }) => await (deep ? run({ deep: false }) : gate.promise) });
    const call = run({ deep: true });
    assertEquals(pm.pending().length, 2);
    gate.resolve();
    await call;
    assertEquals(pm.pending(), []);
  });

  Deno.test(`${kind}: calls of scopes and of subset callers are listed as well`, async () => {
    const { pm, addAll } = makeHost();
    const gate = Promise.withResolvers<void>();
    addAll({ a: () => gate.promise, b: () => 1 });
    const calls = [pm.scope().hook.run(), pm.subsetHookCaller("run", [pm.getPlugin("b")!])()];
    assertEquals(pm.pending().map(({ plugin }) => plugin), ["a", "a"]);
    gate.resolve();
    await Promise.all(calls);
    assertEquals(pm.pending(), []);
  });
}

Deno.test("an impl that missed its deadline is pending no more, though it has not ended", async () => {
  const { pm, add, run } = host({ timeoutMs: 2, onError: "skip" });
  add("slow", () => new Promise(() => {}));
  await run();
  assertEquals(pm.pending(), []);
});

Deno.test("the replay of a remembered call is listed", async () => {
  const { pm, run } = host({ historic: true, timeoutMs: 1e6 });
  await run.callHistoric({});
  const gate = Promise.withResolvers<void>();
  const registering = pm.registerAsync({ run: impl({}, () => gate.promise) }, "later");
  await settled();
  assertEquals(pm.pending(), [{ plugin: "later", hook: "run" }]);
  gate.resolve();
  await registering;
  assertEquals(pm.pending(), []);
});
