import { assert, assertEquals } from "@std/assert";
import { type Around, type AsyncAround, gate, hookimpl, hookOf, namespace, setup } from "./support.ts";

for (const async of [false, true]) {
  const what = async ? "an asynchronous" : "a synchronous";

  Deno.test(`a plugin that is registered during a call of ${what} hook joins in from the next call on`, async () => {
    const { pm, hook } = setup({ run: { async } });
    const late = { run: hookimpl(() => "late") };
    pm.register({ run: hookimpl(() => "second") });
    pm.register({
      run: hookimpl(() => {
        if (!pm.isRegistered(late)) pm.register(late);
        return "first";
      }),
    });
    assertEquals(await hook.run(), ["first", "second"]);
    assertEquals(await hook.run(), ["late", "first", "second"]);
  });

  Deno.test(`a plugin that is unregistered during a call of ${what} hook still takes part in it`, async () => {
    const { pm, hook } = setup({ run: { async } });
    const victim = { run: hookimpl(() => "victim") };
    pm.register(victim);
    pm.register({
      run: hookimpl(() => {
        if (pm.isRegistered(victim)) pm.unregister(victim);
        return "first";
      }),
    });
    assertEquals(await hook.run(), ["first", "victim"]);
    assertEquals(await hook.run(), ["first"]);
  });

  Deno.test(`a wrapper that is unregistered during a call of ${what} hook is still torn down`, async () => {
    const { pm, hook } = setup({ run: { async } });
    const events: string[] = [];
    const wrapper = {
      run: hookimpl({ wrapper: true }, function* (): Around {
        const outcome = yield;
        events.push("torn down");
        return outcome;
      }),
    };
    pm.register(wrapper);
    pm.register({ run: hookimpl(() => void pm.unregister(wrapper)) });
    await hook.run();
    assertEquals(events, ["torn down"]);
    pm.unregister(null, "plugin-2");
    await hook.run();
    assertEquals(events, ["torn down"]);
  });

  Deno.test(`an impl of ${what} hook can call the same hook again`, async () => {
    const { pm, hook } = setup({ count: { async, firstresult: true } });
    pm.register({
      count: hookimpl(({ n }: { n: number }): unknown => {
        if (n === 0) return 0;
        const inner = hook.count({ n: n - 1 });
        return inner instanceof Promise ? inner.then((value) => value + 1) : (inner as number) + 1;
      }),
    });
    assertEquals(await hook.count({ n: 20 }), 20);
  });

  Deno.test(`an impl of ${what} hook can register, call and unregister within one call`, async () => {
    const { pm, hook } = setup({ run: { async } });
    let depth = 0;
    pm.register({
      run: hookimpl((): unknown => {
        if (depth++ > 0) return "inner";
        pm.register({ run: hookimpl(() => "guest") }, "guest");
        const inner = hook.run();
        pm.unregister(null, "guest");
        return inner;
      }),
    });
    assertEquals(await hook.run(), [["guest", "inner"]]);
    assertEquals(await hook.run(), ["inner"]);
  });
}

Deno.test("calls of one asynchronous hook that overlap keep apart", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const gates = [gate(), gate()] as const;
  const events: string[] = [];
  pm.register({
    run: hookimpl(async ({ n }: { n: 0 | 1 }) => {
      await gates[n].opened;
      return n;
    }),
  });
  pm.register({
    run: hookimpl({ wrapper: true }, async function* ({ n }: { n: number }): AsyncAround {
      events.push(`${n} in`);
      const outcome = yield;
      events.push(`${n} out`);
      return [n, outcome];
    }),
  });
  const calls = [hook.run({ n: 0 }), hook.run({ n: 1 })];
  gates[1].open();
  assertEquals(await calls[1], [1, [1]]);
  gates[0].open();
  assertEquals(await calls[0], [0, [0]]);
  assertEquals(events, ["0 in", "1 in", "1 out", "0 out"]);
});

Deno.test("what is registered while an asynchronous call waits does not join that call", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const { open, opened } = gate();
  const slow = { run: hookimpl(() => opened.then(() => "slow")) };
  pm.register({ run: hookimpl(() => "early") });
  pm.register(slow);
  const call = hook.run();
  pm.register({ run: hookimpl(() => "late") });
  pm.unregister(slow);
  open();
  assertEquals(await call, ["slow", "early"]);
  assertEquals(await hook.run(), ["late", "early"]);
});

Deno.test("a monitor can register, unregister and call", () => {
  const { pm, hook } = setup({ run: {}, other: {} });
  const events: string[] = [];
  pm.register({ run: hookimpl(() => "run"), other: hookimpl(() => void events.push("other called")) }, "p");
  pm.addHookcallMonitoring((name) => {
    if (name !== "run") return;
    hook.other();
    pm.register({ run: hookimpl(() => "guest") }, "guest");
  }, (_, name) => {
    if (name === "run") pm.unregister(null, "guest");
  });
  assertEquals(hook.run(), ["run"]);
  assertEquals(hook.run(), ["run"]);
  assertEquals(events, ["other called", "other called"]);
});

Deno.test("a monitor that is added during a call watches from the next call on", () => {
  const { pm, hook } = setup({ run: {} });
  const events: string[] = [];
  let added = false;
  pm.register({
    run: hookimpl(() => {
      if (!added) pm.addHookcallMonitoring(() => void events.push("before"), () => void events.push("after"));
      added = true;
    }),
  });
  hook.run();
  assertEquals(events, []);
  hook.run();
  assertEquals(events, ["before", "after"]);
});

Deno.test("a monitor that is taken away during a call still sees its end", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const { open, opened } = gate();
  const events: string[] = [];
  const undo = pm.addHookcallMonitoring(() => void events.push("before"), () => void events.push("after"));
  pm.register({ run: hookimpl(() => opened) });
  const call = hook.run();
  undo();
  open();
  await call;
  await hook.run();
  assertEquals(events, ["before", "after"]);
});

Deno.test("specs can be added during a call: the hook has them from the next call on", () => {
  const { pm } = setup();
  pm.register({
    run: hookimpl(() => {
      if (!hookOf(pm, "run").hasSpec()) pm.addHookspecs(namespace({ run: { firstresult: true } }));
      return 1;
    }),
  });
  const run = hookOf(pm, "run");
  assertEquals(run(), [1]);
  assertEquals(run(), 1);
});

Deno.test("a replay can register another plugin, which gets its replay too", () => {
  const { pm, hook } = setup({ run: { historic: true } });
  hook.run.callHistoric({ n: 1 });
  const events: string[] = [];
  pm.register({
    run: hookimpl(({ n }: { n: number }) => {
      events.push(`outer ${n}`);
      pm.register({ run: hookimpl(({ n }: { n: number }) => void events.push(`inner ${n}`)) });
    }),
  });
  assertEquals(events, ["outer 1", "inner 1"]);
  assertEquals(hook.run.getHookimpls().length, 2);
});

Deno.test("a plugin that is taken out during its own replay stays out, and gets no more of it", () => {
  const { pm, hook } = setup({ run: { historic: true }, other: { historic: true } });
  for (const n of [1, 2, 3]) hook.run.callHistoric({ n });
  hook.other.callHistoric({ n: 4 });
  const seen: number[] = [];
  const plugin = {
    run: hookimpl(({ n }: { n: number }) => {
      seen.push(n);
      if (n === 2) pm.unregister(plugin);
    }),
    other: hookimpl(({ n }: { n: number }) => void seen.push(n)),
  };
  pm.register(plugin);
  assertEquals(seen, [1, 2]);
  assertEquals(hook.run.getHookimpls(), []);
  assertEquals(pm.isRegistered(plugin), false);
});

Deno.test("a plugin can be taken out and registered anew during its own replay", () => {
  const { pm, hook } = setup({ run: { historic: true } });
  hook.run.callHistoric({ n: 1 });
  let times = 0;
  const plugin = {
    run: hookimpl(() => {
      if (times++ > 0) return;
      pm.unregister(plugin);
      pm.register(plugin, "again");
    }),
  };
  pm.register(plugin, "once");
  assertEquals(pm.getName(plugin), "again");
  assertEquals(hook.run.getHookimpls().length, 1);
  assert(hook.run.getHookimpls()[0]!.pluginName === "again");
});

Deno.test("a call that is made during a replay is replayed as well", () => {
  const { pm, hook } = setup({ run: { historic: true } });
  hook.run.callHistoric({ n: 1 });
  const seen: number[] = [];
  pm.register({
    run: hookimpl(({ n }: { n: number }) => {
      seen.push(n);
      if (n < 3) hook.run.callHistoric({ n: n + 1 });
    }),
  });
  assertEquals(seen, [1, 2, 3]);
});
