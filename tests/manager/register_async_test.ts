import { assert, assertEquals, assertRejects } from "@std/assert";
import { RegistrationError } from "@tenon/tenon";
import { codeRejected, gate, hookimpl, hookOf, namespace, rejection, setup, turn } from "../engine/support.ts";

const later = { historic: true, async: true } as const;
type N = { n: number };

Deno.test("remembered calls are replayed and awaited, one after another", async () => {
  const { pm, hook } = setup({ run: later });
  for (const n of [1, 2]) await hook.run.callHistoric({ n });
  const events: string[] = [];
  const plugin = {
    run: hookimpl(async ({ n }: N) => {
      events.push(`${n} begins`);
      await turn();
      events.push(`${n} ends`);
    }),
  };
  assertEquals(await pm.registerAsync(plugin, "p"), "p");
  assertEquals(events, ["1 begins", "1 ends", "2 begins", "2 ends"]);
  assertEquals(hook.run.getHookimpls().length, 1);
});

Deno.test("callbacks of remembered calls are awaited too, and receive what is not null", async () => {
  const { pm, hook } = setup({ run: later });
  const events: unknown[] = [];
  const callback = async (answer: unknown): Promise<void> => {
    await turn();
    events.push(answer);
  };
  await hook.run.callHistoric({}, callback as never);
  await pm.registerAsync({ run: hookimpl(() => Promise.resolve("later")) });
  await pm.registerAsync({ run: hookimpl(() => Promise.resolve(null)) });
  await pm.registerAsync({ run: hookimpl(() => "at once") });
  assertEquals(events, ["later", "at once"]);
});

Deno.test("synchronous historic hooks are replayed as by register", async () => {
  const { pm, hook } = setup({ run: { historic: true } });
  hook.run.callHistoric({ n: 1 });
  const seen: number[] = [];
  await pm.registerAsync({ run: hookimpl(({ n }: N) => void seen.push(n)) });
  assertEquals(seen, [1]);
});

Deno.test("a plugin without anything to replay is registered as well", async () => {
  const { pm, hook } = setup({ run: {} });
  await pm.registerAsync({ run: hookimpl(() => 1) });
  assertEquals(hook.run(), [1]);
});

Deno.test("a replay that fails leaves nothing of the plugin, and the name is free", async () => {
  const { pm, hook } = setup({ first: {}, run: later });
  await hook.run.callHistoric();
  const error = new Error("boom");
  const plugin = { first: hookimpl(() => "first"), run: hookimpl(() => Promise.reject(error)) };
  assert(await rejection(() => pm.registerAsync(plugin, "p")) === error);
  assertEquals([hook.first(), hook.run.getHookimpls(), pm.listNamePlugin()], [[], [], []]);
  assertEquals(await pm.registerAsync({}, "p"), "p");
});

Deno.test("what register throws, registerAsync rejects with", async () => {
  const { pm } = setup({ run: {} });
  assertEquals(await codeRejected(() => pm.registerAsync(undefined as never)), "not-an-object");
  const misfit = { run: hookimpl({ wrapper: true }, () => 1) };
  assertEquals(await codeRejected(() => pm.registerAsync(misfit)), "not-generator");
});

Deno.test("a blocked name gives null", async () => {
  const { pm } = setup();
  pm.setBlocked("p");
  assertEquals(await pm.registerAsync({}, "p"), null);
});

Deno.test("the name is taken while the replay lasts, and the impl gets its place afterwards", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric();
  const { open, opened } = gate();
  const plugin = { run: hookimpl(() => opened) };
  const registering = pm.registerAsync(plugin, "p");
  assertEquals([pm.hasPlugin("p"), pm.isRegistered(plugin), hook.run.getHookimpls()], [true, true, []]);
  await assertRejects(() => pm.registerAsync({}, "p"), RegistrationError);
  await assertRejects(() => pm.registerAsync(plugin, "q"), RegistrationError);
  open();
  await registering;
  assertEquals(hook.run.getHookimpls().length, 1);
});

Deno.test("two plugins can be registered at the same time, each gets its replay", async () => {
  const { pm, hook } = setup({ run: later });
  for (const n of [1, 2]) await hook.run.callHistoric({ n });
  const seen: string[] = [];
  const plugin = (name: string) => ({
    run: hookimpl(async ({ n }: N) => {
      await turn();
      seen.push(`${name}${n}`);
    }),
  });
  await Promise.all([pm.registerAsync(plugin("a")), pm.registerAsync(plugin("b"))]);
  assertEquals(seen.toSorted(), ["a1", "a2", "b1", "b2"]);
  assertEquals(hook.run.getHookimpls().length, 2);
});

Deno.test("of two plugins that are registered at the same time, the failure of one does not touch the other", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric();
  const bad = pm.registerAsync({ run: hookimpl(() => Promise.reject(new Error("boom"))) }, "bad");
  const good = pm.registerAsync({ run: hookimpl(() => turn()) }, "good");
  await assertRejects(() => bad, Error, "boom");
  assertEquals(await good, "good");
  assertEquals(hook.run.getHookimpls().map(({ pluginName }) => pluginName), ["good"]);
});

Deno.test("a call that is made while the replay lasts is replayed as well", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric({ n: 1 });
  const { open, opened } = gate();
  const seen: number[] = [];
  const registering = pm.registerAsync({
    run: hookimpl(({ n }: N) => {
      seen.push(n);
      return opened;
    }),
  });
  await hook.run.callHistoric({ n: 2 });
  open();
  await registering;
  await hook.run.callHistoric({ n: 3 });
  assertEquals(seen, [1, 2, 3]);
});

Deno.test("no call is lost, at whatever moment of the registration it is made", async () => {
  for (let before = 0; before < 2; before++) {
    for (let moment = 0; moment < 12; moment++) {
      const { pm, hook } = setup({ run: later });
      for (let n = 0; n < before; n++) await hook.run.callHistoric({ n });
      const seen: number[] = [];
      const registering = pm.registerAsync({ run: hookimpl(({ n }: N) => void seen.push(n)) });
      for (let i = 0; i < moment; i++) await undefined;
      const call = hook.run.callHistoric({ n: before });
      await Promise.all([registering, call]);
      assertEquals(seen, [0, 1].slice(0, before + 1), `a call after ${moment} turns, ${before} before`);
    }
  }
});

Deno.test("a plugin that is unregistered while the replay lasts stays out, and gets no more of it", async () => {
  const { pm, hook } = setup({ run: later, other: later });
  for (const n of [1, 2]) await hook.run.callHistoric({ n });
  await hook.other.callHistoric({ n: 3 });
  const { open, opened } = gate();
  const seen: number[] = [];
  const see = hookimpl(({ n }: N) => {
    seen.push(n);
    return opened;
  });
  const plugin = { run: see, other: see };
  const registering = pm.registerAsync(plugin);
  pm.unregister(plugin);
  open();
  await registering;
  assertEquals(seen, [1]);
  assertEquals([pm.isRegistered(plugin), hook.run.getHookimpls(), hook.other.getHookimpls()], [false, [], []]);
});

Deno.test("a plugin that is taken out and registered anew while the replay lasts is in once", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric();
  const { open, opened } = gate();
  const plugin = { run: hookimpl(() => opened) };
  const first = pm.registerAsync(plugin, "first");
  pm.unregister(plugin);
  const second = pm.registerAsync(plugin, "second");
  open();
  await Promise.all([first, second]);
  assertEquals(hook.run.getHookimpls().map(({ pluginName }) => pluginName), ["second"]);
});

Deno.test("a replay that fails after its plugin was taken out does not take out the one that has its name now", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric();
  const { open, opened } = gate();
  const plugin = { run: hookimpl(() => opened.then(() => Promise.reject(new Error("boom")))) };
  const registering = pm.registerAsync(plugin, "p");
  pm.unregister(plugin);
  const heir = {};
  pm.register(heir, "p");
  open();
  await assertRejects(() => registering, Error, "boom");
  assert(pm.getPlugin("p") === heir);
});

Deno.test("a replay that fails after its plugin was registered anew does not take it out", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric();
  const gates = [gate(), gate()] as const;
  let times = 0;
  const plugin = {
    run: hookimpl(() =>
      times++ === 0 ? gates[0].opened.then(() => Promise.reject(new Error("boom"))) : gates[1].opened
    ),
  };
  const first = pm.registerAsync(plugin, "p");
  pm.unregister(plugin);
  const second = pm.registerAsync(plugin, "p");
  gates[0].open();
  await assertRejects(() => first, Error, "boom");
  gates[1].open();
  await second;
  assertEquals([pm.getName(plugin), pm.getPlugin("p") === plugin, hook.run.getHookimpls().length], ["p", true, 1]);
});

Deno.test("a spec that comes while the replay lasts holds for the impls that have no place yet", async () => {
  const { pm, hook, warnings } = setup({ run: later });
  await hook.run.callHistoric();
  const { open, opened } = gate();
  const registering = pm.registerAsync({
    run: hookimpl(() => opened),
    warned: hookimpl(() => 1),
    wrapped: hookimpl({ wrapper: true }, () => "no generator"),
  }, "p");
  pm.addHookspecs(namespace({ warned: { warn_on_impl: "no more" }, wrapped: {} }));
  open();
  assertEquals(await codeRejected(() => registering), "not-generator");
  assertEquals([pm.hasPlugin("p"), hook.run.getHookimpls(), hookOf(pm, "wrapped")()], [false, [], []]);
  assertEquals(warnings.map(({ text }) => text), ["no more"]);
});

Deno.test("a name that is blocked while the replay lasts stays blocked, also if the replay fails", async () => {
  const { pm, hook } = setup({ run: later });
  await hook.run.callHistoric();
  const { open, opened } = gate();
  const registering = pm.registerAsync({ run: hookimpl(() => opened.then(() => Promise.reject(1))) }, "p");
  pm.setBlocked("p");
  open();
  assertEquals(await rejection(() => registering), 1);
  assertEquals([pm.isBlocked("p"), hook.run.getHookimpls()], [true, []]);
});

Deno.test("if the manager is closed while the replay lasts, the plugin is disposed of once, and stays out", async () => {
  const { pm, hook } = setup({ run: later });
  for (const n of [1, 2]) await hook.run.callHistoric({ n });
  const { open, opened } = gate();
  const events: unknown[] = [];
  const plugin = {
    run: hookimpl(({ n }: N) => {
      events.push(n);
      return opened;
    }),
    [Symbol.dispose]: () => void events.push("disposed"),
  };
  const registering = pm.registerAsync(plugin);
  await pm.close();
  open();
  await registering;
  assertEquals(events, [1, "disposed"]);
  assertEquals([pm.isRegistered(plugin), hook.run.getHookimpls()], [false, []]);
});
