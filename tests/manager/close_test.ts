import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CloseError, PluginManager } from "@tenon/tenon";
import { codeRejected, codeThrown, gate, hookimpl, namespace, rejection, setup } from "../engine/support.ts";

/** A plugin that says when it is disposed of. */
function disposable(name: string, events: string[]): Disposable {
  return { [Symbol.dispose]: () => void events.push(name) };
}

Deno.test("plugins are disposed of the last registered first, one after another", async () => {
  const { pm } = setup();
  const events: string[] = [];
  const { open, opened } = gate();
  pm.register(disposable("a", events));
  pm.register({
    async [Symbol.asyncDispose]() {
      events.push("b begins");
      await opened;
      events.push("b ends");
    },
  });
  pm.register(disposable("c", events));
  const closing = pm.close();
  await Promise.resolve();
  open();
  await closing;
  assertEquals(events, ["c", "b begins", "b ends", "a"]);
});

Deno.test("a plugin with both ways to dispose of it has the asynchronous one called, as its method", async () => {
  const { pm } = setup();
  const seen: unknown[] = [];
  const plugin = {
    [Symbol.dispose]: () => void seen.push("sync"),
    [Symbol.asyncDispose](this: unknown) {
      seen.push("async", this === plugin);
      return Promise.resolve();
    },
  };
  pm.register(plugin);
  await pm.close();
  assertEquals(seen, ["async", true]);
});

Deno.test("a plugin is out before it is disposed of, and those registered before are still in", async () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => "first") });
  const seen: unknown[] = [];
  const plugin = {
    run: hookimpl(() => "second"),
    [Symbol.dispose]: () => void seen.push(pm.isRegistered(plugin), hook.run()),
  };
  pm.register(plugin);
  await pm.close();
  assertEquals(seen, [false, ["first"]]);
  assertEquals(pm.listNamePlugin(), []);
});

Deno.test("one that fails does not keep the others from being disposed of, and all failures are told", async () => {
  const { pm } = setup();
  const events: string[] = [];
  const boom = new Error("boom");
  pm.register(disposable("a", events), "a");
  pm.register(
    {
      [Symbol.dispose]() {
        throw boom;
      },
    },
    "b",
    { source: "jsr:@crow/b" },
  );
  pm.register({ [Symbol.asyncDispose]: () => Promise.reject("text") }, "c");
  const error = await rejection(() => pm.close());
  assert(error instanceof CloseError);
  assertEquals(events, ["a"]);
  assertEquals((error as CloseError).errors.map(({ code, plugin, source, cause }) => [code, plugin, source, cause]), [
    ["dispose-failed", "c", undefined, "text"],
    ["dispose-failed", "b", "jsr:@crow/b", boom],
  ]);
  assertStringIncludes((error as CloseError).message, "Cannot dispose of plugin 'b' (jsr:@crow/b): boom");
  assertEquals(pm.listNamePlugin(), []);
});

const THROWN: readonly unknown[] = [undefined, null, Symbol("s"), Object.create(null), {
  toString() {
    throw new Error("was run");
  },
}, Object.defineProperty(new Error(), "message", { value: Symbol("s") })];

Deno.test("whatever a plugin throws when it is disposed of, the others are disposed of and closing ends", async () => {
  const { pm } = setup();
  const events: string[] = [];
  pm.register(disposable("first", events));
  for (const value of THROWN) {
    pm.register({
      [Symbol.dispose]() {
        throw value;
      },
    });
  }
  const error = await rejection(() => pm.close());
  assert(error instanceof CloseError);
  assertEquals((error as CloseError).errors.map(({ cause }) => cause), THROWN.toReversed());
  assertEquals(events, ["first"]);
});

Deno.test("closing twice disposes once, and gives the same promise", async () => {
  const { pm } = setup();
  const events: string[] = [];
  pm.register(disposable("a", events));
  const closing = pm.close();
  assert(pm.close() === closing);
  await closing;
  await pm.close();
  assertEquals(events, ["a"]);
});

Deno.test("closing from within a plugin that is disposed of disposes once, and ends", async () => {
  const { pm } = setup();
  const events: string[] = [];
  pm.register(disposable("a", events));
  pm.register({
    [Symbol.dispose]() {
      events.push("b");
      void pm.close();
    },
  });
  const closing = pm.close();
  assert(pm.close() === closing);
  await closing;
  assertEquals(events, ["b", "a"]);
});

Deno.test("await using closes a manager", async () => {
  const events: string[] = [];
  {
    await using pm = new PluginManager("demo");
    pm.register(disposable("a", events));
  }
  assertEquals(events, ["a"]);
});

Deno.test("nothing can be registered after closing", async () => {
  const { pm } = setup();
  await pm.close();
  assertEquals(codeThrown(() => pm.register({})), "closed");
  assertEquals(codeThrown(() => pm.registration({})), "closed");
  assertEquals(await codeRejected(() => pm.registerAsync({})), "closed");
  assertEquals(await codeRejected(() => pm.load({ plugins: {} })), "closed");
});

Deno.test("nothing can be registered while the manager closes, be it by a plugin that is disposed of", async () => {
  const { pm } = setup();
  const codes: string[] = [];
  const tryIt = () => void codes.push(codeThrown(() => pm.register({})));
  pm.register({
    async [Symbol.asyncDispose]() {
      tryIt();
      await undefined;
      tryIt();
    },
  });
  pm.register({ [Symbol.dispose]: tryIt });
  const closing = pm.close();
  tryIt();
  await closing;
  assertEquals(codes, ["closed", "closed", "closed", "closed"]);
  assertEquals(pm.listNamePlugin(), []);
});

Deno.test("calls after closing find no impls", async () => {
  const { pm, hook } = setup({ run: {}, later: { async: true } });
  pm.register({ run: hookimpl(() => 1), later: hookimpl(() => 1) });
  await pm.close();
  assertEquals([hook.run(), await hook.later()], [[], []]);
});

Deno.test("a call that is under way when the manager closes comes to its end", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const { open, opened } = gate();
  pm.register({ run: hookimpl(() => "first") });
  pm.register({ run: hookimpl(() => opened) });
  const call = hook.run();
  await pm.close();
  open();
  assertEquals(await call, ["first"]);
});

Deno.test("a plugin that is unregistered is left alone", async () => {
  const { pm } = setup();
  const events: string[] = [];
  const plugin = disposable("a", events);
  pm.register(plugin);
  pm.unregister(plugin);
  await pm.close();
  assertEquals(events, []);
});

Deno.test("a plugin that is unregistered while the manager closes is not disposed of any more", async () => {
  const { pm } = setup();
  const events: string[] = [];
  const victim = disposable("victim", events);
  pm.register(victim);
  pm.register({ [Symbol.dispose]: () => void pm.unregister(victim) });
  await pm.close();
  assertEquals(events, []);
});

Deno.test("a plugin that is registered with two managers is disposed of by each", async () => {
  const events: string[] = [];
  const plugin = disposable("a", events);
  for (let i = 0; i < 2; i++) {
    const { pm } = setup();
    pm.register(plugin);
    await pm.close();
  }
  assertEquals(events, ["a", "a"]);
});

Deno.test("a manager without plugins closes", async () => {
  await setup().pm.close();
  const pm = new PluginManager("demo");
  pm.setBlocked("p");
  pm.addHookspecs(namespace({ run: {} }));
  await pm.close();
  await assertRejects(() => pm.registerAsync({}));
});
