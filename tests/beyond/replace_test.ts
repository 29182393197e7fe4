import { assert, assertEquals, assertFalse, assertRejects, assertStrictEquals } from "@std/assert";
import { PluginValidationError, RegistrationError, UsageError } from "@tenon/tenon";
import { addSpeaker, anyimpl, hookimpl, Listener, makeHost, namesOf, speaker, warnedHost } from "./host_spec.ts";

/** Lets everything go on that waits for promises which have settled already. */
async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await undefined;
}

Deno.test("a replacement has the name and the place of the old plugin, in calls and in lists", async () => {
  const pm = makeHost();
  for (const name of ["a", "b", "c"]) addSpeaker(pm, name);
  const plugin = speaker("new b");
  await pm.replace("b", plugin);
  assertEquals(pm.hook.say({}), ["c", "new b", "a"]);
  assertEquals(await pm.hook.ask({}), ["c", "new b", "a"]);
  assertEquals(namesOf(pm), ["a", "b", "c"]);
  assertStrictEquals(pm.getPlugin("b"), plugin);
});

Deno.test("replacing gives the old plugin, which is registered no longer", async () => {
  const pm = makeHost();
  const old = addSpeaker(pm, "a");
  assertStrictEquals(await pm.replace("a", speaker("new")), old);
  assertFalse(pm.isRegistered(old));
  pm.register(old, "again");
  assertEquals(pm.hook.say({}), ["a", "new"]);
});

Deno.test("a replacement keeps its place when plugins come and go, and when it is replaced itself", async () => {
  const pm = makeHost();
  for (const name of ["a", "b"]) addSpeaker(pm, name);
  await pm.replace("a", speaker("a2"));
  addSpeaker(pm, "c");
  await pm.replace("a", speaker("a3"));
  pm.unregister(null, "b");
  assertEquals(pm.hook.say({}), ["c", "a3"]);
});

Deno.test("a replacement may have other hooks than the old plugin", async () => {
  const pm = makeHost();
  addSpeaker(pm, "first");
  pm.register({ say: hookimpl(() => "old"), gone: anyimpl(() => "old") }, "a");
  addSpeaker(pm, "last");
  await pm.replace("a", { ask: hookimpl(() => "new"), come: anyimpl(() => "new") });
  assertEquals(pm.hook.say({}), ["last", "first"]);
  assertEquals(await pm.hook.ask({}), ["last", "new", "first"]);
  const { gone, come } = pm.hook as unknown as Record<string, () => unknown>;
  assertEquals([gone!(), come!()], [[], ["new"]]);
});

Deno.test("a replacement may have more or fewer impls of a hook, which stand where the old ones stood", async () => {
  const pm = makeHost();
  addSpeaker(pm, "first");
  pm.register(speaker("old"), "a");
  addSpeaker(pm, "last");
  const two = { one: hookimpl({ specname: "say" }, () => "one"), two: hookimpl({ specname: "say" }, () => "two") };
  await pm.replace("a", two);
  assertEquals(pm.hook.say({}), ["last", "two", "one", "first"]);
  await pm.replace("a", {});
  assertEquals(pm.hook.say({}), ["last", "first"]);
  await pm.replace("a", speaker("again"));
  assertEquals(pm.hook.say({}), ["last", "again", "first"]);
});

Deno.test("a replacement with other flags is called where it would be had it come when the old one did", async () => {
  const pm = makeHost();
  for (const name of ["a", "b", "c"]) addSpeaker(pm, name);
  await pm.replace("b", { say: hookimpl({ tryfirst: true }, () => "b") });
  assertEquals(pm.hook.say({}), ["b", "c", "a"]);
  await pm.replace("b", { say: hookimpl({ trylast: true }, () => "b") });
  assertEquals(pm.hook.say({}), ["c", "a", "b"]);
  await pm.replace("b", speaker("b"));
  assertEquals(pm.hook.say({}), ["c", "b", "a"]);
});

Deno.test("replacing a plugin leaves others in their places that were long in registering", async () => {
  const pm = makeHost();
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const slow = pm.registerAsync({ start: hookimpl(() => gate.promise), ...speaker("slow") }, "slow");
  addSpeaker(pm, "quick");
  gate.resolve();
  await slow;
  addSpeaker(pm, "other");
  assertEquals(pm.hook.say({}), ["other", "slow", "quick"]);
  await pm.replace("other", speaker("new"));
  assertEquals(pm.hook.say({}), ["new", "slow", "quick"]);
  await pm.replace("slow", { say: hookimpl(() => "new slow") });
  assertEquals(pm.hook.say({}), ["new", "new slow", "quick"]);
});

Deno.test("what the old registration said counts for the replacement, where nothing else is said", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a", { before: ["b"], source: "file:///a.ts" });
  addSpeaker(pm, "b");
  await pm.replace("a", speaker("new a"));
  assertEquals(pm.hook.say({}), ["new a", "b"]);
  await pm.replace("a", speaker("newer a"), { before: undefined });
  assertEquals(pm.hook.say({}), ["b", "newer a"]);
  await assertRejects(() => pm.replace("a", { say: anyimpl(async () => {}) }), PluginValidationError, "file:///a.ts");
});

Deno.test("wrappers are replaced by wrappers and by plain impls", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  const wrapper = (word: string) => ({
    say: hookimpl({ wrapper: true, specname: "say" }, function* () {
      return [...(yield), word];
    }),
  });
  pm.register(wrapper("old"), "w");
  pm.register(wrapper("outer"), "outer");
  assertEquals(pm.hook.say({}), ["a", "old", "outer"]);
  await pm.replace("w", wrapper("new"));
  assertEquals(pm.hook.say({}), ["a", "new", "outer"]);
  await pm.replace("w", speaker("plain"));
  assertEquals(pm.hook.say({}), ["plain", "a", "outer"]);
});

Deno.test("a replacement gets the remembered calls before it gets any other", async () => {
  const pm = makeHost();
  pm.register(new Listener(), "a");
  pm.hook.note.callHistoric({ key: "one" });
  await pm.hook.start.callHistoric({ key: "two" });
  const plugin = new Listener();
  const replaced = pm.replace("a", plugin);
  assertEquals(plugin.heard, ["one"]);
  await replaced;
  assertEquals(plugin.heard, ["one", "two"]);
});

Deno.test("calls that are remembered while a replacement is got ready are replayed to it too", async () => {
  const pm = makeHost();
  const old = new Listener();
  pm.register(old, "a");
  await pm.hook.start.callHistoric({ key: "first" });
  const gate = Promise.withResolvers<void>();
  const heard: string[] = [];
  const replaced = pm.replace("a", {
    note: hookimpl(({ key }: { key: string }) => void heard.push(key)),
    start: hookimpl(async ({ key }: { key: string }) => {
      await gate.promise;
      heard.push(key);
    }),
  });
  pm.hook.note.callHistoric({ key: "while waiting" });
  gate.resolve();
  await replaced;
  pm.hook.note.callHistoric({ key: "afterwards" });
  assertEquals(heard, ["first", "while waiting", "afterwards"]);
  assertEquals(old.heard, ["first", "while waiting"]);
});

Deno.test("the old plugin serves calls for as long as the new one is got ready", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  await pm.hook.start.callHistoric({ key: "k" });
  const gate = Promise.withResolvers<void>();
  const replaced = pm.replace("a", { ...speaker("new"), start: hookimpl(() => gate.promise) });
  await settled();
  assertEquals(pm.hook.say({}), ["a"]);
  gate.resolve();
  await replaced;
  assertEquals(pm.hook.say({}), ["new"]);
});

Deno.test("if the replay to the new plugin fails, the old one stays as it was", async () => {
  const pm = makeHost();
  const old = { ...speaker("old"), [Symbol.dispose]: () => assert(false, "disposed of") };
  pm.register(old, "a");
  await pm.hook.start.callHistoric({ key: "k" });
  const plugin = {
    ...speaker("new"),
    fresh: anyimpl({ optionalhook: true }, () => {}),
    start: hookimpl(() => Promise.reject(new Error("not today"))),
  };
  await assertRejects(() => pm.replace("a", plugin), Error, "not today");
  assertEquals(pm.hook.say({}), ["old"]);
  assertStrictEquals(pm.getPlugin("a"), old);
  assertFalse(pm.isRegistered(plugin));
  assertFalse("fresh" in pm.hook);
});

Deno.test("if the new plugin does not fit, it gets no remembered call and the old one stays", async () => {
  const { pm, warnings } = warnedHost();
  addSpeaker(pm, "a");
  pm.hook.note.callHistoric({ key: "k" });
  const plugin = new Listener();
  const bad = Object.assign(plugin, { say: anyimpl(async () => {}) });
  await assertRejects(() => pm.replace("a", bad), PluginValidationError, "async");
  assertEquals(plugin.heard, []);
  assertEquals(pm.hook.say({}), ["a"]);
  assertEquals(warnings, []);
});

Deno.test("a name that nobody has, or that is blocked, cannot be replaced", async () => {
  const pm = makeHost();
  pm.setBlocked("blocked");
  for (const name of ["nobody", "blocked"]) {
    const error = await assertRejects(() => pm.replace(name, {}), UsageError, `'${name}'`);
    assertEquals(error.code, "not-registered");
  }
});

Deno.test("a plugin cannot replace itself, nor another one while it is registered", async () => {
  const pm = makeHost();
  const a = addSpeaker(pm, "a");
  addSpeaker(pm, "b");
  await assertRejects(() => pm.replace("a", a), RegistrationError, "as 'a'");
  await assertRejects(() => pm.replace("b", a), RegistrationError, "as 'a'");
});

Deno.test("what is no object, and what comes after closing, cannot replace anything", async () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  await assertRejects(() => pm.replace("a", null as unknown as object), UsageError, "must be an object");
  await pm.close();
  const error = await assertRejects(() => pm.replace("a", {}), UsageError);
  assertEquals(error.code, "closed");
});

Deno.test("a replaced plugin is let out of quarantine, as it is another now", async () => {
  const pm = makeHost({ onError: "skip", quarantineAfter: 1 });
  pm.register({
    say: hookimpl((): string => {
      throw new Error("bad");
    }),
  }, "a");
  pm.hook.say({});
  assertEquals(pm.quarantined().map(({ plugin }) => plugin), ["a"]);
  await pm.replace("a", speaker("good"));
  assertEquals(pm.quarantined(), []);
  assertEquals(pm.hook.say({}), ["good"]);
});

Deno.test("a subset caller leaves out the plugin that it was made without, not the one that replaces it", async () => {
  const pm = makeHost();
  const a = addSpeaker(pm, "a");
  const subset = pm.subsetHookCaller("say", [a]);
  assertEquals(subset({}), []);
  await pm.replace("a", speaker("new"));
  assertEquals(subset({}), ["new"]);
});
