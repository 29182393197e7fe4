/** The ways to call a hook, and what is done about failures, with isolated plugins as with any other. */
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { HookTimeoutError, share } from "@tenon/tenon";
import { Border, border, hookimpl, PLACES, rejection } from "./support.ts";

const says = (name: string) => `export const ask = hookimpl(({ value }) => "${name}");`;

for (const place of PLACES) {
  Deno.test(`${place}: a call can bring extra functions and leave plugins out`, async () => {
    await using loaded = await Border.load({ a: says("a"), b: says("b") }, { place });
    const { pm } = loaded;
    assertEquals(await pm.hook.ask.callExtra([() => Promise.resolve("extra")], {}), ["extra", "b", "a"]);
    const without = pm.subsetHookCaller("ask", [pm.getPlugin("b")!]);
    assertEquals(await without({}), ["a"]);
  });

  Deno.test(`${place}: answers are attributed to their plugins, also what a wrapper puts in`, async () => {
    await using loaded = await Border.load({
      a: says("a"),
      b: "export const ask = hookimpl(() => ({ from: 'b' }));",
      passes: "export const ask = hookimpl({ wrapper: true }, function* () { return yield; });",
    }, { place });
    const { pm } = loaded;
    const answers = [{ plugin: "b", value: { from: "b" } }, { plugin: "a", value: "a" }];
    assertEquals(await pm.hook.ask.attributed({}), answers);
    await Border.load({
      adds: "export const ask = hookimpl({ wrapper: true }, function* () { return [...(yield).slice(1), 'added']; });",
    }, { place, pm });
    assertEquals(await pm.hook.ask.attributed({}), [answers[1]!, { plugin: "adds", value: "added" }]);
  });

  Deno.test(`${place}: monitors see calls and who threw, and can change outcomes`, async () => {
    await using loaded = await Border.load({
      a: "export const ask = hookimpl(({ value }) => { if (value === 2) throw 'a primitive'; return value; });",
    }, { place });
    const { pm } = loaded;
    const seen: unknown[] = [];
    pm.addHookcallMonitoring((hook, impls, args) => {
      seen.push([hook, impls.length, args.value]);
    }, (outcome) => {
      seen.push(
        outcome.failed ? [outcome.exception, outcome.source?.plugin, outcome.source?.phase] : outcome.getResult(),
      );
      if (outcome.failed) outcome.forceResult(["instead"]);
    });
    assertEquals([await pm.hook.ask({ value: 1 }), await pm.hook.ask({ value: 2 })], [[1], ["instead"]]);
    assertEquals(seen, [["ask", 1, 1], [1], ["ask", 1, 2], ["a primitive", "a", "call"]]);
  });

  Deno.test(`${place}: a plugin of a scope is called in the scope only, and ends with it`, async () => {
    await using loaded = await Border.load({ above: says("above") }, { place });
    const { pm } = loaded;
    {
      await using inner = await Border.load({ inner: says("inner") }, { place, pm: pm.scope() });
      assertEquals(await inner.pm.hook.ask({}), ["inner", "above"]);
      assertEquals(await pm.hook.ask({}), ["above"]);
    }
    assertEquals(await pm.hook.ask({}), ["above"]);
  });

  Deno.test(`${place}: an impl that fails is skipped where its entry says so, and quarantined when it fails again`, async () => {
    await using loaded = await Border.load({
      good: says("good"),
      bad: { body: "export const ask = hookimpl(() => { throw new RangeError('bad'); });", onError: "skip" },
    }, { place, manager: { quarantineAfter: 2 } });
    const { pm } = loaded;
    const skipped: unknown[] = [];
    pm.on("skip", ({ plugin, hook, phase, error }) => skipped.push([plugin, hook, phase, `${error}`]));
    for (let i = 0; i < 3; i++) assertEquals(await pm.hook.ask({}), ["good"]);
    assertEquals(skipped, Array(2).fill(["bad", "ask", "call", "RangeError: bad"]));
    assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["bad"]);
    assert(pm.release("bad"));
    assertEquals(await pm.hook.ask({}), ["good"]);
    assertEquals(skipped.length, 3);
  });

  Deno.test(`${place}: a call that waits for a plugin is among those that are pending`, async () => {
    await using loaded = await Border.load({
      a: "export const ask = hookimpl(async ({ value }) => { await value.wait(); });",
    }, { place });
    const { pm } = loaded;
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const value = share({ wait: () => (begun.resolve(), promise) }, ["wait"]);
    const call = pm.hook.ask({ value });
    await begun.promise;
    assertEquals(pm.pending(), [{ plugin: "a", hook: "ask" }]);
    resolve();
    await call;
    assertEquals(pm.pending(), []);
  });
}

Deno.test("a plugin that was taken out is not called any more, and may be put back", async () => {
  await using loaded = await Border.load({ a: says("a") });
  const { pm } = loaded;
  const plugin = pm.unregister(null, "a")!;
  assertEquals(await pm.hook.ask({}), []);
  pm.register(plugin, "again");
  assertEquals(await pm.hook.ask({}), ["a"]);
});

Deno.test("a plugin that is replaced answers the calls in flight, and is ended then", async () => {
  await using loaded = await Border.load({
    a: `export const ask = hookimpl(async ({ value }) => { await value.wait(); return "old"; });
      export const first = hookimpl(() => "old");`,
  });
  const { pm } = loaded;
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const value = share({ wait: () => (begun.resolve(), promise) }, ["wait"]);
  const call = pm.hook.ask({ value });
  await begun.promise;
  const before = pm.getPlugin("a") as { first(args: object, context: object): Promise<unknown> };
  assertStrictEquals(await pm.replace("a", { ask: hookimpl(() => Promise.resolve("new")) }), before);
  assertEquals(await pm.hook.ask({}), ["new"]);
  resolve();
  assertEquals(await call, ["old"]);
  const error = await rejection(untilItFails(() => before.first({}, { signal: new AbortController().signal })));
  assertMatch(String(error), /plugin 'a' .*: it was closed/);
});

/** Calls again and again. */
async function untilItFails(action: () => Promise<unknown>): Promise<never> {
  for (;;) await action();
}

Deno.test("an isolated plugin can be put in the place of one of the host, and is told what that one was", async () => {
  const pm = border();
  pm.register({ ask: hookimpl(() => Promise.resolve("host")) }, "a");
  await pm.hook.told.callHistoric({ value: 1 });
  await using loaded = await Border.load({
    b: "let heard; export const told = hookimpl(({ value }) => { heard = value; }); export const ask = hookimpl(() => heard);",
  }, { pm });
  const plugin = pm.unregister(null, "b")!;
  await pm.replace("a", plugin);
  assertEquals(await loaded.pm.hook.ask({}), [1]);
});

Deno.test("an answer that comes after its deadline is late, whoever it is from", async () => {
  await using loaded = await Border.load({ a: "export const ask = hookimpl(() => new Promise(() => {}));" }, {
    manager: { timeoutMs: 50 },
    limits: { restartDelayMs: 1 },
  });
  const { pm } = loaded;
  const late = Promise.withResolvers<unknown>();
  pm.on("late", ({ plugin, hook, failed }) => late.resolve([plugin, hook, failed]));
  assert(await rejection(pm.hook.ask({})) instanceof HookTimeoutError);
  assertEquals(await late.promise, ["a", "ask", true]);
});
