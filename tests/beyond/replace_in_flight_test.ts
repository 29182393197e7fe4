import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { UsageError } from "@tenon/tenon";
import { addSpeaker, hookimpl, Listener, makeHost, namesOf, speaker, warnedHost } from "./host_spec.ts";

/** Lets everything go on that waits for promises which have settled already. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await undefined;
}

/** A plugin whose `ask` waits until it is let go, and that says when it is disposed of. */
class Waiting {
  readonly #gate = Promise.withResolvers<void>();
  disposed = 0;
  readonly letGo = this.#gate.resolve;

  @hookimpl
  async ask(): Promise<string> {
    await this.#gate.promise;
    return this.disposed === 0 ? "answered in time" : "answered when disposed of";
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }
}

Deno.test("a plugin that is replaced is disposed of", async () => {
  const pm = makeHost();
  const old = new Listener();
  pm.register(old, "a");
  await pm.replace("a", new Listener());
  await settled();
  assertEquals(old.disposed, 1);
});

Deno.test("a call in flight ends with the old plugin, which is disposed of after it", async () => {
  const pm = makeHost();
  const old = new Waiting();
  pm.register(old, "a");
  const call = pm.hook.ask({});
  await pm.replace("a", speaker("new"));
  assertEquals(await pm.hook.ask({}), ["new"]);
  assertEquals(old.disposed, 0);
  old.letGo();
  assertEquals(await call, ["answered in time"]);
  await settled();
  assertEquals(old.disposed, 1);
});

Deno.test("a call that has yet to come to the old plugin still ends with it", async () => {
  const pm = makeHost();
  const old = new Waiting();
  old.letGo();
  pm.register(old, "late");
  const gate = Promise.withResolvers<string>();
  pm.register({ ask: hookimpl(() => gate.promise) }, "early");
  const call = pm.hook.ask({});
  await pm.replace("late", speaker("new"));
  await settled();
  assertEquals(old.disposed, 0);
  gate.resolve("early");
  assertEquals(await call, ["early", "answered in time"]);
  await settled();
  assertEquals(old.disposed, 1);
});

Deno.test("a call in flight through a scope keeps the old plugin of the parent", async () => {
  const pm = makeHost();
  const old = new Waiting();
  pm.register(old, "a");
  const call = pm.scope().hook.ask({});
  await pm.replace("a", speaker("new"));
  await settled();
  assertEquals(old.disposed, 0);
  old.letGo();
  assertEquals(await call, ["answered in time"]);
  await settled();
  assertEquals(old.disposed, 1);
});

Deno.test("a plugin can replace itself from inside a call of its own", async () => {
  const pm = makeHost();
  const events: string[] = [];
  const old = {
    ask: hookimpl(async () => {
      await pm.replace("a", speaker("new"));
      events.push("replaced");
      return "old";
    }),
    [Symbol.dispose]: () => void events.push("disposed"),
  };
  pm.register(old, "a");
  assertEquals(await pm.hook.ask({}), ["old"]);
  await settled();
  assertEquals(events, ["replaced", "disposed"]);
  assertEquals(await pm.hook.ask({}), ["new"]);
});

Deno.test("a plugin can be replaced from inside a synchronous call, which ends with the old one", async () => {
  const pm = makeHost();
  addSpeaker(pm, "last");
  let replaced: Promise<unknown> | undefined;
  pm.register({
    say: hookimpl(() => {
      replaced = pm.replace("last", speaker("new"));
      return "first";
    }),
  }, "first");
  assertEquals(pm.hook.say({}), ["first", "last"]);
  await replaced;
  assertEquals(pm.hook.say({}), ["first", "new"]);
});

Deno.test("close waits for the disposal of what was replaced", async () => {
  const pm = makeHost();
  const gate = Promise.withResolvers<void>();
  pm.register({ [Symbol.asyncDispose]: () => gate.promise }, "a");
  await pm.replace("a", {});
  let closed = false;
  const closing = pm.close().then(() => closed = true);
  await settled();
  assertEquals(closed, false);
  gate.resolve();
  await closing;
});

Deno.test("a failure to dispose of what was replaced is a warning", async () => {
  const { pm, warnings } = warnedHost();
  const error = new Error("stuck");
  pm.register({ [Symbol.asyncDispose]: () => Promise.reject(error) }, "a");
  await pm.replace("a", {});
  await pm.close();
  assertEquals(warnings.map(({ code, plugin }) => [code, plugin]), [["dispose-failed", "a"]]);
  assertStrictEquals(warnings[0]?.error, error);
});

Deno.test("of two replacements at once the first to be ready stands, and the other is refused", async () => {
  const pm = makeHost();
  const old = new Listener();
  pm.register(old, "a");
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const slow = pm.replace("a", { ...speaker("slow"), start: hookimpl(() => gate.promise) });
  await pm.replace("a", speaker("quick"));
  gate.resolve();
  const error = await assertRejects(() => slow, UsageError, "'a'");
  assertEquals(error.code, "not-registered");
  assertEquals(pm.hook.say({}), ["quick"]);
  await settled();
  assertEquals(old.disposed, 1);
});

Deno.test("a plugin that is taken out while its replacement is got ready stays out", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const fresh = { fresh: hookimpl({ optionalhook: true }, () => {}), start: hookimpl(() => gate.promise) };
  const replaced = pm.replace("a", fresh);
  pm.unregister(null, "a");
  gate.resolve();
  await assertRejects(() => replaced, UsageError, "'a'");
  assertEquals(namesOf(pm), []);
  assertEquals("fresh" in pm.hook, false);
});

Deno.test("another plugin that took the name meanwhile is left alone", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const replaced = pm.replace("a", { ...speaker("new"), start: hookimpl(() => gate.promise) });
  pm.unregister(null, "a");
  pm.register(speaker("other"), "a");
  gate.resolve();
  await assertRejects(() => replaced, UsageError);
  assertEquals(pm.hook.say({}), ["other"]);
});

Deno.test("the same plugin cannot replace two at once", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  addSpeaker(pm, "b");
  const plugin = speaker("new");
  const outcomes = await Promise.allSettled([pm.replace("a", plugin), pm.replace("b", plugin)]);
  assertEquals(outcomes.map(({ status }) => status), ["fulfilled", "rejected"]);
  assertEquals(pm.hook.say({}), ["b", "new"]);
});

Deno.test("a plugin that is replaced while it is being registered gets no more calls, and no place", async () => {
  const pm = makeHost();
  for (const key of ["one", "two"]) await pm.hook.start.callHistoric({ key });
  const heard: string[] = [];
  const gate = Promise.withResolvers<void>();
  const registered = pm.registerAsync({
    ...speaker("old"),
    start: hookimpl(async ({ key }: { key: string }) => {
      heard.push(key);
      await gate.promise;
    }),
  }, "a");
  await pm.replace("a", speaker("new"));
  gate.resolve();
  await registered;
  assertEquals(heard, ["one"]);
  assertEquals(pm.hook.say({}), ["new"]);
});

Deno.test("a manager that is closed while a replacement is got ready refuses it", async () => {
  const pm = makeHost();
  const [old, plugin] = [new Listener(), new Listener()];
  pm.register(old, "a");
  await pm.hook.start.callHistoric({ key: "k" });
  const replaced = pm.replace("a", plugin);
  await pm.close();
  await assertRejects(() => replaced, UsageError);
  assertEquals([old.disposed, plugin.disposed], [1, 0]);
  assertEquals(namesOf(pm), []);
});

Deno.test("a plugin that comes back while calls still hold it is not disposed of under its feet", async () => {
  const pm = makeHost();
  const plugin = new Waiting();
  pm.register(plugin, "a");
  const call = pm.hook.ask({});
  await pm.replace("a", speaker("new"));
  await pm.replace("a", plugin);
  plugin.letGo();
  await call;
  await settled();
  assertEquals(plugin.disposed, 0);
  await pm.close();
  assertEquals(plugin.disposed, 1);
});

Deno.test("a plugin that is replaced twice while calls still hold it is disposed of once", async () => {
  const pm = makeHost();
  const plugin = new Waiting();
  pm.register(plugin, "a");
  const calls = [pm.hook.ask({})];
  await pm.replace("a", speaker("new"));
  await pm.replace("a", plugin);
  calls.push(pm.hook.ask({}));
  await pm.replace("a", speaker("newer"));
  plugin.letGo();
  await Promise.all(calls);
  await settled();
  assertEquals(plugin.disposed, 1);
});
