import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { PluginValidationError } from "@tenon/tenon";
import { codeThrown, hookimpl, hookOf, setup } from "../engine/support.ts";
import * as asModule from "./plugin_module.ts";

/** The members that are found as impls of the hook `run`, in the order in which they were. */
function found(plugin: object): string[] {
  const { pm, hook } = setup({ run: {} });
  pm.register(plugin);
  return hook.run.getHookimpls().map(({ member }) => member);
}

/** Marks a function as an impl of the hook `run`, whatever the member is called. */
function marked<F extends (...args: never[]) => unknown>(fn: F): F {
  return hookimpl({ specname: "run" }, fn);
}

Deno.test("members are visited in declaration order, an object's own before those of its class, before those above", () => {
  class Above {
    @hookimpl({ specname: "run" })
    above() {}
    @hookimpl({ specname: "run" })
    both() {}
  }
  class Below extends Above {
    field = marked(() => 1);
    @hookimpl({ specname: "run" })
    z() {}
    @hookimpl({ specname: "run" })
    a() {}
    @hookimpl({ specname: "run" })
    override both() {}
  }
  assertEquals(found(new Below()), ["field", "z", "a", "both", "above"]);
});

Deno.test("an overridden method is one impl, and the overriding one is called", () => {
  class Above {
    @hookimpl
    run(): string {
      return "above";
    }
  }
  class Below extends Above {
    @hookimpl
    override run(): string {
      return `below ${super.run()}`;
    }
  }
  const { pm, hook } = setup({ run: {} });
  pm.register(new Below());
  assertEquals(hook.run(), ["below above"]);
});

Deno.test("a method that overrides a marked one without a mark is no impl", () => {
  class Above {
    @hookimpl
    run() {}
  }
  class Below extends Above {
    override run() {}
  }
  assertEquals(found(new Below()), []);
});

Deno.test("a getter that hides a marked method is not run, and the method is not seen through it", () => {
  class Above {
    @hookimpl
    run() {}
  }
  const plugin = Object.defineProperty(new Above(), "run", {
    get() {
      throw new Error("was run");
    },
  });
  assertEquals(found(plugin), []);
});

Deno.test("getters are not run, whatever they would give", () => {
  const { pm } = setup({ run: {} });
  const run = hookimpl(() => 1);
  class Careful {
    get run(): typeof run {
      throw new Error("was run");
    }
    get name(): string {
      throw new Error("was run");
    }
    get then(): never {
      throw new Error("was run");
    }
  }
  pm.register(new Careful());
});

Deno.test("static methods of a class are impls, those of the class above too", () => {
  class Above {
    @hookimpl({ specname: "run" })
    static above() {}
  }
  class Below extends Above {
    @hookimpl({ specname: "run" })
    static below() {}
  }
  assertEquals(found(Below), ["below", "above"]);
});

Deno.test("a class whose instances have the impls is refused: it was meant to be constructed", () => {
  class Forgotten {
    @hookimpl
    run() {}
  }
  const { pm } = setup({ run: {} });
  const error = assertThrows(() => pm.register(Forgotten, "p"), PluginValidationError, "Register new Forgotten(…)");
  assertEquals([error.code, error.plugin, pm.hasPlugin("p")], ["class-not-instance", "p", false]);
  assertStringIncludes(error.message, "(run)");
});

Deno.test("a class with static impls may have others on its instances", () => {
  class Both {
    @hookimpl
    run() {}
    @hookimpl
    static run() {}
  }
  assertEquals(found(Both), ["run"]);
});

Deno.test("a module can be a plugin", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register(asModule);
  assertEquals(hook.run(), ["from a module"]);
  assertEquals(pm.getName(asModule), "as module");
});

Deno.test("an object without a prototype can be a plugin", () => {
  assertEquals(found(Object.assign(Object.create(null), { run: hookimpl(() => 1) })), ["run"]);
});

Deno.test("a function can be a plugin, by its properties", () => {
  assertEquals(found(Object.assign(() => 1, { run: hookimpl(() => 1) })), ["run"]);
});

Deno.test("frozen and sealed objects can be plugins", () => {
  assertEquals(found(Object.freeze({ run: hookimpl(() => 1) })), ["run"]);
});

Deno.test("a Proxy can be a plugin, and is called as this", () => {
  const { pm, hook } = setup({ run: {} });
  const target = {
    run: hookimpl(function (this: unknown) {
      return this === proxy;
    }),
  };
  const proxy: object = new Proxy(target, {
    get() {
      throw new Error("was run");
    },
  });
  pm.register(proxy);
  assertEquals(hook.run(), [true]);
  assert(pm.isRegistered(proxy));
  assert(!pm.isRegistered(target));
});

Deno.test("a Proxy whose traps throw fails to register with its own error, and leaves nothing", () => {
  const { pm } = setup({ run: {} });
  const plugin = new Proxy({}, {
    ownKeys() {
      throw new Error("from the trap");
    },
  });
  assertThrows(() => pm.register(plugin, "p"), Error, "from the trap");
  assertEquals(pm.hasPlugin("p"), false);
});

Deno.test("members that are hidden from loops are impls like others", () => {
  assertEquals(found(Object.defineProperty({}, "run", { value: hookimpl(() => 1) })), ["run"]);
});

Deno.test("values that are no functions are no impls, even if somebody put a mark on them", () => {
  const mark = { [Symbol.for("tenon.hookimpl:demo")]: { format: 1 } };
  assertEquals(found({ run: mark, other: 1, none: undefined }), []);
});

Deno.test("the member 'constructor' is never an impl", () => {
  const { pm } = setup();
  pm.register({ constructor: hookimpl(() => 1) }, "p");
  assertEquals(pm.getHookcallers(pm.getPlugin("p")!), []);
});

Deno.test("several members may be impls of one hook, the last declared is called first", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ a: marked(() => "a"), b: marked(() => "b") });
  assertEquals(hook.run(), ["b", "a"]);
  assertEquals(pm.getHookcallers(pm.getPlugin("plugin-1")!)!.length, 1);
});

for (const name of ["then", "toString", "__proto__", "call", "bind", "name", "length", "spec", "hasOwnProperty", "0"]) {
  Deno.test(`a hook may be called '${name}'`, async () => {
    const { pm, hook } = setup({ [name]: {} });
    const plugin = Object.defineProperty({}, name, { value: hookimpl(() => "called"), enumerable: true });
    pm.register(plugin, "p");
    assertEquals(hookOf(pm, name)(), ["called"]);
    assertEquals(hookOf(pm, name).name, name);
    assertEquals(Object.keys(hook), [name]);
    assertEquals(pm.getHookcallers(plugin)!.map((caller) => caller.name), [name]);
    pm.checkPending();
    pm.unregister(plugin);
    assertEquals(await hookOf(pm, name)(), []);
  });
}

Deno.test("a hook may be called 'constructor' by its specname", () => {
  const { pm } = setup();
  pm.register({ run: hookimpl({ specname: "constructor" }, () => 1) });
  assertEquals(hookOf(pm, "constructor")(), [1]);
});

Deno.test("marked functions that were made for another hook still count by their member's name", () => {
  const { pm } = setup({ run: {} });
  const run = hookimpl(function named() {});
  pm.register({ other: run });
  assertEquals(codeThrown(() => pm.checkPending()), "unknown-hook");
});
