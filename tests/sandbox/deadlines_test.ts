/** Deadlines: of starting, of calls and of closing. Who passes one is killed, as nothing else stops what does not await. */
import { assert, assertEquals, assertInstanceOf, assertMatch, assertNotEquals } from "@std/assert";
import { HookTimeoutError, type HookWarning, IsolationError, type RestartEvent } from "@tenon/tenon";
import { isAlive, until } from "./guard/support.ts";
import { Border, border, inWorkers, rejection, rejectionOf } from "./support.ts";

/** Ways not to answer. A worker in a busy loop goes on until the host ends, so that none is begun. */
const STALLS: Readonly<Record<string, string>> = {
  "never settles": "await new Promise(() => {});",
  ...(inWorkers ? {} : { "is in a busy loop": "for (;;);", "is in a loop of microtasks": "for (;;) await null;" }),
};

const FAST = { restartDelayMs: 1 };

for (const [name, stall] of Object.entries(STALLS)) {
  const plugin = `const life = crypto.randomUUID();
    export const ask = hookimpl(async ({ value }) => { if (value === "stall") { ${stall} } return life; });
    export const together = hookimpl(() => new Promise(() => {}));`;

  Deno.test(`a plugin that ${name} is killed at the deadline of the call, and started again`, async () => {
    await using loaded = await Border.load({ a: plugin }, { manager: { timeoutMs: 500 }, limits: FAST });
    const { pm } = loaded;
    const events: RestartEvent[] = [];
    pm.on("restart", (event) => events.push(event));
    const [before] = await pm.hook.ask({});
    const error = await rejectionOf(pm.hook.ask({ value: "stall" }), HookTimeoutError);
    assertEquals([error.plugin, error.hook], ["a", "ask"]);
    await until(() => events.length === 2, "it is started again");
    const reason = events[0]!.error as IsolationError;
    assertEquals([reason.code, events[1]!.when], ["deadline", "after"]);
    assertMatch(reason.message, /did not answer hook 'ask' in time/);
    assertNotEquals(await pm.hook.ask({}), [before]);
  });

  Deno.test(`a plugin that ${name} is killed at the deadline of its own, where no other is shorter`, async () => {
    await using loaded = await Border.load({ a: plugin }, { limits: { ...FAST, callMs: 300 } });
    const { pm } = loaded;
    const other = rejectionOf(pm.hook.together({}), IsolationError);
    const error = await rejectionOf(pm.hook.ask({ value: "stall" }), IsolationError);
    for (const [failed, hook] of [[error, "ask"], [await other, "together"]] as const) {
      assertEquals([failed.code, failed.plugin, failed.hook], ["deadline", "a", hook]);
      assertMatch(failed.message, /did not answer hook '(ask|together)' within 300 ms/);
    }
    assertEquals((await pm.hook.ask({})).length, 1);
  });

  Deno.test(`a plugin that ${name} when it starts is given up, and gone`, async () => {
    const pm = border();
    const pids: number[] = [];
    pm.on("output", ({ text }) => pids.push(Number(text)));
    await using tried = await Border.tryToLoad({
      a: { body: `console.log(Deno.pid); ${stall}`, timeoutMs: 1500 },
    }, { pm });
    const { state, error } = tried.report.plugins[0]!;
    assertEquals([state, error!.stage, error!.code], ["failed", "start", "timeout"]);
    assertMatch(error!.message, /did not finish within 1500 ms/);
    if (!inWorkers) await until(() => !pids.some(isAlive), "the process is gone");
  });

  Deno.test(`a plugin that ${name} when it is closed is killed when its time is up`, async () => {
    const warnings: HookWarning[] = [];
    const loaded = await Border.load({
      a: `export const ask = hookimpl(() => Deno.pid);
        const stall = async () => { ${stall} };
        export default { ask, [Symbol.asyncDispose]: stall };`,
      good: "export const ask = hookimpl(() => Deno.pid);",
    }, { limits: { closeMs: 300 }, manager: { onWarning: (warning) => warnings.push(warning) } });
    const pids = await loaded.pm.hook.ask({}) as number[];
    await loaded.pm.close();
    assertEquals(warnings.map(({ code, plugin }) => [code, plugin]), [["dispose-failed", "a"]]);
    assertMatch(warnings[0]!.message, /did not end within 300 ms of being closed/);
    if (!inWorkers) assertEquals(pids.filter(isAlive), []);
  });
}

Deno.test("what is in flight when a plugin is closed fails, and says so", async () => {
  const loaded = await Border.load({ a: "export const ask = hookimpl(() => new Promise(() => {}));" });
  const call = rejectionOf(loaded.pm.hook.ask({}), IsolationError);
  await loaded.pm.close();
  const error = await call;
  assertEquals([error.code, error.hook], ["closed", "ask"]);
  assertMatch(error.message, /: it was closed\./);
});

Deno.test("calls that wait for a plugin to be started again fail when it is closed", async () => {
  const loaded = await Border.load({ a: "export const ask = hookimpl(() => Deno.exit(3));" }, {
    limits: { restartDelayMs: 60_000 },
  });
  await rejection(loaded.pm.hook.ask({}));
  const waiting = rejectionOf(loaded.pm.hook.ask({}), IsolationError);
  await loaded.pm.close();
  assertEquals((await waiting).code, "closed");
});

Deno.test("a plugin is disposed of when it is closed, and may take part in calls until then", async () => {
  const loaded = await Border.load({
    a: `export default class {
      async [Symbol.asyncDispose]() { await null; console.log("disposed of"); console.error("as well"); }
      ask() { return 1; }
      static { hookimpl(this.prototype.ask); }
    }`,
  });
  const lines: string[] = [];
  loaded.pm.on("output", ({ text }) => lines.push(text));
  assertEquals(await loaded.pm.hook.ask({}), [1]);
  await loaded.pm.close();
  await until(() => lines.length === 2, "what it prints is told");
  assertEquals(lines.toSorted(), ["as well", "disposed of"]);
});

Deno.test("what a plugin throws when it is disposed of is a warning: its process has ended, and closing goes on", async () => {
  const warnings: HookWarning[] = [];
  const loaded = await Border.load({
    a: "export default { ask: hookimpl(() => 1), [Symbol.dispose]() { throw new RangeError('not yet'); } };",
  }, { manager: { onWarning: (warning) => warnings.push(warning) } });
  await loaded.pm.close();
  assertMatch(warnings[0]!.message, /Cannot dispose of plugin 'a': RangeError: not yet/);
  assertInstanceOf(warnings[0]!.error, RangeError);
});

Deno.test("a plugin that has died is closed without an error", async () => {
  const loaded = await Border.load({ a: "export const ask = hookimpl(() => Deno.exit(3));" }, {
    limits: { restartDelayMs: 60_000 },
  });
  await rejection(loaded.pm.hook.ask({}));
  await loaded.pm.close();
});

Deno.test("a call whose deadline has passed by the time that its plugin is started again does not reach it", async () => {
  await using loaded = await Border.load({
    a: `let asked = 0;
      export const ask = hookimpl(({ value }) => value === "die" ? Deno.exit(3) : ++asked);`,
  }, { limits: { restartDelayMs: 400 }, manager: { timeoutMs: 200 } });
  const { pm } = loaded;
  const events: string[] = [];
  pm.on("restart", ({ when }) => void events.push(when));
  await rejection(pm.hook.ask({ value: "die" }));
  assert(await rejection(pm.hook.ask({})) instanceof HookTimeoutError);
  await until(() => events.includes("after"), "it is started again");
  assertEquals(await pm.hook.ask({}), [1]);
  assertEquals(events, ["before", "after"]);
});

Deno.test("the limit for starting holds for the first start, where neither entry nor host says", async () => {
  const slow = "await new Promise(() => setInterval(() => {}, 1000));";
  await using tried = await Border.tryToLoad({ a: slow }, { limits: { startMs: 400 } });
  assertEquals(tried.report.plugins.map(({ error }) => error!.code), ["timeout"]);
  assertMatch(tried.report.plugins[0]!.error!.message, /did not finish within 400 ms/);
});

Deno.test("a deadline that is longer than the limit for calls counts, where entry, hook or manager has one", async () => {
  const slow =
    "export const ask = hookimpl(async () => { await new Promise((done) => setTimeout(done, 600)); return 1; });";
  const limits = { callMs: 200 };
  await using byEntry = await Border.load({ a: { body: slow, timeoutMs: 20_000 } }, { limits });
  assertEquals(await byEntry.pm.hook.ask({}), [1]);
  await using byManager = await Border.load({ b: slow }, { limits, manager: { timeoutMs: 20_000 } });
  assertEquals(await byManager.pm.hook.ask({}), [1]);
});
