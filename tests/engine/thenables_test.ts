import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HookCallError } from "@tenon/tenon";
import { type Around, codeThrown, hookimpl, type OldAround, setup, tenonError, thrown, turn } from "./support.ts";

Deno.test("a promise from an impl of a synchronous hook fails the call, naming plugin and hook", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => Promise.resolve(1)) }, "p", { source: "file:///p.ts" });
  const error = tenonError(thrown(() => hook.run()));
  assert(error instanceof HookCallError);
  assertEquals([error.code, error.plugin, error.hook, error.source], [
    "promise-from-sync-hook",
    "p",
    "run",
    "file:///p.ts",
  ]);
  assertStringIncludes(error.message, "returned a promise, and the hook is synchronous");
});

Deno.test("after a promise, later impls of a synchronous hook do not run, and wrappers are unwound", () => {
  const { pm, hook } = setup({ run: {} });
  const events: string[] = [];
  pm.register({ run: hookimpl(() => void events.push("later impl")) });
  pm.register({ run: hookimpl(() => Promise.resolve(1)) });
  pm.register({
    run: hookimpl({ wrapper: true }, function* (): Around {
      try {
        return yield;
      } catch (error) {
        events.push(tenonError(error).code);
        return "rescued";
      }
    }),
  });
  assertEquals(hook.run(), "rescued");
  assertEquals(events, ["promise-from-sync-hook"]);
});

Deno.test("a promise that a synchronous hook refuses is rejected without ending the process", async () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => Promise.reject(new Error("nobody waits"))) });
  assertEquals(codeThrown(() => hook.run()), "promise-from-sync-hook");
  await turn(); // Deno fails a test during which a rejection was not handled.
});

Deno.test("a wrapper of a synchronous hook that returns a promise fails the call", async () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({
    run: hookimpl({ wrapper: true }, function* () {
      yield;
      return Promise.reject(new Error("nobody waits"));
    }),
  }, "p");
  const error = tenonError(thrown(() => hook.run()));
  assertEquals([error.code, error.plugin], ["promise-from-sync-hook", "p"]);
  await turn();
});

Deno.test("an old-style wrapper that puts a promise in the box of a synchronous hook fails the call", async () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({
    run: hookimpl({ hookwrapper: true }, function* (): OldAround {
      (yield).forceResult(Promise.reject(new Error("nobody waits")));
    }),
  }, "p");
  const error = tenonError(thrown(() => hook.run()));
  assertEquals([error.code, error.plugin], ["promise-from-sync-hook", "p"]);
  await turn();
});

/** Thenables that misbehave, and what an asynchronous hook makes of them. */
const THENABLES: Readonly<Record<string, [make: () => unknown, outcome: string]>> = {
  "is no promise but fulfils": [() => ({ then: (done: (value: unknown) => void) => done("value") }), "value"],
  "is a function": [() => Object.assign(() => 1, { then: (done: (value: unknown) => void) => done("value") }), "value"],
  "settles twice": [
    () => ({
      then(done: (value: unknown) => void, fail: (error: unknown) => void) {
        done("first");
        done("second");
        fail(new Error("third"));
      },
    }),
    "first",
  ],
  "fulfils and then throws": [
    () => ({
      then(done: (value: unknown) => void) {
        done("first");
        throw new Error("too late");
      },
    }),
    "first",
  ],
  "throws from then": [
    () => ({
      then() {
        throw new Error("from then");
      },
    }),
    "Error: from then",
  ],
  "throws when then is read": [
    () => ({
      get then() {
        throw new Error("from the getter");
      },
    }),
    "Error: from the getter",
  ],
  "gives a thenable": [
    () => ({
      then: (done: (value: unknown) => void) => done({ then: (done: (value: unknown) => void) => done("deep") }),
    }),
    "deep",
  ],
  "has a then that is no function": [() => ({ then: 1, toString: () => "plain" }), "plain"],
};

for (const [what, [make, expected]] of Object.entries(THENABLES)) {
  Deno.test(`a thenable that ${what} is awaited like any, with and without a wrapper`, async () => {
    const { pm, hook } = setup({ run: { async: true, firstresult: true } });
    const outcome = async () => {
      try {
        return String(await hook.run());
      } catch (error) {
        return String(error);
      }
    };
    pm.register({ run: hookimpl(make) });
    assertEquals(await outcome(), expected);
    pm.register({ run: hookimpl(() => Promise.resolve(null)) });
    assertEquals(await outcome(), expected);
    pm.register({
      run: hookimpl({ wrapper: true }, function* (): Around {
        return yield;
      }),
    });
    assertEquals(await outcome(), expected);
  });
}

Deno.test("a thenable that never settles holds up its own call, and no other", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  pm.register({ run: hookimpl(({ wait }: { wait: boolean }) => wait ? { then() {} } : "answer") });
  let ended = false;
  void (hook.run({ wait: true }) as Promise<unknown>).then(() => ended = true);
  assertEquals(await hook.run({ wait: false }), ["answer"]);
  await turn();
  assertEquals(ended, false);
});

Deno.test("a synchronous hook refuses every thenable, and is not confused by what its then does", async () => {
  for (const [what, [make]] of Object.entries(THENABLES)) {
    const { pm, hook } = setup({ run: {} });
    pm.register({ run: hookimpl(make) });
    if (what === "throws when then is read") assertStringIncludes(String(thrown(() => hook.run())), "from the getter");
    else if (what === "has a then that is no function") assertEquals((hook.run() as unknown[]).length, 1);
    else assertEquals(codeThrown(() => hook.run()), "promise-from-sync-hook");
  }
  await turn();
});

Deno.test("a thenable that nobody asked to begin is not begun by a synchronous hook", () => {
  const { pm, hook } = setup({ run: {} });
  let begun = false;
  pm.register({ run: hookimpl(() => ({ then: () => begun = true })) });
  assertEquals(codeThrown(() => hook.run()), "promise-from-sync-hook");
  assertEquals(begun, false);
});
