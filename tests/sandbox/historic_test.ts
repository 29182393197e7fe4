/** Calls of historic hooks, which isolated plugins are told of when they come, and when they come again. */
import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { IsolationError } from "@tenon/tenon";
import { Border, border, PLACES, rejection, rejectionOf, write } from "./support.ts";

/** Answers with all that it was told. */
const LISTENS = `
  const heard = [];
  export const told = hookimpl(({ value }) => { heard.push(value); return heard.length; });
  export const ask = hookimpl(({ value }) => value === "die" ? Deno.exit(3) : heard);
`;

const FAST = { restartDelayMs: 1 };

for (const place of PLACES) {
  Deno.test(`${place}: calls that were made before a plugin came are replayed to it, in order`, async () => {
    const pm = border();
    const results: unknown[] = [];
    await pm.hook.told.callHistoric({ value: 1 }, (result) => void results.push(result));
    await pm.hook.told.callHistoric({ value: new Map([["two", 2]]) });
    await using _ = await Border.load({ a: LISTENS }, { place, pm });
    await pm.hook.told.callHistoric({ value: 3 }, (result) => void results.push(result));
    assertEquals(await pm.hook.ask({}), [[1, new Map([["two", 2]]), 3]]);
    assertEquals(results, [1, 3]);
  });

  Deno.test(`${place}: a plugin that fails at a replay is refused`, async () => {
    const pm = border();
    await pm.hook.told.callHistoric({ value: 1 });
    await using tried = await Border.tryToLoad({
      a: `export const told = hookimpl(() => { throw new RangeError("not that"); });`,
    }, { place, pm });
    const { state, error } = tried.report.plugins[0]!;
    assertEquals([state, error!.stage, error!.hook, pm.hasPlugin("a")], ["failed", "register", "told", false]);
    assertStringIncludes(error!.message, "RangeError: not that");
  });
}

Deno.test("a plugin that is started again is told all that it has forgotten, also of the call that it died of", async () => {
  await using loaded = await Border.load({
    a: `${LISTENS}
      export const together = hookimpl(() => new Promise(() => {}));`,
  }, { limits: FAST });
  const { pm } = loaded;
  await pm.hook.told.callHistoric({ value: 1 });
  await pm.hook.told.callHistoric({ value: 2 });
  await rejection(pm.hook.ask({ value: "die" }));
  assertEquals(await pm.hook.ask({}), [[1, 2]]);
});

Deno.test("a call that comes while a plugin is started again reaches it once, after those that it has forgotten", async () => {
  await using loaded = await Border.load({ a: LISTENS }, { limits: FAST });
  const { pm } = loaded;
  await pm.hook.told.callHistoric({ value: 1 });
  const calls: Promise<void>[] = [];
  // At the earliest moment at which anyone can know of it, and later.
  pm.on("restart", ({ when }) => void (when === "before" && calls.push(pm.hook.told.callHistoric({ value: 3 }))));
  const dying = rejection(pm.hook.ask({ value: "die" }));
  const lost = pm.hook.told.callHistoric({ value: 2 });
  assertInstanceOf(await rejection(lost), IsolationError);
  await dying;
  calls.push(pm.hook.told.callHistoric({ value: 4 }));
  await Promise.all(calls);
  assertEquals(await pm.hook.ask({}), [[1, 2, 3, 4]]);
});

Deno.test("what a plugin was told while it was in quarantine it is told when it is released", async () => {
  await using loaded = await Border.load({ a: LISTENS }, { limits: { ...FAST, restarts: 0 } });
  const { pm } = loaded;
  await pm.hook.told.callHistoric({ value: 1 });
  await rejection(pm.hook.ask({ value: "die" }));
  assertEquals(pm.quarantined().length, 1);
  await pm.hook.told.callHistoric({ value: 2 });
  assert(pm.release("a"));
  assertEquals(await pm.hook.ask({}), [[1, 2]]);
});

Deno.test("a plugin that fails at what it is told again dies of that", async () => {
  await using loaded = await Border.load({ a: LISTENS }, { limits: { ...FAST, restarts: 1 } });
  const { pm } = loaded;
  await pm.hook.told.callHistoric({ value: 1 });
  await write("a", LISTENS.replace("heard.push(value)", "throw new RangeError('not again')"));
  await rejection(pm.hook.ask({ value: "die" }));
  const error = await rejectionOf(pm.hook.ask({}), IsolationError);
  assertEquals(error.code, "start-failed");
  assertStringIncludes(error.message, "not again");
  assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["a"]);
});

Deno.test("calls that are not remembered any more are not replayed", async () => {
  await using loaded = await Border.load({ a: LISTENS }, { limits: FAST });
  const { pm } = loaded;
  await pm.hook.told.callHistoric({ value: 1 });
  pm.hook.told.clearHistory();
  await pm.hook.told.callHistoric({ value: 2 });
  await rejection(pm.hook.ask({ value: "die" }));
  assertEquals(await pm.hook.ask({}), [[2]]);
});

Deno.test("a plugin of a scope is told of the calls of the manager above, and again when it is started again", async () => {
  await using above = border();
  await above.hook.told.callHistoric({ value: 1 });
  await using loaded = await Border.load({ a: LISTENS }, { limits: FAST, pm: above.scope() });
  const { pm } = loaded;
  await pm.hook.told.callHistoric({ value: 2 });
  await rejection(pm.hook.ask({ value: "die" }));
  assertEquals(await pm.hook.ask({}), [[1, 2]]);
});
