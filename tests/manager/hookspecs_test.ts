import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { hookimplMarker, HookspecError, hookspecMarker, PluginManager, PluginValidationError } from "@tenon/tenon";
import { type Around, codeThrown, hookimpl, hookOf, hookspec, namespace, setup } from "../engine/support.ts";
import * as asModule from "./spec_module.ts";

class Spec {
  @hookspec
  run() {}
}

for (const [what, given] of Object.entries({ Spec, "an instance": new Spec(), "an object": namespace({ run: {} }) })) {
  Deno.test(`specs can be added as ${what}`, () => {
    const pm = new PluginManager("demo");
    pm.addHookspecs(given);
    const { spec } = hookOf(pm, "run");
    assertEquals([spec?.name, spec?.isAsync, hookOf(pm, "run").hasSpec()], ["run", false, true]);
    assert(spec?.namespace === given);
  });
}

Deno.test("specs can be added as a module", () => {
  const pm = new PluginManager("demo").addHookspecs(asModule);
  assertEquals(hookOf(pm, "run")(), []);
});

Deno.test("specs can be added to the constructor, and more of them later", () => {
  const pm = new PluginManager("demo", Spec);
  const same = pm.addHookspecs(namespace({ more: {} }));
  assert(same === (pm as object));
  assertEquals(Object.keys(pm.hook), ["run", "more"]);
});

Deno.test("specs that a class inherits, and static ones, are specs of it", () => {
  class Above {
    @hookspec
    above() {}
    @hookspec
    static fixed() {}
  }
  class Below extends Above {
    @hookspec({ firstresult: true })
    below() {}
  }
  const pm = new PluginManager("demo", Below);
  assertEquals(Object.keys(pm.hook).toSorted(), ["above", "below", "fixed"]);
});

Deno.test("of an overridden spec, the options of the one that overrides count", () => {
  class Below extends Spec {
    @hookspec({ firstresult: true })
    override run() {}
  }
  assertEquals(new PluginManager("demo", Below).hook.run(), undefined as never);
});

Deno.test("a hook is asynchronous if its spec is an async method, or says so", () => {
  const pm = new PluginManager("demo", {
    method: hookspec(async () => {}),
    said: hookspec({ async: true }, () => {}),
    not: hookspec(() => {}),
  });
  assertEquals(["method", "said", "not"].map((name) => hookOf(pm, name).spec?.isAsync), [true, true, false]);
});

Deno.test("the functions of specs are never called", () => {
  const pm = new PluginManager("demo", {
    run: hookspec(() => {
      throw new Error("was called");
    }),
  });
  assertEquals(hookOf(pm, "run")(), []);
});

Deno.test("getters of a namespace are not run", () => {
  const pm = new PluginManager("demo", {
    run: hookspec(() => {}),
    get other(): never {
      throw new Error("was run");
    },
  });
  assertEquals(Object.keys(pm.hook), ["run"]);
});

// ---------------------------------------------------------------------------------------------------------------------
// What cannot be added

Deno.test("a namespace without specs is refused, with its name and the marker's", () => {
  class Empty {}
  const error = assertThrows(() => new PluginManager("demo", Empty), HookspecError);
  assertEquals(error.code, "no-hookspecs");
  assertStringIncludes(error.message, 'Empty is marked by hookspecMarker("demo")');
  assertThrows(() => setup().pm.addHookspecs(new Empty()), HookspecError, "an instance of Empty");
  assertThrows(() => setup().pm.addHookspecs({}), HookspecError, "the given object");
});

Deno.test("specs of another project are none", () => {
  const other = { run: hookspecMarker("other")(() => {}) };
  assertThrows(() => new PluginManager("demo", other), HookspecError, 'hookspecMarker("demo")');
});

for (const value of [undefined, null, "text", 1]) {
  Deno.test(`${String(value)} is no namespace of specs`, () => {
    assertEquals(codeThrown(() => setup().pm.addHookspecs(value as never)), "not-an-object");
  });
}

Deno.test("a manager needs the name of a project", () => {
  for (const project of [undefined, "", null, Spec]) {
    assertEquals(codeThrown(() => new PluginManager(project as never)), "bad-project");
  }
});

Deno.test("a hook cannot have two specs, and the error says where the first is from", () => {
  const pm = new PluginManager("demo", Spec);
  class Second {
    @hookspec
    other() {}
    @hookspec
    run() {}
  }
  const error = assertThrows(() => pm.addHookspecs(Second), HookspecError);
  assertEquals([error.code, error.hook], ["spec-exists", "run"]);
  assertStringIncludes(error.message, "from Second: the hook has one already, from Spec");
  assertEquals(Object.keys(pm.hook), ["run"], "nothing of the second was added");
});

Deno.test("the same namespace cannot be added twice", () => {
  const pm = new PluginManager("demo", Spec);
  assertEquals(codeThrown(() => pm.addHookspecs(Spec)), "spec-exists");
});

// ---------------------------------------------------------------------------------------------------------------------
// Specs that come after impls

Deno.test("impls that are there already are checked, and if one does not fit nothing is added", () => {
  const { pm } = setup();
  const plugin = { run: hookimpl(({ n }: { n: number }) => n), wrapped: hookimpl({ wrapper: true }, () => 1) };
  pm.register(plugin, "p");
  const late = namespace({ run: { firstresult: true }, wrapped: {} });
  const error = assertThrows(() => pm.addHookspecs(late), PluginValidationError);
  assertEquals([error.plugin, error.hook, error.code], ["p", "wrapped", "not-generator"]);
  assertEquals([hookOf(pm, "run").hasSpec(), hookOf(pm, "run")({ n: 1 })], [false, [1]]);
  pm.unregister(plugin);
  pm.addHookspecs(late);
  assertEquals(hookOf(pm, "run")(), undefined);
});

Deno.test("callers that were made before a late spec have it too", () => {
  const { pm } = setup();
  pm.register({ run: hookimpl(() => 1) });
  const { run } = pm.hook as unknown as { run: () => unknown };
  assertEquals(run(), [1]);
  pm.addHookspecs(namespace({ run: { firstresult: true } }));
  assertEquals(run(), 1);
});

Deno.test("a late spec can make a hook asynchronous", async () => {
  const { pm } = setup();
  pm.register({ run: hookimpl(() => 1) });
  pm.addHookspecs(namespace({ run: { async: true } }));
  const call = hookOf(pm, "run")();
  assert(call instanceof Promise);
  assertEquals(await call, [1]);
});

Deno.test("a late historic spec is refused where the hook has wrappers", () => {
  const { pm } = setup();
  pm.register({
    run: hookimpl({ wrapper: true }, function* (): Around {
      return yield;
    }),
  });
  assertEquals(codeThrown(() => pm.addHookspecs(namespace({ run: { historic: true } }))), "historic-wrapper");
});

Deno.test("warnings about impls that are there already are given when the spec comes, also if a check fails", () => {
  const { pm, warnings } = setup();
  pm.register({ run: hookimpl(() => 1), bad: hookimpl({ wrapper: true }, () => 1) }, "p");
  assertThrows(() => pm.addHookspecs(namespace({ run: { warn_on_impl: "no more" }, bad: {} })));
  assertEquals(warnings.map(({ plugin, text }) => [plugin, text]), [["p", "no more"]]);
});

Deno.test("optionalhook and specname relax no check", () => {
  const { pm } = setup({ run: { args: [] } });
  const run = hookimplMarker("demo")({ optionalhook: true, specname: "run" }, ({ n }: { n: number }) => n);
  const error = assertThrows(() => pm.register({ other: run }), PluginValidationError);
  assertStringIncludes(error.message, "its impl of hook 'run' ('other') does not fit");
});

Deno.test("managers of one project do not share hooks", () => {
  const one = new PluginManager("demo", Spec);
  const two = new PluginManager("demo", Spec);
  one.register({ run: hookimpl(() => 1) });
  assertEquals([one.hook.run(), two.hook.run()], [[1], []] as never);
});
