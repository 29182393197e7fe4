import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { codeThrown, hookimpl, setup, tenonError, thrown } from "../engine/support.ts";

Deno.test("a plugin can be taken out by itself, by its name, or by both", () => {
  const { pm, hook } = setup({ run: {} });
  const plugin = { run: hookimpl(() => 1) };
  const forms: Parameters<typeof pm.unregister>[] = [[plugin], [null, "p"], [undefined, "p"], [plugin, "p"]];
  for (const args of forms) {
    pm.register(plugin, "p");
    assertEquals(hook.run(), [1]);
    assert(pm.unregister(...args) === plugin);
    assertEquals([hook.run(), pm.hasPlugin("p"), pm.isRegistered(plugin)], [[], false, false]);
  }
});

Deno.test("all impls of a plugin go, several of one hook too, and others stay", () => {
  const { pm, hook } = setup({ run: {}, other: {} });
  const plugin = { run: hookimpl(() => 1), again: hookimpl({ specname: "run" }, () => 2), other: hookimpl(() => 3) };
  pm.register({ run: hookimpl(() => "stays") });
  pm.register(plugin);
  pm.unregister(plugin);
  assertEquals([hook.run(), hook.other()], [["stays"], []]);
});

Deno.test("neither plugin nor name is an error", () => {
  const { pm } = setup();
  assertEquals(codeThrown(() => pm.unregister()), "nothing-given");
  assertEquals(codeThrown(() => pm.unregister(null)), "nothing-given");
});

Deno.test("a plugin that is not registered is an error, alone or with a name", () => {
  const { pm } = setup();
  pm.register({}, "p");
  assertEquals(codeThrown(() => pm.unregister({})), "not-registered");
  assertEquals(codeThrown(() => pm.unregister({}, "p")), "not-registered");
  assert(pm.hasPlugin("p"));
});

Deno.test("a name in the plugin's place is an error that says how it is done", () => {
  const { pm } = setup();
  pm.register({}, "p");
  const error = tenonError(thrown(() => pm.unregister("p" as never)));
  assertEquals(error.code, "not-registered");
  assertStringIncludes(error.message, "unregister(null, name)");
});

Deno.test("a plugin and a name that do not agree are an error, and both stay", () => {
  const { pm } = setup();
  const plugin = {};
  pm.register(plugin, "one");
  pm.register({}, "two");
  const error = tenonError(thrown(() => pm.unregister(plugin, "two")));
  assertEquals(error.code, "names-disagree");
  assertStringIncludes(error.message, "registered as 'one'");
  assertEquals([pm.hasPlugin("one"), pm.hasPlugin("two")], [true, true]);
});

Deno.test("an unknown name gives null", () => {
  const { pm } = setup();
  assertEquals(pm.unregister(null, "nobody"), null);
});

Deno.test("what is taken out can be registered again, as the last", () => {
  const { pm, hook } = setup({ run: {} });
  const first = { run: hookimpl(() => "first") };
  pm.register(first, "a");
  pm.register({ run: hookimpl(() => "second") }, "b");
  pm.unregister(first);
  pm.register(first, "c");
  assertEquals(hook.run(), ["first", "second"]);
  assertEquals(pm.listNamePlugin().map(([name]) => name), ["b", "c"]);
});

// ---------------------------------------------------------------------------------------------------------------------
// Blocking

Deno.test("a blocked name registers nothing and gives null", () => {
  const { pm, hook } = setup({ run: {} });
  pm.setBlocked("p");
  const plugin = { run: hookimpl(() => 1) };
  assertEquals(pm.register(plugin, "p"), null);
  assertEquals([pm.isRegistered(plugin), pm.getPlugin("p"), pm.hasPlugin("p"), hook.run()], [false, null, false, []]);
});

Deno.test("what a blocked plugin would have been refused for is not even looked at", () => {
  const { pm } = setup({ run: {} });
  pm.setBlocked("p");
  assertEquals(pm.register({ run: hookimpl({ wrapper: true }, () => 1) }, "p"), null);
});

Deno.test("blocking the name of a registered plugin takes it out", () => {
  const { pm, hook } = setup({ run: {} });
  const plugin = { run: hookimpl(() => 1) };
  pm.register(plugin, "p");
  pm.setBlocked("p");
  assertEquals([hook.run(), pm.isRegistered(plugin), pm.isBlocked("p")], [[], false, true]);
});

Deno.test("a blocked name stays blocked when it is unregistered", () => {
  const { pm } = setup();
  pm.setBlocked("p");
  assertEquals(pm.unregister(null, "p"), null);
  assert(pm.isBlocked("p"));
});

Deno.test("unblocking lets plugins of the name in again, and brings nothing back", () => {
  const { pm } = setup();
  pm.register({}, "p");
  pm.setBlocked("p");
  assertEquals([pm.unblock("p"), pm.isBlocked("p"), pm.hasPlugin("p")], [true, false, false]);
  assertEquals(pm.register({}, "p"), "p");
});

Deno.test("unblocking what is not blocked changes nothing", () => {
  const { pm } = setup();
  pm.register({}, "p");
  assertEquals([pm.unblock("p"), pm.unblock("nobody"), pm.hasPlugin("p")], [false, false, true]);
});

Deno.test("a canonical name can be blocked", () => {
  const { pm } = setup();
  const plugin = { name: "slack" };
  pm.setBlocked("slack");
  assertEquals(pm.register(plugin), null);
});

Deno.test("a plugin whose own name is blocked can be registered under another", () => {
  const { pm } = setup();
  pm.setBlocked("slack");
  assertEquals(pm.register({ name: "slack" }, "chat"), "chat");
});

Deno.test("blocked names are listed with null", () => {
  const { pm } = setup();
  const plugin = {};
  pm.setBlocked("no");
  pm.register(plugin, "yes");
  assertEquals(pm.listNamePlugin(), [["no", null], ["yes", plugin]]);
  assertEquals(pm.getPlugins(), new Set([plugin]));
});
