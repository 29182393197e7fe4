import { assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import { type OutcomeBox, sourceOf } from "@tenon/tenon";
import { errorOf, hookwrapper, host, impl, wrapper } from "./support.ts";

/** Hosts whose calls go through the three loops: the synchronous one, the asynchronous one, and that for all features. */
const loops = {
  sync: () => host({ async: false }),
  async: () => host(),
  guarded: () => host({}, { quarantineAfter: 1e6 }),
  "guarded sync": () => host({ async: false }, { quarantineAfter: 1e6 }),
};

for (const [loop, makeHost] of Object.entries(loops)) {
  Deno.test(`${loop}: the error of a plain impl is the same object, and says plugin, hook and phase`, async () => {
    const { addAll, run } = makeHost();
    const thrown = Object.freeze(new Error("bad"));
    addAll({
      good: () => 1,
      bad: () => {
        throw thrown;
      },
    });
    const error = await errorOf(() => run());
    assertStrictEquals(error, thrown);
    assertEquals(sourceOf(error), { plugin: "bad", hook: "run", phase: "call", others: [] });
  });

  Deno.test(`${loop}: the error of a wrapper says whether it was before or after the yield`, async () => {
    const setup = makeHost();
    // deno-lint-ignore require-yield
    const failsFirst = function* () {
      throw new Error("setup");
    };
    setup.add("w", wrapper(failsFirst));
    assertEquals(sourceOf(await errorOf(() => setup.run()))?.phase, "setup");
    const teardown = makeHost();
    teardown.add(
      "w",
      wrapper(function* () {
        yield;
        throw new Error("teardown");
      }),
    );
    assertEquals(sourceOf(await errorOf(() => teardown.run()))?.phase, "teardown");
  });

  Deno.test(`${loop}: an error that passes wrappers keeps its source`, async () => {
    const { addAll, run } = makeHost();
    addAll({
      outer: hookwrapper(function* (): Generator<void, void, OutcomeBox<unknown>> {
        (yield).getResult();
      }),
      inner: wrapper(function* (): Generator<void, unknown, unknown> {
        try {
          return yield;
        } catch (error) {
          throw error;
        }
      }),
      bad: () => {
        throw new Error("bad");
      },
    });
    assertEquals(sourceOf(await errorOf(() => run()))?.plugin, "bad");
  });

  Deno.test(`${loop}: an error that a wrapper puts in place of another is the wrapper's`, async () => {
    const { addAll, run } = makeHost();
    addAll({
      w: wrapper(function* (): Generator<void, unknown, unknown> {
        try {
          return yield;
        } catch (cause) {
          throw new Error("clearer", { cause });
        }
      }),
      bad: () => {
        throw new Error("bad");
      },
    });
    const error = await errorOf(() => run()) as Error;
    assertEquals([sourceOf(error)?.plugin, sourceOf(error)?.phase], ["w", "teardown"]);
    assertEquals(sourceOf(error.cause)?.plugin, "bad");
  });

  Deno.test(`${loop}: an error that an old-style wrapper forces is the wrapper's`, async () => {
    const { addAll, run } = makeHost();
    addAll({
      w: hookwrapper(function* (): Generator<void, void, OutcomeBox<unknown>> {
        (yield).forceException(new Error("forced"));
      }),
      a: () => 1,
    });
    assertEquals(sourceOf(await errorOf(() => run())), { plugin: "w", hook: "run", phase: "teardown", others: [] });
  });

  Deno.test(`${loop}: Tenon's own errors of a call have a source too`, async () => {
    const { addAll, run } = makeHost();
    addAll({
      w: wrapper(function* () {
        yield;
        yield;
      }),
    });
    assertEquals(sourceOf(await errorOf(() => run())), { plugin: "w", hook: "run", phase: "teardown", others: [] });
  });

  Deno.test(`${loop}: the source is the impl furthest in, where hooks call hooks`, async () => {
    const inner = makeHost();
    inner.add("deep", () => {
      throw new Error("deep");
    });
    const { add, run } = makeHost();
    add("outer", () => inner.run());
    assertEquals(sourceOf(await errorOf(() => run()))?.plugin, "deep");
  });

  Deno.test(`${loop}: thrown functions and objects have a source, primitives have none`, async () => {
    for (const [thrown, known] of [[() => {}, true], [Object.create(null), true], ["text", false], [null, false]]) {
      const { add, run } = makeHost();
      add("bad", () => {
        throw thrown;
      });
      const error = await errorOf(() => run());
      assertStrictEquals(error, thrown);
      assertEquals(sourceOf(error)?.plugin, known ? "bad" : undefined);
    }
  });

  Deno.test(`${loop}: an extra function is a source under the name <temp>`, async () => {
    const { run } = makeHost();
    const extra = () => {
      throw new Error("extra");
    };
    assertEquals(sourceOf(await errorOf(() => run.callExtra([extra])))?.plugin, "<temp>");
  });

  Deno.test(`${loop}: an error of a replayed call has a source`, async () => {
    const options = loop.startsWith("guarded") ? { quarantineAfter: 1e6 } : {};
    const { pm, run } = host({ async: !loop.endsWith("sync") || loop === "async", historic: true }, options);
    await run.callHistoric({});
    const bad = impl({}, () => {
      throw new Error("bad");
    });
    const error = await errorOf(() => pm.registerAsync({ run: bad }, "later"));
    assertEquals(sourceOf(error), { plugin: "later", hook: "run", phase: "call", others: [] });
  });
}

Deno.test("what left no call has no source", () => {
  for (const value of [new Error("never thrown"), undefined, null, 1, "text", {}]) {
    assertEquals(sourceOf(value), undefined);
  }
});

Deno.test("monitors tell whose a thrown primitive is, call by call", async () => {
  const { pm, add, run } = host({ async: false });
  const seen: unknown[] = [];
  pm.addHookcallMonitoring(() => {}, (outcome, hook, impls) => {
    seen.push([outcome.exception, hook, impls.map(({ pluginName }) => pluginName)]);
  });
  add("bad", () => {
    throw "text";
  });
  await errorOf(() => run());
  assertEquals(seen, [["text", "run", ["bad"]]]);
});

Deno.test("the stack trace of an error shows the function of the impl", async () => {
  for (const makeHost of Object.values(loops)) {
    const { add, run } = makeHost();
    add("bad", function failsInHere() {
      throw new Error("bad");
    });
    const error = await errorOf(() => run()) as Error;
    assertEquals(error.stack?.includes("failsInHere"), true);
  }
});

Deno.test("two errors of one impl are two objects with a source each", async () => {
  const { add, run } = host();
  add("bad", () => Promise.reject(new Error("bad")));
  const [one, two] = [await errorOf(() => run()), await errorOf(() => run())];
  assertNotStrictEquals(one, two);
  assertEquals([sourceOf(one)?.plugin, sourceOf(two)?.plugin], ["bad", "bad"]);
});
