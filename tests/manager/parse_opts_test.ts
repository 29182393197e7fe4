import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type HookimplOptions, type HookspecOptions, PluginManager, PluginValidationError } from "@tenon/tenon";
import { type Around, codeThrown, hookimpl, hookOf, thrown } from "../engine/support.ts";

/** Finds specs and impls by their names: everything that begins with `on`. */
class ByPrefix extends PluginManager {
  override parseHookimplOpts(plugin: object, name: string): HookimplOptions | undefined {
    return name.startsWith("on") ? {} : super.parseHookimplOpts(plugin, name);
  }

  override parseHookspecOpts(_namespace: object, name: string): HookspecOptions | undefined {
    return name.startsWith("on") ? { firstresult: name.endsWith("First") } : undefined;
  }
}

Deno.test("a manager can find specs and impls by their names, without marks", () => {
  class Spec {
    onStart() {}
    onStopFirst() {}
    helper() {}
  }
  const pm = new ByPrefix("demo");
  pm.addHookspecs(Spec);
  pm.register({ onStart: () => "started", onStopFirst: () => "stopped", helper: () => "no" });
  assertEquals(Object.keys(pm.hook), ["onStart", "onStopFirst"]);
  assertEquals([hookOf(pm, "onStart")(), hookOf(pm, "onStopFirst")()], [["started"], "stopped"]);
});

Deno.test("an overriding method can fall back on marks", () => {
  const pm = new ByPrefix("demo");
  pm.register({ marked: hookimpl({ specname: "run" }, () => 1) });
  assertEquals(hookOf(pm, "run")(), [1]);
});

Deno.test("what is left out of the options has its default", () => {
  class Wrapping extends PluginManager {
    override parseHookimplOpts(_: object, name: string): HookimplOptions | undefined {
      return name.startsWith("around") ? { wrapper: true, specname: "run" } : name === "run" ? {} : undefined;
    }
  }
  const pm = new Wrapping("demo");
  pm.register({
    run: () => 1,
    *aroundRun(): Around {
      return [yield];
    },
  });
  assertEquals(hookOf(pm, "run")(), [[1]]);
  const [, wrapper] = hookOf(pm, "run").getHookimpls();
  assertEquals([wrapper!.wrapper, wrapper!.tryfirst, wrapper!.optionalhook], [true, false, false]);
});

Deno.test("undefined and null skip a member", () => {
  for (const nothing of [undefined, null]) {
    class Skipping extends PluginManager {
      override parseHookimplOpts(): undefined {
        return nothing as undefined;
      }
    }
    const pm = new Skipping("demo");
    pm.register({ run: hookimpl(() => 1) }, "p");
    assertEquals(pm.getHookcallers(pm.getPlugin("p")!), []);
  }
});

Deno.test("a member that is given as an impl and is no function is refused", () => {
  const pm = new ByPrefix("demo");
  const error = assertThrows(() => pm.register({ on: true }, "p"), PluginValidationError);
  assertEquals([error.code, error.plugin, pm.hasPlugin("p")], ["not-a-function", "p", false]);
  assertStringIncludes(error.message, "'on'");
});

Deno.test("options that an overriding method invents are checked like those of a marker", () => {
  class Wrong extends PluginManager {
    override parseHookimplOpts(): HookimplOptions {
      return { tryfrist: true } as HookimplOptions;
    }
  }
  const pm = new Wrong("demo");
  assertEquals(codeThrown(() => pm.register({ run: () => 1 }, "p")), "unknown-option");
  assertEquals(pm.hasPlugin("p"), false);
});

Deno.test("what an overriding method throws reaches the caller, and nothing is registered", () => {
  const error = new Error("boom");
  class Throwing extends PluginManager {
    override parseHookimplOpts(): never {
      throw error;
    }
  }
  const pm = new Throwing("demo");
  assertEquals(thrown(() => pm.register({ run: () => 1 }, "p")), error);
  assertEquals(pm.hasPlugin("p"), false);
});

Deno.test("a spec that an overriding method makes historic and firstresult is refused", () => {
  class Both extends PluginManager {
    override parseHookspecOpts(): HookspecOptions {
      return { historic: true, firstresult: true };
    }
  }
  assertEquals(codeThrown(() => new Both("demo", { run: () => {} })), "historic-firstresult");
});

Deno.test("a class whose instances have impls is told by an overriding method as well", () => {
  const pm = new ByPrefix("demo");
  class Forgotten {
    onStart() {}
  }
  assertEquals(codeThrown(() => pm.register(Forgotten)), "class-not-instance");
});
