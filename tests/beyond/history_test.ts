import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type Historic, HookspecError, type HookspecOptions, PluginManager } from "@tenon/tenon";
import { anyimpl, hookimpl, hookspec, Listener, makeHost } from "./host_spec.ts";

/** A plugin that keeps what the bounded hook tells it. */
function keeper() {
  const heard: string[] = [];
  return { heard, recent: hookimpl(({ key }: { key: string }) => void heard.push(key)) };
}

Deno.test("without a limit every call is remembered", () => {
  const pm = makeHost();
  for (let i = 0; i < 5; i++) pm.hook.note.callHistoric({ key: `${i}` });
  const plugin = new Listener();
  pm.register(plugin);
  assertEquals(plugin.heard, ["0", "1", "2", "3", "4"]);
});

Deno.test("with a limit the oldest calls are forgotten", () => {
  const pm = makeHost();
  for (let i = 0; i < 5; i++) pm.hook.recent.callHistoric({ key: `${i}` });
  const plugin = keeper();
  pm.register(plugin);
  assertEquals(plugin.heard, ["3", "4"]);
});

Deno.test("a limit does not keep calls from those that are registered", () => {
  const pm = makeHost();
  const plugin = keeper();
  pm.register(plugin);
  for (let i = 0; i < 5; i++) pm.hook.recent.callHistoric({ key: `${i}` });
  assertEquals(plugin.heard, ["0", "1", "2", "3", "4"]);
});

Deno.test("with a limit of none nothing is remembered", () => {
  const pm = new PluginManager("host", {
    now: hookspec({ historic: true, historyLimit: 0 }, (): Historic | void => {}),
  });
  const { now } = pm.hook as unknown as { now: { callHistoric(args: object): void } };
  now.callHistoric({});
  pm.register({
    now: anyimpl(() => {
      throw new Error("replayed");
    }),
  });
});

Deno.test("calls with their callbacks are forgotten when the history is cleared", () => {
  const pm = makeHost();
  const results: string[] = [];
  pm.hook.note.callHistoric({ key: "forgotten" }, (result) => results.push(result));
  pm.hook.note.clearHistory();
  pm.hook.note.callHistoric({ key: "kept" }, (result) => results.push(result));
  const plugin = new Listener();
  pm.register(plugin);
  assertEquals(plugin.heard, ["kept"]);
  assertEquals(results, ["kept"]);
});

Deno.test("clearing the history clears that of a subset caller, as it is the same", () => {
  const pm = makeHost();
  const other = new Listener();
  pm.hook.note.callHistoric({ key: "k" });
  pm.subsetHookCaller("note", [other]).clearHistory();
  const plugin = new Listener();
  pm.register(plugin);
  assertEquals(plugin.heard, []);
});

Deno.test("a call that is made during a replay is replayed as well, also with a limit", () => {
  const pm = makeHost();
  for (const key of ["a", "b"]) pm.hook.recent.callHistoric({ key });
  const heard: string[] = [];
  pm.register({
    recent: hookimpl(({ key }: { key: string }) => {
      heard.push(key);
      if (heard.length < 4) pm.hook.recent.callHistoric({ key: `${key}!` });
    }),
  });
  assertEquals(heard, ["a", "b", "a!", "b!", "a!!"].slice(0, heard.length));
  assertEquals(heard.length >= 4, true);
});

Deno.test("a call that is made while an asynchronous registration ends is not lost, at whatever moment", async () => {
  for (let turn = 0; turn < 20; turn++) {
    const pm = makeHost();
    await pm.hook.start.callHistoric({ key: "first" });
    const heard: string[] = [];
    const registered = pm.registerAsync({
      start: hookimpl(async ({ key }: { key: string }) => {
        await undefined;
        heard.push(key);
      }),
    });
    for (let i = 0; i < turn; i++) await undefined;
    await pm.hook.start.callHistoric({ key: "second" });
    await registered;
    assertEquals(heard, ["first", "second"], `after ${turn} turns`);
  }
});

Deno.test("a registration that fails in its replay leaves the history for the next", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  await assertRejects(() => pm.registerAsync({ start: hookimpl(() => Promise.reject(new Error("no"))) }), Error, "no");
  const plugin = new Listener();
  await pm.registerAsync(plugin);
  assertEquals(plugin.heard, ["k"]);
});

for (const historyLimit of [-1, 1.5, NaN, "2" as unknown as number]) {
  Deno.test(`a historyLimit of ${typeof historyLimit} ${historyLimit} is refused`, () => {
    const namespace = { bad: hookspec({ historic: true, historyLimit } as HookspecOptions, () => {}) };
    assertThrows(() => new PluginManager("host", namespace), HookspecError, "historyLimit");
  });
}

Deno.test("a historyLimit of a hook that is not historic is refused", () => {
  const namespace = { bad: hookspec({ historyLimit: 1 }, () => {}) };
  assertThrows(() => new PluginManager("host", namespace), HookspecError, "historyLimit is for historic hooks");
});
