import { assert, assertEquals, assertThrows } from "@std/assert";
import { type AnyCaller, type HookImpl, HookResult, type PluginManager } from "@tenon/tenon";
import { gate, hookimpl, rejection, setup, thrown } from "./support.ts";

/** Adds a monitor that says its name before and after each call. */
function watch(pm: PluginManager, name: string, events: string[]): () => void {
  return pm.addHookcallMonitoring((hook) => void events.push(`${name}<${hook}`), (_, hook) => {
    events.push(`${hook}>${name}`);
  });
}

Deno.test("a monitor sees hook, impls in storage order, arguments and outcome", async () => {
  for (const async of [false, true]) {
    const { pm, hook } = setup({ run: { async } });
    pm.register({ run: hookimpl(() => 1) }, "one");
    pm.register({ run: hookimpl(() => 2) }, "two");
    const seen: unknown[] = [];
    pm.addHookcallMonitoring(
      (hook, impls, args) => void seen.push([hook, impls.map(({ pluginName }) => pluginName), args]),
      (outcome, hook, impls, args) => {
        assert(outcome instanceof HookResult);
        seen.push([hook, impls.map(({ pluginName }) => pluginName), args, outcome.getResult()]);
      },
    );
    const args = { n: 1 };
    await hook.run(args);
    assertEquals(seen, [["run", ["one", "two"], args], ["run", ["one", "two"], args, [2, 1]]]);
  }
});

Deno.test("the monitor that was added last is outermost", () => {
  const { pm, hook } = setup({ run: {} });
  const events: string[] = [];
  watch(pm, "a", events);
  watch(pm, "b", events);
  hook.run();
  assertEquals(events, ["b<run", "a<run", "run>a", "run>b"]);
});

for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]]) {
  Deno.test(`monitors can be taken away in the order ${order}`, () => {
    const { pm, hook } = setup({ run: {} });
    const events: string[] = [];
    const names = ["a", "b", "c"];
    const undos = names.map((name) => watch(pm, name, events));
    const left = new Set(names);
    for (const i of order) {
      undos[i]!();
      undos[i]!();
      left.delete(names[i]!);
      events.length = 0;
      hook.run();
      assertEquals(events.length, 2 * left.size);
      assert([...left].every((name) => events.includes(`${name}<run`)));
    }
  });
}

Deno.test("the same monitor can be added twice, and taken away once", () => {
  const { pm, hook } = setup({ run: {} });
  let count = 0;
  const before = () => void count++;
  const undo = pm.addHookcallMonitoring(before, () => {});
  pm.addHookcallMonitoring(before, () => {});
  hook.run();
  assertEquals(count, 2);
  undo();
  hook.run();
  assertEquals(count, 3);
});

Deno.test("monitors see all paths: direct, extra, subset, historic calls and each replay", async () => {
  const { pm, hook } = setup({
    run: {},
    memory: { historic: true },
    later: { historic: true, async: true },
  });
  const events: string[] = [];
  pm.addHookcallMonitoring((hook, impls) => void events.push(`${hook} of ${impls.length}`), () => {});
  const plugin = { run: hookimpl(() => 1), memory: hookimpl(() => 1), later: hookimpl(() => 1) };
  pm.register({ memory: hookimpl(() => 1) });
  hook.run();
  hook.run.callExtra([() => 1]);
  (pm.subsetHookCaller("run" as never, [plugin]) as unknown as AnyCaller)();
  hook.memory.callHistoric();
  await hook.later.callHistoric();
  events.push("register");
  await pm.registerAsync(plugin);
  assertEquals(events, [
    "run of 0",
    "run of 1",
    "run of 0",
    "memory of 1",
    "later of 0",
    "register",
    "memory of 1",
    "later of 1",
  ]);
});

Deno.test("what before throws fails the call, and no impl runs", async () => {
  for (const async of [false, true]) {
    const { pm, hook } = setup({ run: { async } });
    const events: string[] = [];
    pm.register({ run: hookimpl(() => void events.push("impl")) });
    pm.addHookcallMonitoring(() => {
      throw "before";
    }, () => void events.push("after"));
    assertEquals(async ? await rejection(hook.run) : thrown(hook.run), "before");
    assertEquals(events, []);
  }
});

Deno.test("what after throws takes the place of the outcome, and outer monitors see it", async () => {
  for (const async of [false, true]) {
    const { pm, hook } = setup({ run: { async } });
    const seen: unknown[] = [];
    pm.addHookcallMonitoring(() => {}, () => {
      throw "after";
    });
    pm.addHookcallMonitoring(() => {}, (outcome) => void seen.push(outcome.failed, outcome.exception));
    assertEquals(async ? await rejection(hook.run) : thrown(hook.run), "after");
    assertEquals(seen, [true, "after"]);
  }
});

Deno.test("after is called for a failed call too, and can turn it into a result, or another error", async () => {
  for (const async of [false, true]) {
    const { pm, hook } = setup({ run: { async } });
    const error = new Error("boom");
    pm.register({
      run: hookimpl(() => {
        throw error;
      }),
    });
    const undo = pm.addHookcallMonitoring(() => {}, (outcome) => {
      assert(outcome.exception === error);
      outcome.forceResult("forced");
    });
    assertEquals(await hook.run(), "forced");
    undo();
    pm.addHookcallMonitoring(() => {}, (outcome) => outcome.forceException(undefined));
    assertEquals(async ? await rejection(hook.run) : thrown(hook.run), undefined);
  }
});

Deno.test("after waits for the end of an asynchronous call", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const { open, opened } = gate();
  const events: string[] = [];
  watch(pm, "m", events);
  pm.register({ run: hookimpl(() => opened) });
  const call = hook.run();
  await Promise.resolve();
  assertEquals(events, ["m<run"]);
  open();
  await call;
  assertEquals(events, ["m<run", "run>m"]);
});

Deno.test("monitors see defaults that were filled in, but not calls that were refused before", () => {
  const { pm, hook } = setup({ run: { defaults: { limit: 1 } }, memory: { historic: true } });
  const seen: unknown[] = [];
  pm.addHookcallMonitoring((_hook, _impls, args) => void seen.push(args), () => {});
  hook.run();
  assertThrows(() => hook.memory());
  assertThrows(() => hook.run("text" as never));
  assertEquals(seen, [{ limit: 1 }]);
});

Deno.test("a monitor watches hooks that become known after it was added", () => {
  const { pm } = setup();
  const events: string[] = [];
  watch(pm, "m", events);
  pm.register({ run: hookimpl(() => 1) });
  (pm.hook as unknown as { run(): unknown }).run();
  assertEquals(events, ["m<run", "run>m"]);
});

Deno.test("after is given the impls that took part, also if others came and went meanwhile", () => {
  const { pm, hook } = setup({ run: {} });
  const seen: unknown[] = [];
  const plugin = {
    run: hookimpl(() => {
      pm.unregister(plugin);
      pm.register({ run: hookimpl(() => 1) }, "late");
    }),
  };
  pm.register({ run: hookimpl(() => 1) }, "stays");
  pm.register(plugin, "goes");
  const names = (impls: readonly HookImpl[]) => impls.map(({ pluginName }) => pluginName);
  pm.addHookcallMonitoring((_, impls) => void seen.push(names(impls)), (_, __, impls) => void seen.push(names(impls)));
  hook.run();
  assertEquals(seen, [["stays", "goes"], ["stays", "goes"]]);
  hook.run();
  assertEquals(seen.slice(2), [["stays", "late"], ["stays", "late"]]);
});

Deno.test("a list of impls that somebody holds does not change under them", () => {
  const { pm, hook } = setup({ run: {} });
  const held: (readonly HookImpl[])[] = [];
  pm.addHookcallMonitoring((_, impls) => void held.push(impls), () => {});
  pm.register({ run: hookimpl(() => 1) }, "first");
  hook.run();
  pm.register({ run: hookimpl(() => 1) }, "second");
  pm.register({ run: hookimpl(() => 1) }, "third");
  hook.run();
  pm.unregister(null, "second");
  hook.run();
  assertEquals(held.map(({ length }) => length), [1, 3, 2]);
});
