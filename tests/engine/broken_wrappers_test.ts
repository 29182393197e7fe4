import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { PluginValidationError } from "@tenon/tenon";
import { WrapperError } from "../../src/engine/mod.ts";
import {
  type Around,
  type AsyncAround,
  type AsyncSilent,
  codeRejected,
  codeThrown,
  hookimpl,
  hookOf,
  rejection,
  setup,
  type Silent,
  tenonError,
  thrown,
} from "./support.ts";

const around = { wrapper: true } as const;

/** Functions of wrappers that break the rules, and the codes of the errors that follow. */
const BROKEN: Readonly<Record<string, [fn: () => Silent, code: string]>> = {
  "does not yield": [function* (): Silent {}, "did-not-yield"],
  "yields twice": [
    function* (): Silent {
      yield;
      yield;
    },
    "second-yield",
  ],
  "yields again in a finally block": [
    function* (): Silent {
      try {
        yield;
      } finally {
        yield;
      }
    },
    "second-yield",
  ],
  "yields forever": [
    function* (): Silent {
      for (;;) {
        try {
          yield;
        } finally {
          yield;
        }
      }
    },
    "second-yield",
  ],
};

for (const [what, [fn, code]] of Object.entries(BROKEN)) {
  const later = async function* (): AsyncSilent {
    yield* fn() as unknown as AsyncSilent;
  };
  for (const kind of ["wrapper", "hookwrapper"] as const) {
    Deno.test(`a ${kind} that ${what} fails the call, naming plugin and hook`, async () => {
      const { pm, hook } = setup({ sync: {}, async: { async: true }, later: { async: true } });
      const wrap = hookimpl({ [kind]: true }, fn);
      pm.register({ sync: wrap, async: wrap, later: hookimpl({ [kind]: true }, later) }, "p");
      const errors = [
        thrown(() => hook.sync()),
        await rejection(() => hook.async()),
        await rejection(() => hook.later()),
      ].map(tenonError);
      assertEquals(errors.map((error) => error.code), [code, code, code]);
      assertEquals(errors.map(({ plugin, hook }) => [plugin, hook]), [["p", "sync"], ["p", "async"], ["p", "later"]]);
      assert(errors.every((error) => error instanceof WrapperError));
      assertStringIncludes(errors[0]!.message, "a wrapper must yield once");
    });

    Deno.test(`wrappers outside of a ${kind} that ${what} are resumed, and can rescue the call`, async () => {
      const { pm, hook } = setup({ sync: {}, async: { async: true } });
      const wrap = hookimpl({ [kind]: true }, fn);
      pm.register({ sync: wrap, async: wrap });
      const rescue = hookimpl(around, function* (): Around {
        try {
          return yield;
        } catch (error) {
          return tenonError(error).code;
        }
      });
      pm.register({ sync: rescue, async: rescue });
      assertEquals(hook.sync(), code);
      assertEquals(await hook.async(), code);
    });
  }
}

Deno.test("impls do not run where a wrapper did not yield", () => {
  const { pm, hook } = setup({ run: {} });
  let ran = false;
  pm.register({ run: hookimpl(() => ran = true) });
  pm.register({ run: hookimpl(around, function* (): Silent {}) });
  assertEquals(codeThrown(() => hook.run()), "did-not-yield");
  assertEquals(ran, false);
});

Deno.test("a wrapper that yields twice is closed: its finally blocks run", async () => {
  const { pm, hook } = setup({ sync: {}, async: { async: true } });
  const events: string[] = [];
  const wrap = hookimpl(around, function* (): Silent {
    try {
      yield;
      yield;
    } finally {
      events.push("closed");
    }
  });
  const later = hookimpl(around, async function* (): AsyncSilent {
    try {
      yield;
      yield;
    } finally {
      await Promise.resolve();
      events.push("closed later");
    }
  });
  pm.register({ sync: wrap, async: later });
  assertEquals(codeThrown(() => hook.sync()), "second-yield");
  assertEquals(await codeRejected(() => hook.async()), "second-yield");
  assertEquals(events, ["closed", "closed later"]);
});

Deno.test("what closing a wrapper throws takes the place of the error, and wrappers further out go on", async () => {
  const { pm, hook } = setup({ sync: {}, async: { async: true }, later: { async: true } });
  const wrap = function* (): Around {
    try {
      yield;
      yield;
    } finally {
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw "from finally";
    }
  };
  const later = async function* (): AsyncAround {
    try {
      yield;
      yield;
    } finally {
      await Promise.resolve();
      // deno-lint-ignore no-unsafe-finally -- that is what is tested
      throw "from finally";
    }
  };
  pm.register({ sync: hookimpl(around, wrap), async: hookimpl(around, wrap), later: hookimpl(around, later) });
  const rescue = hookimpl(around, function* (): Around {
    try {
      return yield;
    } catch (error) {
      return error;
    }
  });
  pm.register({ sync: rescue, async: rescue, later: rescue });
  assertEquals([hook.sync(), await hook.async(), await hook.later()], ["from finally", "from finally", "from finally"]);
});

Deno.test("a wrapper that throws before its yield is not torn down itself, those outside are", () => {
  const { pm, hook } = setup({ run: {} });
  const events: string[] = [];
  pm.register({
    // deno-lint-ignore require-yield -- it does not come that far
    run: hookimpl(around, function* (): Around {
      events.push("setup fails");
      throw "setup";
    }),
  });
  pm.register({
    run: hookimpl(around, function* (): Around {
      try {
        return yield;
      } catch (error) {
        events.push(`outer sees ${error}`);
        throw error;
      }
    }),
  });
  assertEquals(thrown(() => hook.run()), "setup");
  assertEquals(events, ["setup fails", "outer sees setup"]);
});

Deno.test("every wrapper is resumed exactly once, whatever another one does", () => {
  const { pm, hook } = setup({ run: {} });
  const resumed: string[] = [];
  for (const name of ["inner", "middle", "outer"]) {
    pm.register({
      run: hookimpl(around, function* (): Around {
        try {
          yield;
        } finally {
          resumed.push(name);
        }
        throw name;
      }),
    });
  }
  assertEquals(thrown(() => hook.run()), "inner");
  assertEquals(resumed, ["inner", "middle", "outer"]);
});

// ---------------------------------------------------------------------------------------------------------------------
// Functions that cannot wrap

/** What is thrown when a function is registered as a wrapper. */
function refusal(hook: "sync" | "async", fn: () => unknown): PluginValidationError {
  const { pm } = setup({ sync: {}, async: { async: true } });
  const error = assertThrows(() => pm.register({ [hook]: hookimpl(around, fn) }, "p"), PluginValidationError);
  assertEquals([error.plugin, error.hook, pm.hasPlugin("p")], ["p", hook, false]);
  return error;
}

Deno.test("an async generator cannot wrap a synchronous hook", () => {
  const error = refusal("sync", async function* (): AsyncSilent {
    yield;
  });
  assertEquals(error.code, "not-generator");
  assertStringIncludes(
    error.message,
    "it is an async generator, and the hook is synchronous. Write function* instead.",
  );
});

Deno.test("a function that is no generator cannot wrap", () => {
  for (const kind of ["sync", "async"] as const) {
    assertStringIncludes(refusal(kind, () => 1).message, "Write function* and yield once.");
    // deno-lint-ignore require-await -- it is the kind of function that counts
    assertEquals(refusal(kind, async () => 1).code, "not-generator");
  }
});

Deno.test("without a spec, a wrapper that is no generator fails the call", () => {
  for (const value of [1, undefined, null, "text", {}, [1]]) {
    const { pm } = setup();
    pm.register({ run: hookimpl(around, () => value) }, "p");
    assertEquals(codeThrown(() => hookOf(pm, "run")()), "not-iterator");
  }
});

Deno.test("without a spec, a plain function that gives an async generator wraps nothing", async () => {
  const { pm } = setup();
  // deno-lint-ignore require-yield -- it is not run
  const make = async function* (): AsyncAround {
    await Promise.resolve();
    throw new Error("nobody waits");
  };
  pm.register({ run: hookimpl(around, () => make()) }, "p");
  assertEquals(codeThrown(() => hookOf(pm, "run")()), "not-iterator");
  await Promise.resolve();
});

Deno.test("a bound generator function can wrap", () => {
  const { pm, hook } = setup({ run: {} });
  const wrap = function* (this: string): Around {
    yield;
    return this;
  };
  pm.register({ run: hookimpl(around, wrap.bind("bound")) });
  assertEquals(hook.run(), "bound");
});

Deno.test("an async function cannot be an impl of a synchronous hook", () => {
  const { pm } = setup({ run: {} });
  // deno-lint-ignore require-await -- it is the kind of function that counts
  const error = tenonError(thrown(() => pm.register({ run: hookimpl(async () => 1) }, "p")));
  assertEquals([error.code, error.plugin, error.hook], ["async-impl-of-sync-hook", "p", "run"]);
});
