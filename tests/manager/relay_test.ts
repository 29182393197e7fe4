import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UnknownHookError } from "@tenon/tenon";
import { hookimpl, hookOf, setup } from "../engine/support.ts";

Deno.test("an unknown hook is an error that says what was meant", () => {
  const { pm } = setup({ afterTurn: {}, beforeTurn: {} });
  const error = assertThrows(() => hookOf(pm, "afterTrun"), UnknownHookError);
  assertEquals([error.code, error.hook], ["unknown-hook", "afterTrun"]);
  assertStringIncludes(error.message, "Cannot find hook 'afterTrun' of 'demo'");
  assertStringIncludes(error.message, "Did you mean 'afterTurn'?");
});

Deno.test("where nothing is near, nothing is guessed", () => {
  const { pm } = setup({ afterTurn: {} });
  const error = assertThrows(() => hookOf(pm, "zzz"), UnknownHookError);
  assertEquals(error.message.includes("Did you mean"), false);
});

Deno.test("a relay can be awaited, printed, compared and copied: it is an object like any", async () => {
  const { pm, hook } = setup({ run: {}, other: {} });
  assert(await pm.hook === pm.hook);
  assertEquals(Object.keys(pm.hook), ["run", "other"]);
  assertEquals(["run" in pm.hook, "nope" in pm.hook], [true, false]);
  assertStringIncludes(Deno.inspect(pm.hook), "run");
  assertStringIncludes(Deno.inspect(pm), "PluginManager");
  assertEquals(JSON.stringify(pm.hook), "{}");
  assertEquals({ ...pm.hook }, { run: hook.run, other: hook.other });
  assertEquals(Object.entries(pm.hook).length, 2);
  assertEquals(Reflect.ownKeys(pm.hook), ["run", "other"]);
  assert(structuredCloneFails(pm.hook));
});

function structuredCloneFails(value: unknown): boolean {
  try {
    structuredClone(value);
    return false;
  } catch (error) {
    return error instanceof DOMException;
  }
}

Deno.test("a caller can be awaited, printed and told by its name", async () => {
  const { hook } = setup({ run: {} });
  assert(await hook.run === hook.run);
  assertStringIncludes(Deno.inspect(hook.run), "run");
  assertEquals(hook.run.name, "run");
  assertEquals(typeof hook.run, "function");
  assertEquals(JSON.stringify({ run: hook.run }), "{}");
});

Deno.test("callers cannot be replaced from outside", () => {
  const { pm, hook } = setup({ run: {} });
  assertThrows(() => Object.assign(pm.hook, { run: () => "mine" }), TypeError);
  assertEquals(hook.run(), []);
});

Deno.test("a hook that is assigned where none is known does not become one", () => {
  const { pm } = setup({ run: {} });
  assertThrows(() => Object.assign(pm.hook, { stray: () => "mine" }), TypeError);
  assertThrows(() => hookOf(pm, "stray"), UnknownHookError);
});

Deno.test("a caller has what every function has", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(({ n }: { n: number }) => n) });
  assertEquals(hook.run.call(null as never, { n: 1 } as never), [1]);
  assertEquals(hook.run.apply(null as never, [{ n: 2 }] as never), [2]);
  assertEquals(hook.run.bind(null as never, { n: 3 } as never)(), [3]);
  assert(hook.run instanceof Function);
});

Deno.test("awaiting the relay of a hook called 'then' does not hang", async () => {
  const { pm } = setup({ then: {} });
  let ended = false;
  try {
    await pm.hook;
  } catch {
    // A hook is called with one object of arguments, and not with two functions.
  }
  ended = true;
  assert(ended);
});
