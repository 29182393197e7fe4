import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { PluginValidationError, RegistrationError, UsageError } from "@tenon/tenon";
import { codeThrown, hookimpl, hookOf, setup, type Silent, tenonError, thrown } from "../engine/support.ts";

const memory = { historic: true } as const;

// ---------------------------------------------------------------------------------------------------------------------
// Names

Deno.test("register gives the plugin's name: the one given, else its own, else an invented one", () => {
  const { pm } = setup();
  class Slack {}
  assertEquals(pm.register({}, "given"), "given");
  assertEquals(pm.register({ name: "own" }), "own");
  assertEquals(pm.register(new Slack()), "Slack-1");
  assertEquals(pm.register({}), "plugin-2");
  assertEquals(pm.register(class Static {}), "Static");
});

Deno.test("an empty name is no name", () => {
  const { pm } = setup();
  assertEquals(pm.register({ name: "" }, ""), "plugin-1");
});

Deno.test("a name that is no text does not count", () => {
  const { pm } = setup();
  assertEquals(pm.register({ name: 5 }), "plugin-1");
  assertEquals(pm.register({ name: () => "n" }), "plugin-2");
});

Deno.test("a canonical name is the same for the same object, registered or not", () => {
  const { pm } = setup();
  const [a, b] = [{}, {}];
  const name = pm.getCanonicalName(a);
  assert(pm.getCanonicalName(b) !== name);
  assertEquals(pm.getCanonicalName(a), name);
  pm.register(a, "given");
  assertEquals(pm.getCanonicalName(a), name);
});

Deno.test("finding a name runs no code of the plugin or its class", () => {
  const { pm } = setup();
  class Careful {
    get name(): string {
      throw new Error("was run");
    }
    static get name(): string {
      throw new Error("was run");
    }
  }
  assertEquals(pm.register(new Careful()), "plugin-1");
});

Deno.test("names that objects inherit are ordinary names", () => {
  const { pm } = setup();
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    const plugin = {};
    assertEquals(pm.hasPlugin(name), false);
    assertEquals(pm.register(plugin, name), name);
    assert(pm.getPlugin(name) === plugin);
    assert(pm.unregister(null, name) === plugin);
  }
});

Deno.test("a name that is taken is refused, with where its holder came from", () => {
  const { pm } = setup();
  pm.register({}, "p", { source: "jsr:@crow/p" });
  const error = assertThrows(() => pm.register({}, "p", { source: "npm:p" }), RegistrationError);
  assertEquals([error.code, error.plugin, error.source], ["name-registered", "p", "npm:p"]);
  assertStringIncludes(error.message, "from jsr:@crow/p");
});

Deno.test("an object that is registered already is refused, with its name", () => {
  const { pm } = setup();
  const plugin = {};
  pm.register(plugin, "first");
  const error = assertThrows(() => pm.register(plugin, "second"), RegistrationError, "as 'first'");
  assertEquals(error.code, "plugin-registered");
  assertEquals(pm.hasPlugin("second"), false);
});

for (const value of [undefined, null, 1, "plugin", Symbol("s"), true]) {
  Deno.test(`${String(value)} cannot be registered`, () => {
    const { pm } = setup();
    const error = assertThrows(() => pm.register(value as never, "p"), UsageError);
    assertEquals([error.code, error.plugin], ["not-an-object", "p"]);
    assertEquals(pm.listNamePlugin(), []);
  });
}

// ---------------------------------------------------------------------------------------------------------------------
// All or nothing

/** A plugin whose last impl does not fit. */
function misfit() {
  return {
    first: hookimpl(() => "first"),
    second: hookimpl({ wrapper: true }, () => "no generator"),
  };
}

Deno.test("a plugin that does not fit leaves neither name nor impl, and the name is free for another", () => {
  const { pm, hook } = setup({ first: {}, second: {} });
  const plugin = misfit();
  const error = assertThrows(() => pm.register(plugin, "p"), PluginValidationError);
  assert(error.pluginObject === plugin);
  assertEquals([pm.hasPlugin("p"), pm.isRegistered(plugin), pm.listNamePlugin()], [false, false, []]);
  assertEquals(hook.first(), []);
  pm.register({ first: hookimpl(() => "other") }, "p");
  assertEquals(hook.first(), ["other"]);
});

Deno.test("a plugin that does not fit can be mended and registered again", () => {
  const { pm, hook } = setup({ first: {}, second: {} });
  const plugin: Record<string, unknown> = misfit();
  assertThrows(() => pm.register(plugin));
  delete plugin["second"];
  pm.register(plugin);
  assertEquals(hook.first(), ["first"]);
});

Deno.test("nothing is replayed to a plugin that does not fit", () => {
  const { pm, hook } = setup({ first: memory, second: {} });
  hook.first.callHistoric();
  let replayed = 0;
  const plugin = { ...misfit(), first: hookimpl(() => replayed++) };
  assertEquals(codeThrown(() => pm.register(plugin)), "not-generator");
  assertEquals(replayed, 0);
});

Deno.test("if a replay fails, the impls that had their places already lose them", () => {
  const { pm, hook } = setup({ first: {}, second: memory, third: {} });
  hook.second.callHistoric({ n: 1 });
  const error = new Error("boom");
  const plugin = {
    first: hookimpl(() => "first"),
    second: hookimpl(() => {
      assertEquals(hook.first(), ["first"], "the first impl has its place");
      throw error;
    }),
    third: hookimpl(() => "third"),
  };
  assert(thrown(() => pm.register(plugin, "p")) === error);
  assertEquals([hook.first(), hook.third(), pm.hasPlugin("p")], [[], [], false]);
  assertEquals(pm.getHookcallers(plugin), null);
  hook.second.callHistoric({ n: 2 });
});

Deno.test("other plugins keep their order when one fails to register", () => {
  const { pm, hook } = setup({ run: {}, second: {} });
  pm.register({ run: hookimpl(() => "a") });
  pm.register({ run: hookimpl(() => "b") });
  assertThrows(() => pm.register({ run: hookimpl(() => "no"), ...misfit() }));
  pm.register({ run: hookimpl(() => "c") });
  assertEquals(hook.run(), ["c", "b", "a"]);
});

Deno.test("warnings that are due before a check fails are given", () => {
  const { pm, warnings } = setup({ first: { warn_on_impl: "use second" }, second: {} });
  assertEquals(codeThrown(() => pm.register(misfit(), "p")), "not-generator");
  assertEquals(warnings.map(({ code, plugin, hook, text }) => [code, plugin, hook, text]), [
    ["on-impl", "p", "first", "use second"],
  ]);
});

Deno.test("what a handler of warnings throws fails the registration, which leaves nothing", () => {
  const { pm } = setup({ first: { warn_on_impl: "use second" } });
  const made = setup({ first: { warn_on_impl: "use second" } });
  made.warnings.push = () => {
    throw new Error("no warnings, please");
  };
  assertThrows(() => made.pm.register({ first: hookimpl(() => 1) }, "p"), Error, "no warnings, please");
  assertEquals([made.pm.hasPlugin("p"), made.hook.first()], [false, []]);
  pm.register({ first: hookimpl(() => 1) }, "p");
});

Deno.test("register refuses where a remembered call would have to be awaited, and says what to do", () => {
  const { pm, hook } = setup({ first: {}, later: { historic: true, async: true } });
  pm.register({ later: hookimpl(() => 1) }, "before the first call");
  hook.later.callHistoric();
  hook.later.callHistoric();
  const plugin = { first: hookimpl(() => 1), later: hookimpl(() => 1) };
  const error = assertThrows(() => pm.register(plugin, "p"), UsageError, "2 remembered calls");
  assertEquals([error.code, error.plugin, error.hook], ["needs-register-async", "p", "later"]);
  assertStringIncludes(error.message, "await registerAsync");
  assertEquals([pm.hasPlugin("p"), hook.first()], [false, []]);
});

Deno.test("nothing is replayed to a plugin that register refuses", () => {
  const { pm, hook } = setup({ first: memory, later: { historic: true, async: true } });
  hook.first.callHistoric();
  hook.later.callHistoric();
  let replayed = 0;
  const plugin = { first: hookimpl(() => replayed++), later: hookimpl(() => 1) };
  assertEquals(codeThrown(() => pm.register(plugin)), "needs-register-async");
  assertEquals(replayed, 0);
});

// ---------------------------------------------------------------------------------------------------------------------
// What becomes known

Deno.test("an impl of a hook that nobody declared makes the hook known", () => {
  const { pm } = setup();
  pm.register({ undeclared: hookimpl(() => 1) }, "p");
  assertEquals(hookOf(pm, "undeclared").hasSpec(), false);
  pm.unregister(null, "p");
  assertEquals(hookOf(pm, "undeclared")(), []);
});

Deno.test("a plugin without impls is a plugin", () => {
  const { pm } = setup();
  const plugin = {};
  pm.register(plugin);
  assertEquals([pm.isRegistered(plugin), pm.getHookcallers(plugin)], [true, []]);
});

Deno.test("the same function can serve several plugins", () => {
  const { pm, hook } = setup({ run: {} });
  const run = hookimpl(function (this: { n: number }) {
    return this.n;
  });
  pm.register({ n: 1, run });
  pm.register({ n: 2, run });
  assertEquals(hook.run(), [2, 1]);
});

Deno.test("a plugin that is changed after it was registered keeps the impls it had", () => {
  const { pm, hook } = setup({ run: {} });
  const plugin: Record<string, unknown> = { run: hookimpl(() => "old") };
  pm.register(plugin);
  plugin["run"] = hookimpl(() => "new");
  assertEquals(hook.run(), ["old"]);
});

Deno.test("where it came from is in every error about a plugin", () => {
  const { pm, hook } = setup({ run: { args: ["n"] }, wrapped: {} });
  const source = "jsr:@crow/p@1";
  const run = hookimpl(({ n }: { n: number }) => n);
  pm.register({ run, wrapped: hookimpl({ wrapper: true }, function* (): Silent {}) }, "p", { source });
  for (
    const call of [
      hook.run,
      hook.wrapped,
      () => pm.register({ wrapped: hookimpl({ wrapper: true }, run) }, "q", { source }),
    ]
  ) {
    const error = tenonError(thrown(call));
    assertEquals(error.source, source);
    assertStringIncludes(error.message, `(${source})`);
  }
});

Deno.test("what a plugin was registered with does not change with the object that said it", async () => {
  const { pm, hook } = setup({ run: {} });
  const options: { onError?: "skip" } = { onError: "skip" };
  pm.register({ run: hookimpl(() => JSON.parse("{")) }, "broken", options);
  delete options.onError;
  assertEquals(await hook.run(), []);
});
