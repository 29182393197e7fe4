import { assert, assertEquals, assertFalse, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { RegistrationError, UsageError } from "@tenon/tenon";
import { addSpeaker, anyimpl, hookimpl, Listener, makeHost, namesOf, speaker } from "./host_spec.ts";

Deno.test("a call through a scope reaches its own plugins first, then those of its parent", () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope();
  addSpeaker(scope, "mine");
  assertEquals(scope.hook.say({}), ["mine", "all"]);
});

Deno.test("the parent and other scopes do not see the plugins of a scope", () => {
  const pm = makeHost();
  const [scope, other] = [pm.scope(), pm.scope()];
  const plugin = addSpeaker(scope, "mine");
  for (const manager of [pm, other]) {
    assertEquals(manager.hook.say({}), []);
    assertFalse(manager.hasPlugin("mine"));
    assertFalse(manager.isRegistered(plugin));
    assertEquals(namesOf(manager), []);
  }
});

Deno.test("a scope sees the plugins of its parent under their names", () => {
  const pm = makeHost();
  const plugin = addSpeaker(pm, "all");
  const scope = pm.scope();
  const mine = addSpeaker(scope, "mine");
  assertStrictEquals(scope.getPlugin("all"), plugin);
  assertEquals(scope.getName(plugin), "all");
  assertEquals(namesOf(scope), ["all", "mine"]);
  assertEquals(scope.getPlugins(), new Set([plugin, mine]));
  assertEquals(scope.getHookcallers(plugin)?.map(({ name }) => name), ["say", "ask"]);
});

Deno.test("a scope that has been called sees the plugins of its parent come and go", () => {
  const pm = makeHost();
  const scope = pm.scope();
  addSpeaker(scope, "mine");
  assertEquals(scope.hook.say({}), ["mine"]);
  const plugin = addSpeaker(pm, "all");
  assertEquals(scope.hook.say({}), ["mine", "all"]);
  pm.unregister(plugin);
  assertEquals(scope.hook.say({}), ["mine"]);
});

Deno.test("tryfirst, trylast and wrappers of parent and scope are placed as in one manager", () => {
  const pm = makeHost();
  pm.register({ say: hookimpl({ trylast: true }, () => "all last") });
  pm.register({ say: hookimpl({ tryfirst: true }, () => "all first") });
  pm.register({
    say: hookimpl({ wrapper: true, specname: "say" }, function* () {
      return [...(yield), "all wraps"];
    }),
  });
  const scope = pm.scope();
  scope.register({ say: hookimpl({ trylast: true }, () => "my last") });
  scope.register({ say: hookimpl({ tryfirst: true }, () => "my first") });
  scope.register(speaker("mine"));
  assertEquals(scope.hook.say({}), ["my first", "all first", "mine", "all last", "my last", "all wraps"]);
});

Deno.test("a plugin of a scope can order itself by the names of its parent's plugins", () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  addSpeaker(pm, "b");
  const scope = pm.scope();
  addSpeaker(scope, "mine", { after: ["b"] });
  assertEquals(scope.hook.say({}), ["b", "mine", "a"]);
});

Deno.test("a cycle between a scope and its parent is refused where the scope's plugin closes it", () => {
  const pm = makeHost();
  addSpeaker(pm, "all", { before: ["mine"] });
  const scope = pm.scope();
  assertThrows(() => addSpeaker(scope, "mine", { before: ["all"] }), RegistrationError, "cycle");
  assertEquals(scope.hook.say({}), ["all"]);
});

Deno.test("a cycle that the parent closes later leaves both in pluggy's order in the scope", () => {
  const pm = makeHost();
  const scope = pm.scope();
  addSpeaker(scope, "mine", { before: ["all"] });
  addSpeaker(pm, "all", { before: ["mine"] });
  assertEquals(scope.hook.say({}), ["mine", "all"]);
});

Deno.test("scopes of scopes see all that is above them", () => {
  const pm = makeHost();
  const session = pm.scope();
  const request = session.scope();
  assertEquals(request.hook.say({}), []);
  addSpeaker(pm, "all");
  addSpeaker(session, "session");
  addSpeaker(request, "request");
  assertEquals(request.hook.say({}), ["request", "session", "all"]);
  assertEquals(session.hook.say({}), ["session", "all"]);
  assertEquals(namesOf(request), ["all", "session", "request"]);
});

Deno.test("a name that is taken in the parent cannot be used in a scope", () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope();
  assertThrows(() => addSpeaker(scope, "all"), RegistrationError, "registered already");
});

Deno.test("a plugin of the parent cannot be registered in a scope again", () => {
  const pm = makeHost();
  const plugin = addSpeaker(pm, "all");
  assertThrows(() => pm.scope().register(plugin, "again"), RegistrationError, "as 'all'");
});

Deno.test("two scopes can use the same name", () => {
  const pm = makeHost();
  for (const scope of [pm.scope(), pm.scope()]) {
    addSpeaker(scope, "mine");
    assertEquals(scope.hook.say({}), ["mine"]);
  }
});

Deno.test("plugins without a name get different names in a scope and in its parent, whoever comes first", () => {
  const pm = makeHost();
  const scope = pm.scope();
  const mine = scope.register(speaker("mine"));
  const all = pm.register(speaker("all"));
  assert(mine !== all, `both are ${mine}`);
});

Deno.test("a plugin of the parent cannot be taken out of a scope", () => {
  const pm = makeHost();
  const plugin = addSpeaker(pm, "all");
  const scope = pm.scope();
  const byName = assertThrows(() => scope.unregister(null, "all"), UsageError);
  const byPlugin = assertThrows(() => scope.unregister(plugin), UsageError);
  assertEquals([byName.code, byPlugin.code], ["of-the-parent", "of-the-parent"]);
  assertEquals(scope.hook.say({}), ["all"]);
});

Deno.test("a plugin of the parent cannot be replaced in a scope", async () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  await assertRejects(() => pm.scope().replace("all", speaker("new")), UsageError, "registered here");
  assertEquals(pm.hook.say({}), ["all"]);
});

Deno.test("a plugin that is replaced in the parent is replaced in its scopes", async () => {
  const pm = makeHost();
  for (const name of ["a", "b", "c"]) addSpeaker(pm, name);
  const scope = pm.scope();
  addSpeaker(scope, "mine");
  assertEquals(scope.hook.say({}), ["mine", "c", "b", "a"]);
  await pm.replace("b", speaker("new b"));
  assertEquals(scope.hook.say({}), ["mine", "c", "new b", "a"]);
});

Deno.test("a plugin of a scope can be replaced there, in its place", async () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope();
  for (const name of ["a", "b", "c"]) addSpeaker(scope, name);
  await scope.replace("b", speaker("new b"));
  assertEquals(scope.hook.say({}), ["c", "new b", "a", "all"]);
  assertEquals(namesOf(scope), ["all", "a", "b", "c"]);
});

Deno.test("a name that the parent blocks is blocked in its scopes", () => {
  const pm = makeHost();
  pm.setBlocked("bad");
  const scope = pm.scope();
  assert(scope.isBlocked("bad"));
  assertEquals(scope.register(speaker("bad"), "bad"), null);
  assertEquals(scope.hook.say({}), []);
  assertFalse(scope.unblock("bad"));
});

Deno.test("a name that a scope blocks is not blocked in the parent", () => {
  const pm = makeHost();
  const scope = pm.scope();
  scope.setBlocked("bad");
  assertEquals(scope.register(speaker("bad"), "bad"), null);
  assertEquals(pm.register(speaker("bad"), "bad"), "bad");
});

Deno.test("a scope cannot block a plugin of its parent", () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope();
  assertThrows(() => scope.setBlocked("all"), UsageError, "from a scope");
  assertEquals(scope.hook.say({}), ["all"]);
});

Deno.test("closing a scope takes out and disposes of its own plugins only", async () => {
  const pm = makeHost();
  const [all, mine] = [new Listener(), new Listener()];
  pm.register(all, "all");
  {
    await using scope = pm.scope();
    scope.register(mine, "mine");
  }
  assertEquals([all.disposed, mine.disposed], [0, 1]);
  assertEquals(namesOf(pm), ["all"]);
});

Deno.test("a closed scope refuses plugins and scopes, and still calls those of its parent", async () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope();
  await scope.close();
  assertThrows(() => addSpeaker(scope, "late"), UsageError, "closed");
  assertThrows(() => scope.scope(), UsageError, "closed");
  assertEquals(scope.hook.say({}), ["all"]);
});

Deno.test("a scope of a closed manager refuses plugins and scopes", async () => {
  const pm = makeHost();
  const scope = pm.scope();
  await pm.close();
  assertThrows(() => addSpeaker(scope, "late"), UsageError, "closed");
  assertThrows(() => scope.scope(), UsageError, "closed");
});

Deno.test("a subset caller of a scope leaves out plugins of the scope and of the parent", () => {
  const pm = makeHost();
  const all = addSpeaker(pm, "all");
  addSpeaker(pm, "other");
  const scope = pm.scope();
  const mine = addSpeaker(scope, "mine");
  assertEquals(scope.subsetHookCaller("say", [all, mine])({}), ["other"]);
  const subset = scope.subsetHookCaller("say", [all]);
  assertEquals(subset({}), ["mine", "other"]);
  addSpeaker(pm, "late");
  assertEquals(subset({}), ["mine", "late", "other"]);
});

Deno.test("what a manager overrides to find impls counts for its scopes", () => {
  const pm = makeHost();
  pm.parseHookimplOpts = (_plugin, name) => name.startsWith("on_") ? { specname: name.slice(3) } : undefined;
  const scope = pm.scope().scope();
  scope.register({ on_say: () => "found" });
  assertEquals(scope.hook.say({}), ["found"]);
});

Deno.test("what a manager overrides to find specs counts for its scopes", () => {
  const pm = makeHost();
  pm.parseHookspecOpts = (_namespace, name) => name === "plain" ? {} : undefined;
  const scope = pm.scope().addHookspecs({ plain: (): string | void => {} });
  scope.register({ plain: anyimpl(() => "answer") });
  assertEquals(scope.hook.plain(), ["answer"]);
});

Deno.test("checkPending of a scope looks at the impls of both, and that of the parent at its own", () => {
  const pm = makeHost();
  const scope = pm.scope();
  scope.register({ nothing: anyimpl(() => {}) }, "mine");
  assertThrows(() => scope.checkPending(), Error, "'nothing'");
  pm.checkPending();
});

Deno.test("calls of a scope are among the parent's pending calls until they end", async () => {
  const pm = makeHost();
  const scope = pm.scope();
  const gate = Promise.withResolvers<void>();
  scope.register({ ask: hookimpl(() => gate.promise) }, "mine");
  const call = scope.hook.ask({});
  assertEquals(pm.pending(), [{ plugin: "mine", hook: "ask" }]);
  gate.resolve();
  await call;
  assertEquals(pm.pending(), []);
});
