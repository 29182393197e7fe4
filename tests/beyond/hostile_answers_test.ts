import { assertEquals } from "@std/assert";
import { type AnyFunction, hookimplMarker, type HookimplOptions, HookTimeoutError, PluginManager } from "@tenon/tenon";
import { errorOf, errorOfKind, type Host, host, never, outcomeOf, settled, wrapper } from "./support.ts";

/** An object with a `then` that does what it likes. */
function thenable(then: (resolve: (value?: unknown) => void, reject: (error: unknown) => void) => void): unknown {
  return { then };
}

/** A promise whose own `then` does what it likes. */
function tampered(then: () => unknown, promise: Promise<unknown> = Promise.resolve("real")): Promise<unknown> {
  return Object.defineProperty(promise, "then", { value: then });
}

const fails = () => {
  throw new Error("then");
};

/** Hosts of the three ways in which promises are waited for. */
const hosts: Record<string, () => Host> = {
  plain: () => host(),
  "without deadline": () => host({ onError: "skip" }),
  "with deadline": () => host({ onError: "skip", timeoutMs: 1e6 }),
  concurrent: () => host({ onError: "skip", timeoutMs: 1e6, concurrent: true }),
};

for (const [kind, makeHost] of Object.entries(hosts)) {
  Deno.test(`${kind}: a thenable that calls back several times has answered once`, async () => {
    const { addAll, run, lates } = makeHost();
    addAll({
      a: () =>
        thenable((resolve, reject) => {
          resolve(1);
          resolve(2);
          reject(new Error("afterwards"));
          throw new Error("afterwards");
        }),
      b: () => "b",
    });
    assertEquals(await run(), [1, "b"]);
    await settled();
    assertEquals(lates, []);
  });

  Deno.test(`${kind}: a thenable that gives thenables is followed to its end`, async () => {
    const { add, run } = makeHost();
    add("a", () => thenable((resolve) => resolve(thenable((resolve) => resolve(Promise.resolve("end"))))));
    assertEquals(await run(), ["end"]);
  });

  Deno.test(`${kind}: a then that throws is an error of its impl`, async () => {
    const { addAll, run, skips } = makeHost();
    addAll({ a: () => thenable(fails) });
    const outcome = await outcomeOf(() => run());
    if (kind === "plain") assertEquals(String("error" in outcome && outcome.error), "Error: then");
    else assertEquals(skips.map(({ plugin, error }) => [plugin, String(error)]), [["a", "Error: then"]]);
  });

  Deno.test(`${kind}: a getter of then that throws is an error of its impl`, async () => {
    const { add, run, skips } = makeHost();
    add("a", () => ({
      get then() {
        return fails();
      },
    }));
    const outcome = await outcomeOf(() => run());
    if (kind === "plain") assertEquals(String("error" in outcome && outcome.error), "Error: then");
    else assertEquals(skips.length, 1);
  });

  Deno.test(`${kind}: a then that is there only at first glance is a value in the end`, async () => {
    const { add, run } = makeHost();
    let looks = 0;
    const shy = {
      get then() {
        return looks++ === 0 ? () => {} : undefined;
      },
    };
    add("a", () => shy);
    assertEquals((await run() as unknown[]).length, 1);
  });

  Deno.test(`${kind}: what was done to the then of a real promise has no effect`, async () => {
    const { addAll, run } = makeHost();
    addAll({
      throws: () => tampered(fails),
      silent: () => tampered(() => undefined),
    });
    assertEquals(await run(), ["real", "real"]);
  });

  Deno.test(`${kind}: a constructor of a promise that throws is an error of its impl, and leaves no timer`, async () => {
    const { add, run } = makeHost();
    add("a", () =>
      Object.defineProperty(Promise.resolve("real"), "constructor", {
        get: fails,
      }));
    await outcomeOf(() => run());
  });

  Deno.test(`${kind}: a wrapper that gives hostile promises is like one that throws`, async () => {
    const { addAll, run, skips } = makeHost();
    addAll({
      w: wrapper(function* () {
        yield;
        return thenable(fails);
      }),
      a: () => "a",
    });
    const outcome = await outcomeOf(() => run());
    if (kind === "plain") assertEquals("error" in outcome, true);
    else assertEquals([outcome, skips[0]?.phase], [{ value: ["a"] }, "teardown"]);
  });
}

Deno.test("a thenable that never calls back is under the deadline", async () => {
  const { add, run } = host({ timeoutMs: 2 });
  add("a", () => thenable(() => {}));
  await errorOfKind(HookTimeoutError, () => run());
});

Deno.test("a thenable that calls back several times after its deadline is late once", async () => {
  const { add, run, lates } = host({ timeoutMs: 2, onError: "skip" });
  let call: () => void = () => {};
  add("a", () =>
    thenable((resolve, reject) => {
      call = () => {
        reject(new Error("late"));
        resolve("late");
        resolve("late");
      };
    }));
  await run();
  call();
  await settled();
  assertEquals(lates.map(({ failed }) => failed), [true]);
});

Deno.test("in a synchronous hook a promise is an error of its impl, however hostile it is", async () => {
  for (const given of [() => thenable(fails), () => tampered(fails), () => Promise.reject(new Error("unheard"))]) {
    for (const options of [{}, { quarantineAfter: 9 }]) {
      const { addAll, run } = host({ async: false }, options);
      let resumed = false;
      addAll({
        w: wrapper(function* (): Generator<void, unknown, unknown> {
          try {
            return yield;
          } finally {
            resumed = true;
          }
        }),
        a: given,
      });
      const error = await errorOf(() => run());
      assertEquals([(error as { code?: unknown }).code, resumed], ["promise-from-sync-hook", true]);
      await settled();
    }
  }
});

// Only where there is no spec can anything but a generator function be marked as a wrapper.
const hookimpl = hookimplMarker("bare") as (options: HookimplOptions, fn: AnyFunction) => AnyFunction;

/** A manager whose hook `run` has no spec, and an asynchronous impl and a strange wrapper. */
function bare(wrapper: () => unknown, timeoutMs: number) {
  const pm = new PluginManager("bare", undefined, { timeoutMs, onError: "skip", onWarning: () => {} });
  pm.register({
    run: hookimpl({}, async () => await "a"),
    around: hookimpl({ wrapper: true, specname: "run" }, wrapper),
  });
  return (pm.hook as Readonly<Record<string, () => Promise<unknown>>>)["run"]!;
}

Deno.test("a generator whose return throws, or that has none, is abandoned all the same", async () => {
  for (const close of [{ return: fails }, { return: () => Promise.reject(new Error("unheard")) }, {}]) {
    assertEquals(await bare(() => ({ next: never, ...close }), 2)(), ["a"]);
    await settled();
  }
});

Deno.test("a generator with nonsense for steps is a wrapper that fails", async () => {
  for (const next of [() => null, () => undefined, () => 5, () => Promise.resolve(null), fails]) {
    assertEquals(await bare(() => ({ next }), 1e6)(), ["a"]);
  }
});

Deno.test("an async function that is marked as a wrapper fails once, and leaves no unhandled rejection", async () => {
  for (const isAsync of [false, true]) {
    const pm = new PluginManager("bare");
    pm.register({
      run: hookimpl({}, isAsync ? async () => await "a" : () => "a"),
      around: hookimpl({ wrapper: true, specname: "run" }, () => Promise.reject(new Error("unheard"))),
    });
    const { run } = pm.hook as Readonly<Record<string, () => unknown>>;
    assertEquals((await errorOf(() => run!()) as { code?: unknown }).code, "not-iterator");
    await settled();
  }
});
