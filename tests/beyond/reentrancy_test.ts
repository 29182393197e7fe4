import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { PluginValidationError, UsageError } from "@tenon/tenon";
import { addSpeaker, anyimpl, hookimpl, hookspec, Listener, makeHost, namesOf, speaker } from "./host_spec.ts";

Deno.test("a plugin that is taken out by its own replay leaves nothing behind, and gets no more of it", () => {
  const pm = makeHost();
  for (const key of ["one", "two"]) pm.hook.note.callHistoric({ key });
  const heard: string[] = [];
  pm.register({
    ...speaker("a"),
    note: hookimpl(({ key }: { key: string }) => {
      heard.push(key);
      pm.unregister(null, "a");
    }),
    pick: hookimpl(() => "a"),
  }, "a");
  assertEquals(heard, ["one"]);
  assertEquals(namesOf(pm), []);
  assertEquals([pm.hook.say({}), pm.hook.pick({})], [[], undefined]);
});

Deno.test("a plugin that is taken out while its replay is awaited gets no more of it", async () => {
  const pm = makeHost();
  for (const key of ["one", "two"]) await pm.hook.start.callHistoric({ key });
  const plugin = new Listener();
  const registered = pm.registerAsync(plugin, "a");
  pm.unregister(plugin);
  await registered;
  assertEquals(plugin.heard, ["one"]);
  assertEquals(namesOf(pm), []);
});

Deno.test("a manager that is closed by a plugin's replay disposes of that plugin once", async () => {
  const pm = makeHost();
  pm.hook.note.callHistoric({ key: "k" });
  let closing: Promise<void> | undefined;
  const plugin = new Listener();
  pm.register(Object.assign(plugin, {
    pick: hookimpl(() => "a"),
    note: hookimpl(() => {
      closing = pm.close();
    }),
  }));
  await closing;
  assertEquals(plugin.disposed, 1);
  assertEquals(pm.hook.pick({}), undefined);
});

Deno.test("a manager that is closed while a registration is awaited disposes of that plugin once", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const plugin = new Listener();
  const registered = pm.registerAsync(plugin);
  await pm.close();
  await registered;
  assertEquals(plugin.disposed, 1);
  assertEquals(namesOf(pm), []);
});

Deno.test("closing refuses plugins from its very beginning", async () => {
  const pm = makeHost();
  const errors: unknown[] = [];
  const late = (): void => {
    errors.push(assertThrows(() => pm.register({}, "late"), UsageError).code);
  };
  pm.on("close", ({ when }) => when === "before" && late());
  pm.register({ [Symbol.dispose]: late }, "a");
  await pm.close();
  assertEquals(errors, ["closed", "closed"]);
  assertEquals(namesOf(pm), []);
});

Deno.test("closing from inside closing gives the same promise", async () => {
  const pm = makeHost();
  const inner: Promise<void>[] = [];
  pm.on("close", ({ when }) => when === "before" && inner.push(pm.close()));
  pm.register({ [Symbol.dispose]: () => void inner.push(pm.close()) }, "a");
  const closing = pm.close();
  await closing;
  assertEquals(inner.length, 2);
  for (const promise of inner) assertStrictEquals(promise, closing);
});

Deno.test("a replacement that is ready in the middle of closing is refused, and its old plugin is closed", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const [old, plugin] = [new Listener(), new Listener()];
  await pm.registerAsync(old, "a");
  const gate = Promise.withResolvers<void>();
  pm.register({ [Symbol.asyncDispose]: () => gate.promise }, "b");
  const replaced = pm.replace("a", plugin);
  const closing = pm.close();
  const error = await assertRejects(() => replaced, UsageError);
  assertEquals(error.code, "closed");
  gate.resolve();
  await closing;
  assertEquals([old.disposed, plugin.disposed], [1, 0]);
  assertEquals(namesOf(pm), []);
});

Deno.test("a plugin that a disposal takes out is not disposed of by closing", async () => {
  const pm = makeHost();
  const plugin = new Listener();
  pm.register(plugin, "a");
  pm.register({ [Symbol.dispose]: () => void pm.unregister(plugin) }, "b");
  await pm.close();
  assertEquals(plugin.disposed, 0);
});

Deno.test("a name that is blocked stays blocked, whatever a listener does when its plugin goes", () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  const registered: (string | null)[] = [];
  pm.on("unregister", ({ when, plugin = "" }) => {
    if (when === "after") registered.push(pm.register(speaker("revived"), plugin));
  });
  pm.setBlocked("a");
  assertEquals(registered, [null]);
  assertEquals(pm.hook.say({}), []);
  assertEquals(pm.listNamePlugin(), [["a", null]]);
});

Deno.test("a plugin that a listener takes out first is taken out once", () => {
  const pm = makeHost();
  const plugin = addSpeaker(pm, "a");
  const off = pm.on("unregister", () => {
    off();
    pm.unregister(plugin);
  });
  assertEquals(pm.unregister(plugin), plugin);
  assertEquals(pm.hook.say({}), []);
});

Deno.test("two registrations under one name at once: the first has it from its beginning", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const first = pm.registerAsync(new Listener(), "a");
  await assertRejects(() => pm.registerAsync(new Listener(), "a"), Error, "registered already");
  assertEquals(await first, "a");
});

Deno.test("a name is free again as soon as its registration has failed", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  await assertRejects(() => pm.registerAsync({ start: hookimpl(() => Promise.reject(new Error("no"))) }, "a"));
  assertEquals(await pm.registerAsync(new Listener(), "a"), "a");
});

Deno.test("a hook that a failed registration made known works for who holds its caller, once it is known again", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const { fresh } = { fresh: hookimpl({ optionalhook: true }, () => "fresh") };
  const registered = pm.registerAsync({ fresh, start: hookimpl(() => gate.promise) }, "a");
  const scope = pm.scope();
  const callers = [pm, scope].map(({ hook }) => (hook as unknown as { fresh(): string[] }).fresh);
  assertEquals(callers.map((caller) => caller()), [["fresh"], ["fresh"]]);
  gate.reject(new Error("no"));
  await assertRejects(() => registered, Error, "no");
  assertEquals("fresh" in pm.hook, false);
  pm.register({ fresh }, "a");
  assertEquals(callers.map((caller) => caller()), [["fresh"], ["fresh"]]);
});

Deno.test("an impl whose hook gets a spec while its registration is awaited is checked against that spec", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const plugin = { start: hookimpl(() => gate.promise), more: anyimpl(async () => await undefined) };
  const registered = pm.registerAsync(plugin, "a");
  class MoreSpec {
    @hookspec
    more(): string | void {}
  }
  pm.addHookspecs(MoreSpec);
  gate.resolve();
  await assertRejects(() => registered, PluginValidationError, "synchronous");
  assertEquals(namesOf(pm), []);
});
