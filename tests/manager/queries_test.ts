import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PluginValidationError } from "@tenon/tenon";
import { hookimpl, hookOf, setup, thrown } from "../engine/support.ts";

Deno.test("a plugin is known by identity, name and list", () => {
  const { pm } = setup();
  const plugin = {};
  assertEquals([pm.getName(plugin), pm.getPlugin("p"), pm.hasPlugin("p"), pm.isRegistered(plugin)], [
    null,
    null,
    false,
    false,
  ]);
  pm.register(plugin, "p");
  assertEquals([pm.getName(plugin), pm.getPlugin("p") === plugin, pm.hasPlugin("p"), pm.isRegistered(plugin)], [
    "p",
    true,
    true,
    true,
  ]);
  assertEquals(pm.getPlugins(), new Set([plugin]));
});

Deno.test("plugins that look the same are not the same", () => {
  const { pm } = setup();
  pm.register({}, "a");
  assertEquals(pm.isRegistered({}), false);
  pm.register({}, "b");
  assertEquals(pm.getPlugins().size, 2);
});

Deno.test("names and plugins are listed in the order of registration", () => {
  const { pm } = setup();
  for (const name of ["b", "a", "1"]) pm.register({}, name);
  assertEquals(pm.listNamePlugin().map(([name]) => name), ["b", "a", "1"]);
});

Deno.test("what queries give is the caller's own to change", () => {
  const { pm, hook } = setup({ run: {} });
  const plugin = { run: hookimpl(() => 1) };
  pm.register(plugin, "p");
  pm.getPlugins().clear();
  pm.listNamePlugin().length = 0;
  pm.getHookcallers(plugin)!.length = 0;
  hook.run.getHookimpls().length = 0;
  assertEquals([pm.hasPlugin("p"), pm.getHookcallers(plugin)!.length, hook.run()], [true, 1, [1]]);
  assert(hook.run.getHookimpls() !== hook.run.getHookimpls());
});

Deno.test("an impl tells whose it is, where it is, and how it is marked", () => {
  const { pm, hook } = setup({ run: {} });
  const member = hookimpl({ specname: "run", tryfirst: true }, ({ n }: { n: number }) => n);
  const plugin = { member };
  pm.register(plugin, "p");
  const [impl] = hook.run.getHookimpls();
  assert(impl!.plugin === plugin && impl!.function === (member as unknown));
  assertEquals(
    [impl!.pluginName, impl!.member, impl!.hookName, impl!.tryfirst, impl!.trylast, impl!.wrapper, impl!.argnames],
    ["p", "member", "run", true, false, false, ["n"]],
  );
});

Deno.test("the callers of a plugin's hooks come in the order in which the hooks became known, each once", () => {
  const { pm, hook } = setup({ a: {}, b: {}, c: {} });
  const plugin = { c: hookimpl(() => 1), a: hookimpl(() => 1), again: hookimpl({ specname: "a" }, () => 1) };
  pm.register(plugin);
  const callers = pm.getHookcallers(plugin)!;
  assertEquals(callers.map(({ name }) => name), ["a", "c"]);
  assert(callers[0] === hook.a);
  assertEquals(pm.getHookcallers({}), null);
});

// ---------------------------------------------------------------------------------------------------------------------
// Pending impls

Deno.test("an impl of an unknown hook is pending, with the hook that was meant", () => {
  const { pm } = setup({ afterTurn: {} });
  const plugin = { afterTrun: hookimpl(() => 1) };
  pm.register(plugin, "slack", { source: "npm:slack" });
  const error = thrown(() => pm.checkPending());
  assert(error instanceof PluginValidationError);
  const { code, plugin: name, hook, source, pluginObject, message } = error as PluginValidationError;
  assertEquals([code, name, hook, source], ["unknown-hook", "slack", "afterTrun", "npm:slack"]);
  assert(pluginObject === plugin);
  assertStringIncludes(message, "is for no hook of 'demo'. Did you mean 'afterTurn'?");
});

Deno.test("pendingErrors gives them all, where checkPending throws the first", () => {
  const { pm } = setup({ run: {} });
  pm.register({ one: hookimpl(() => 1), two: hookimpl(() => 1) }, "p");
  assertEquals(pm.pendingErrors().map(({ hook }) => hook), ["one", "two"]);
});

Deno.test("an impl whose specname is unknown is pending, even if its own name is known", () => {
  const { pm } = setup({ run: {} });
  pm.register({ run: hookimpl({ specname: "rum" }, () => 1) });
  assertEquals(pm.pendingErrors().map(({ hook }) => hook), ["rum"]);
});

Deno.test("optional impls, and hooks whose names begin with an underscore, are not pending", () => {
  const { pm } = setup({ run: {} });
  pm.register({ maybe: hookimpl({ optionalhook: true }, () => 1), _private: hookimpl(() => 1) });
  pm.checkPending();
});

Deno.test("an impl is pending no more once its spec comes or its plugin goes", () => {
  const { pm } = setup({ run: {} });
  const plugin = { late: hookimpl(() => 1), other: hookimpl(() => 1) };
  pm.register(plugin);
  assertEquals(pm.pendingErrors().length, 2);
  pm.addHookspecs({ late: setupSpec() });
  assertEquals(pm.pendingErrors().map(({ hook }) => hook), ["other"]);
  pm.unregister(plugin);
  pm.checkPending();
  assertEquals(hookOf(pm, "other")(), []);
});

/** A spec of one's own; see `namespace` for many. */
function setupSpec(): unknown {
  return Object.assign(() => {}, { [Symbol.for("tenon.hookspec:demo")]: { format: 1 } });
}
