/** What becomes of a plugin that died: it is started again, or put in quarantine. */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { IsolationError, type PluginManager, type RestartEvent, SANDBOX_LIMITS } from "@tenon/tenon";
import { supervised } from "./supervised.ts";
import { Border, type BorderSpec, rejection, rejectionOf, write } from "./support.ts";

/** Says which life it is, and ends it when it is told to. */
const MORTAL = `
  const life = crypto.randomUUID();
  export const ask = hookimpl(({ value }) => value === "die" ? Deno.exit(3) : [life, value]);
  export const together = hookimpl(() => new Promise(() => {}));
`;

const FAST = { restartDelayMs: 1 };

/** The next event of a kind. */
function next(pm: PluginManager<BorderSpec>, kind: RestartEvent["when"]): Promise<RestartEvent> {
  return new Promise((resolve) => {
    const off = pm.on("restart", (event) => {
      if (event.when !== kind) return;
      off();
      resolve(event);
    });
  });
}

Deno.test("calls that come while a plugin is started again wait for it, and are answered in order", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: FAST });
  const { pm } = border;
  const [[before]] = await pm.hook.ask({}) as [[string]];
  const died = next(pm, "before");
  const dying = rejection(pm.hook.ask({ value: "die" }));
  const { error } = await died;
  assertInstanceOf(error, IsolationError);
  const answers = await Promise.all([1, 2, 3].map((value) => pm.hook.ask({ value }))) as [[string, number]][];
  assertInstanceOf(await dying, IsolationError);
  assertEquals(answers.map(([[, value]]) => value), [1, 2, 3]);
  assertEquals(new Set(answers.map(([[life]]) => life)).size, 1);
  assertNotEquals(answers[0]![0][0], before);
});

Deno.test("the host waits with a call for a plugin that has just been lost", async () => {
  await using border = await Border.load({
    a: `export const ask = hookimpl(({ value }) => { if (value) setTimeout(() => Deno.exit(3)); return 1; });`,
  }, { limits: FAST });
  const { pm } = border;
  for (let deaths = 0; deaths < 3; deaths++) {
    await pm.hook.ask({ value: "die" }).catch(() => {});
    // Some of these find it alive, one meets its death, and none of them waits for ever.
    for (let i = 0; i < 5; i++) await pm.hook.ask({}).catch(() => {});
  }
});

Deno.test("a plugin that dies too often is put in quarantine, and calls go on without it", async () => {
  await using border = await Border.load({
    mortal: MORTAL,
    other: `export const ask = hookimpl({ trylast: true }, () => "other");`,
  }, { limits: { ...FAST, restarts: 2 } });
  const { pm } = border;
  const seen: string[] = [];
  pm.on("restart", ({ when, plugin }) => seen.push(`${when} ${plugin}`));
  pm.on("quarantine", ({ when, plugin, reason }) => seen.push(`${when} quarantine ${plugin}: ${reason}`));
  for (let deaths = 0; deaths < 3; deaths++) await rejection(pm.hook.ask({ value: "die" }));
  const cycle = ["before mortal", "after mortal"];
  assertEquals(seen, [
    ...cycle,
    ...cycle,
    "failed mortal",
    "before quarantine mortal: it died too often",
    "after quarantine mortal: it died too often",
  ]);
  const [quarantined] = pm.quarantined();
  assertInstanceOf(quarantined!.error, IsolationError);
  assertMatch(String(quarantined!.error), /exit code 3|ended itself/);
  assertEquals(await pm.hook.ask({}), ["other"]);
});

Deno.test("a plugin that is released from quarantine is started again when it is called, and may die as often as before", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: { ...FAST, restarts: 1 } });
  const { pm } = border;
  for (let round = 0; round < 2; round++) {
    for (let deaths = 0; deaths < 2; deaths++) await rejection(pm.hook.ask({ value: "die" }));
    assertEquals(pm.quarantined().length, 1);
    assertEquals(await pm.hook.ask({ value: 1 }), []);
    assert(pm.release("a"));
    const [[, value]] = await pm.hook.ask({ value: 1 }) as [[string, number]];
    assertEquals(value, 1);
  }
});

Deno.test("calls that wait fail when a plugin is given up", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: { ...FAST, restarts: 1 } });
  const { pm } = border;
  await write("a", "throw new Error('gone');");
  const died = next(pm, "before");
  const dying = rejection(pm.hook.ask({ value: "die" }));
  await died;
  const error = await rejectionOf(pm.hook.ask({}), IsolationError);
  assertEquals(error.code, "start-failed");
  assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["a"]);
  await dying;
});

Deno.test("each wait before a start is twice as long as the one before", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: { restartDelayMs: 40, restarts: 3 } });
  const { pm } = border;
  const waits: number[] = [];
  let died = 0;
  pm.on("restart", ({ when }) => {
    if (when === "before") died = performance.now();
    else if (when === "after") waits.push(performance.now() - died);
  });
  for (let deaths = 0; deaths < 3; deaths++) await rejection(pm.hook.ask({ value: "die" }));
  await pm.hook.ask({});
  // They may be longer than that, never shorter; timers are off by one.
  assertEquals(waits.map((ms, i) => ms >= 40 * 2 ** i - 1), [true, true, true]);
});

Deno.test("deaths that are long ago are forgotten", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: { ...FAST, restarts: 1, restartWindowMs: 0 } });
  const { pm } = border;
  for (let deaths = 0; deaths < 3; deaths++) await rejection(pm.hook.ask({ value: "die" }));
  assertEquals(pm.quarantined(), []);
  assertEquals((await pm.hook.ask({})).length, 1);
});

Deno.test("a plugin that has other impls when it is started again is not taken for the one before", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: { ...FAST, restarts: 2 } });
  const { pm } = border;
  const seen: [string, string | undefined][] = [];
  pm.on("restart", ({ when, error }) => seen.push([when, (error as IsolationError | undefined)?.code]));
  await write("a", `${MORTAL} export const first = hookimpl(() => "new");`);
  await rejection(pm.hook.ask({ value: "die" }));
  const error = await rejectionOf(pm.hook.ask({}), IsolationError);
  assertEquals(error.code, "changed");
  assertEquals(seen, [["before", "died"], ["before", "changed"], ["failed", "changed"]]);
});

Deno.test("a plugin whose code was changed, but not its impls, is started again as it is now", async () => {
  await using border = await Border.load({ a: MORTAL }, { limits: FAST });
  const { pm } = border;
  await write("a", MORTAL.replace("[life, value]", `"changed"`));
  await rejection(pm.hook.ask({ value: "die" }));
  assertEquals(await pm.hook.ask({}), ["changed"]);
});

Deno.test("a start again that takes too long counts as a death", async () => {
  const limits = { ...SANDBOX_LIMITS, ...FAST, restarts: 1 };
  // The first start has the deadline of loading.
  const { pm, life } = await supervised("a", await write("a", MORTAL), { limits, startMs: 500 });
  await using _ = pm;
  await write("a", "await new Promise(() => {});");
  await rejection(pm.hook.ask({ value: "die" }));
  const error = await rejectionOf(pm.hook.ask({}), IsolationError);
  assertEquals(error.code, "deadline");
  assertStringIncludes(error.message, "it did not start within 500 ms");
  assertEquals(life, ["died: died", "given up: deadline"]);
});
