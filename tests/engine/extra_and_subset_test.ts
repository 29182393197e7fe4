import { assert, assertEquals } from "@std/assert";
import { type Around, codeThrown, hookimpl, hookOf, setup } from "./support.ts";
import type { AnyCaller, PluginManager } from "@tenon/tenon";

function subsetOf(pm: PluginManager, name: string, plugins: Iterable<object>): AnyCaller {
  return pm.subsetHookCaller(name as never, plugins) as unknown as AnyCaller;
}

// ---------------------------------------------------------------------------------------------------------------------
// Extra functions

Deno.test("extra functions run after tryfirst impls and before all others, the later ones first", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl({ trylast: true }, () => "trylast") });
  pm.register({ run: hookimpl({ tryfirst: true }, () => "tryfirst") });
  pm.register({ run: hookimpl(() => "normal") });
  assertEquals(hook.run.callExtra([() => "one", () => "two"]), ["tryfirst", "two", "one", "normal", "trylast"]);
});

Deno.test("extra functions take part in one call, and nothing is kept of them", () => {
  const { hook } = setup({ run: {} });
  assertEquals(hook.run.callExtra([({ n }: { n: number }) => n], { n: 1 }), [1]);
  assertEquals(hook.run.getHookimpls(), []);
  assertEquals(hook.run({ n: 1 }), []);
});

Deno.test("no extra functions are as good as a plain call", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => 1) });
  assertEquals(hook.run.callExtra([]), [1]);
});

Deno.test("wrappers go around extra functions", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({
    run: hookimpl({ wrapper: true }, function* (): Around {
      return [yield];
    }),
  });
  assertEquals(hook.run.callExtra([() => 1]), [[1]]);
});

Deno.test("an extra function may be asynchronous where the hook is, or has no spec", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  assertEquals(await hook.run.callExtra([() => Promise.resolve(1)]), [1]);
  pm.register({ undeclared: hookimpl(() => 1) });
  // deno-lint-ignore require-await -- it is the kind of function that counts
  assertEquals(await hookOf(pm, "undeclared").callExtra([async () => 2]), [2, 1]);
  assertEquals(hookOf(pm, "undeclared")(), [1]);
});

Deno.test("the options of an extra function do not count, but for what it needs", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => "normal") });
  const extra = hookimpl({ trylast: true, specname: "other", args: ["n"] }, () => "extra");
  assertEquals(hook.run.callExtra([extra], { n: 1 }), ["extra", "normal"]);
  assertEquals(codeThrown(() => hook.run.callExtra([extra])), "missing-argument");
});

Deno.test("what is no array of functions is refused", () => {
  const { hook } = setup({ run: {} });
  for (const wrong of [undefined, null, () => 1, [1], ["text"], [undefined], {}]) {
    assertEquals(codeThrown(() => hook.run.callExtra(wrong as never)), "bad-arguments");
  }
});

Deno.test("monitors see extra functions, which have no plugin", () => {
  const { pm, hook } = setup({ run: {} });
  const seen: unknown[] = [];
  pm.addHookcallMonitoring((_, impls) => {
    seen.push(impls.map(({ plugin, pluginName, member }) => [plugin, pluginName, member]));
  }, () => {});
  hook.run.callExtra([() => 1]);
  assertEquals(seen, [[[undefined, "<temp>", "run"]]]);
});

// ---------------------------------------------------------------------------------------------------------------------
// Subset callers

Deno.test("a subset caller leaves out all impls of a plugin, wrappers and those with a specname too", () => {
  const { pm, hook } = setup({ run: {} });
  const out = {
    run: hookimpl(() => "out"),
    other: hookimpl({ specname: "run" }, () => "out by specname"),
    wrap: hookimpl({ specname: "run", wrapper: true }, function* (): Around {
      yield;
      return "wrapped";
    }),
  };
  pm.register(out);
  pm.register({ run: hookimpl(() => "in") });
  assertEquals(subsetOf(pm, "run", [out])(), ["in"]);
  assertEquals(hook.run(), "wrapped");
});

Deno.test("a subset caller is live", () => {
  const { pm } = setup({ run: {} });
  const out = { run: hookimpl(() => "out") };
  const kept = { run: hookimpl(() => "kept") };
  const subset = subsetOf(pm, "run", [out]);
  assertEquals(subset(), []);
  pm.register(kept);
  pm.register(out);
  assertEquals(subset(), ["kept"]);
  pm.unregister(kept);
  assertEquals(subset(), []);
  pm.unregister(out);
  pm.register(out, "by another name");
  assertEquals(subset(), []);
});

Deno.test("what is changed about the list of plugins later changes nothing", () => {
  const { pm } = setup({ run: {} });
  const plugin = { run: hookimpl(() => 1) };
  pm.register(plugin);
  const out = new Set([plugin]);
  const subset = subsetOf(pm, "run", out);
  out.clear();
  assertEquals(subset(), []);
});

Deno.test("without plugins to leave out, the caller itself is given", () => {
  const { pm, hook } = setup({ run: {} });
  assert(subsetOf(pm, "run", []) === hook.run);
});

Deno.test("a subset caller tells about its hook as the caller does, but for the impls", () => {
  const { pm, hook } = setup({ run: {} });
  const [out, kept] = [{ run: hookimpl(() => 1) }, { run: hookimpl(() => 2) }];
  pm.register(out, "out");
  pm.register(kept, "kept");
  const subset = subsetOf(pm, "run", [out]);
  assertEquals([subset.name, subset.hasSpec(), subset.isHistoric()], ["run", true, false]);
  assert(subset.spec === hook.run.spec);
  assertEquals(subset.getHookimpls().map(({ pluginName }) => pluginName), ["kept"]);
});

Deno.test("extra functions take part in calls of a subset caller", () => {
  const { pm } = setup({ run: {} });
  const out = { run: hookimpl(() => "out") };
  pm.register(out);
  assertEquals(subsetOf(pm, "run", [out]).callExtra([() => "extra"]), ["extra"]);
});

Deno.test("a subset of an unknown hook is refused with what was meant", () => {
  const { pm } = setup({ afterTurn: {} });
  assertEquals(codeThrown(() => subsetOf(pm, "afterTrun", [])), "unknown-hook");
});

Deno.test("a hook without a spec that is asynchronous through one plugin is not, where that is left out", async () => {
  const { pm } = setup();
  // deno-lint-ignore require-await -- it is the kind of function that counts
  const later = { run: hookimpl(async () => 1) };
  pm.register(later);
  pm.register({ run: hookimpl(() => 2) });
  assertEquals(await hookOf(pm, "run")(), [2, 1]);
  assertEquals(subsetOf(pm, "run", [later])(), [2]);
});
