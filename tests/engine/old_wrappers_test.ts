import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { HookResult, type HookWarning, PluginManager } from "@tenon/tenon";
import {
  type Around,
  codeThrown,
  hookimpl,
  hookOf,
  namespace,
  type OldAround,
  rejection,
  setup,
  thrown,
} from "./support.ts";

const old = { hookwrapper: true } as const;
const KINDS = { sync: {}, async: { async: true } } as const;

/** Calls both hooks of {@linkcode KINDS}, and asserts that they have the same outcome. */
async function outcome({ hook }: { hook: { sync: () => unknown; async: () => unknown } }): Promise<unknown> {
  let sync: unknown;
  try {
    sync = hook.sync();
  } catch (error) {
    assert(Object.is(await rejection(hook.async), error), "the asynchronous hook fails alike");
    throw error;
  }
  assertEquals(await hook.async(), sync);
  return sync;
}

/** A plugin with one function for both hooks. */
function both(fn: () => unknown, options = {}): object {
  return { sync: hookimpl(options, fn), async: hookimpl(options, fn) };
}

Deno.test("an old-style wrapper receives the outcome in a box, and what it returns is ignored", async () => {
  const made = setup(KINDS);
  const boxes: HookResult[] = [];
  made.pm.register(both(() => 1));
  made.pm.register(both(function* (): Generator<void, unknown, HookResult> {
    boxes.push(yield);
    return "ignored";
  }, old));
  assertEquals(await outcome(made), [1]);
  for (const box of boxes) {
    assert(box instanceof HookResult);
    assertEquals([box.failed, box.exception, box.getResult()], [false, undefined, [1]]);
  }
});

Deno.test("an old-style wrapper is never thrown at: the box holds the error", async () => {
  const made = setup(KINDS);
  const error = new Error("boom");
  const seen: unknown[] = [];
  made.pm.register(both(() => {
    throw error;
  }));
  made.pm.register(both(function* (): OldAround {
    const box = yield;
    seen.push(box.failed, box.exception);
    assert(thrown(() => box.getResult()) === error);
  }, old));
  assert(await assertRejects(() => outcome(made)) === error);
  assertEquals(seen, [true, error, true, error]);
});

Deno.test("a thrown undefined is an error in the box", async () => {
  const made = setup(KINDS);
  const seen: unknown[] = [];
  made.pm.register(both(() => {
    throw undefined;
  }));
  made.pm.register(both(function* (): OldAround {
    const { failed, exception } = yield;
    seen.push([failed, exception]);
  }, old));
  assertEquals(thrown(() => made.hook.sync()), undefined);
  assertEquals(await rejection(() => made.hook.async()), undefined);
  assertEquals(seen, [[true, undefined], [true, undefined]]);
});

Deno.test("forceResult clears the error", async () => {
  const made = setup(KINDS);
  made.pm.register(both(() => {
    throw new Error("boom");
  }));
  made.pm.register(both(function* (): OldAround {
    (yield).forceResult("forced");
  }, old));
  assertEquals(await outcome(made), "forced");
});

Deno.test("forceException clears the value, and wrappers further out are thrown at", async () => {
  const made = setup(KINDS);
  made.pm.register(both(() => 1));
  made.pm.register(both(function* (): OldAround {
    (yield).forceException("forced");
  }, old));
  made.pm.register(both(
    function* (): Around {
      try {
        return yield;
      } catch (error) {
        return `caught ${error}`;
      }
    },
    { wrapper: true },
  ));
  assertEquals(await outcome(made), "caught forced");
});

Deno.test("undefined can be forced as result and as exception", async () => {
  const made = setup(KINDS);
  made.pm.register(both(function* (): OldAround {
    (yield).forceResult(undefined);
  }, old));
  assertEquals(await outcome(made), undefined);
  made.pm.register(both(function* (): OldAround {
    (yield).forceException(undefined);
  }, old));
  assertEquals(thrown(() => made.hook.sync()), undefined);
});

Deno.test("what an old-style wrapper throws in its teardown is warned of, and goes on as the error", async () => {
  const made = setup(KINDS);
  const error = new TypeError("late");
  const seen: unknown[] = [];
  made.pm.register(
    both(function* (): OldAround {
      yield;
      throw error;
    }, old),
    "p",
  );
  made.pm.register(both(function* (): OldAround {
    seen.push((yield).exception);
  }, old));
  assert(await assertRejects(() => outcome(made)) === error);
  assertEquals(seen, [error, error]);
  assertEquals(made.warnings.map(({ code, plugin, hook, error }) => ({ code, plugin, hook, error })), [
    { code: "teardown-raised", plugin: "p", hook: "sync", error },
    { code: "teardown-raised", plugin: "p", hook: "async", error },
  ]);
  assertStringIncludes(made.warnings[0]!.message, "TypeError: late");
});

Deno.test("getResult of a failed call, unguarded, is such a throw", async () => {
  const made = setup(KINDS);
  const error = new Error("boom");
  made.pm.register(both(() => {
    throw error;
  }));
  made.pm.register(both(function* (): OldAround {
    (yield).getResult();
  }, old));
  assert(await assertRejects(() => outcome(made)) === error);
  assertEquals(made.warnings.length, 2);
});

Deno.test("a second yield, and what closing throws, is not warned of", async () => {
  const made = setup(KINDS);
  made.pm.register(both(function* (): OldAround {
    yield;
    yield;
  }, old));
  assertEquals(codeThrown(() => made.hook.sync()), "second-yield");
  await rejection(() => made.hook.async());
  assertEquals(made.warnings, []);
});

Deno.test("if the handler of that warning throws, wrappers further out are resumed all the same, with its error", async () => {
  const onWarning = ({ code }: HookWarning): never => {
    throw code;
  };
  const pm = new PluginManager("demo", undefined, { onWarning });
  pm.addHookspecs(namespace(KINDS));
  pm.register(both(function* (): OldAround {
    yield;
    throw new Error("late");
  }, old));
  pm.register(both(
    function* (): Around {
      try {
        return yield;
      } catch (error) {
        return `rescued from ${error}`;
      }
    },
    { wrapper: true },
  ));
  assertEquals(hookOf(pm, "sync")(), "rescued from teardown-raised");
  assertEquals(await hookOf(pm, "async")(), "rescued from teardown-raised");
});

Deno.test("a promise that an old-style wrapper puts in the box of an asynchronous hook is awaited", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  pm.register({
    run: hookimpl(old, function* (): OldAround {
      (yield).forceResult(Promise.resolve("inner"));
    }),
  });
  pm.register({
    run: hookimpl({ wrapper: true }, function* (): Around {
      return `outer of ${yield}`;
    }),
  });
  assertEquals(await hook.run(), "outer of inner");
});

Deno.test("with a spec, an impl cannot be a wrapper of both styles", () => {
  const { pm } = setup(KINDS);
  const wrap = hookimpl({ wrapper: true, hookwrapper: true }, function* () {
    yield;
  });
  assertEquals(codeThrown(() => pm.register({ sync: wrap })), "both-wrapper-kinds");
});

Deno.test("without a spec, an impl that is a wrapper of both styles is one of the old style", () => {
  const { pm } = setup();
  pm.register({
    run: hookimpl({ wrapper: true, hookwrapper: true }, function* (): OldAround {
      (yield).forceResult("in the old style");
    }),
  });
  assertEquals(hookOf(pm, "run")(), "in the old style");
});

// ---------------------------------------------------------------------------------------------------------------------
// The box itself

Deno.test("a result of a call holds what was returned or thrown", () => {
  assertEquals(HookResult.fromCall(() => 1).getResult(), 1);
  const failed = HookResult.fromCall(() => {
    throw null;
  });
  assertEquals([failed.failed, failed.exception], [true, null]);
  assertEquals(thrown(() => failed.getResult()), null);
});

Deno.test("getResult throws the same error each time, and its trace does not grow", () => {
  const error = new Error("boom");
  const stack = error.stack;
  const result = HookResult.ofError(error);
  for (let i = 0; i < 3; i++) assert(assertThrows(() => result.getResult()) === error);
  assertEquals(error.stack, stack);
});

Deno.test("the last that is forced counts", () => {
  const result = HookResult.ofValue<unknown>(1);
  result.forceException("error");
  result.forceResult(2);
  assertEquals([result.failed, result.exception, result.getResult()], [false, undefined, 2]);
  result.forceException("again");
  assertEquals([result.failed, result.exception], [true, "again"]);
});
