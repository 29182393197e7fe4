import { assert, assertEquals, assertRejects } from "@std/assert";
import { type HookWarning, PluginManager } from "@tenon/tenon";
import {
  type Around,
  type AsyncAround,
  codeRejected,
  codeThrown,
  hookimpl,
  hookOf,
  namespace,
  type OldAround,
  rejection,
  setup,
  thrown,
} from "./support.ts";

Deno.test("a synchronous hook gives its answers in call order, without null and undefined", () => {
  const { pm, hook } = setup({ run: {} });
  for (const answer of [0, "", false, null, undefined, NaN]) pm.register({ run: hookimpl(() => answer) });
  assertEquals(hook.run(), [NaN, false, "", 0]);
});

Deno.test("a collecting call gives a new array each time", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(() => 1) });
  assert(hook.run() !== hook.run());
});

Deno.test("an asynchronous hook gives a promise, whether or not an impl does", async () => {
  const { pm, hook } = setup({ run: { async: true }, first: { async: true, firstresult: true } });
  assert(hook.run() instanceof Promise);
  assert(hook.first() instanceof Promise);
  pm.register({ run: hookimpl(() => 1), first: hookimpl(() => 1) });
  assert(hook.run() instanceof Promise);
  assertEquals(await hook.run(), [1]);
  assertEquals(await hook.first(), 1);
});

Deno.test("impls of an asynchronous hook run one after another, also if one is slow", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const events: string[] = [];
  for (const [name, ms] of [["a", 0], ["b", 5], ["c", 1]] as const) {
    pm.register({
      run: hookimpl(async () => {
        events.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, ms));
        events.push(`${name} ends`);
        return name;
      }),
    });
  }
  assertEquals(await hook.run(), ["c", "b", "a"]);
  assertEquals(events, ["c begins", "c ends", "b begins", "b ends", "a begins", "a ends"]);
});

Deno.test("as long as no impl gives a promise, an asynchronous call runs at once", async () => {
  const { pm, hook } = setup({ run: { async: true } });
  const events: string[] = [];
  pm.register({ run: hookimpl(() => void events.push("impl")) });
  pm.register({
    run: hookimpl({ wrapper: true }, function* (): Around {
      events.push("setup");
      const outcome = yield;
      events.push("teardown");
      return outcome;
    }),
  });
  const call = hook.run();
  assertEquals(events, ["setup", "impl", "teardown"]);
  await call;
});

Deno.test("an asynchronous hook with firstresult stops at the first answer that is awaited", async () => {
  const { pm, hook } = setup({ run: { async: true, firstresult: true } });
  pm.register({
    run: hookimpl(() => {
      throw new Error("not called");
    }),
  });
  pm.register({ run: hookimpl(() => Promise.resolve("answer")) });
  pm.register({ run: hookimpl(() => Promise.resolve(null)) });
  assertEquals(await hook.run(), "answer");
});

Deno.test("a hook without a spec is asynchronous if one of its impls is an async function", async () => {
  const { pm } = setup();
  pm.register({ run: hookimpl(() => 1) });
  const hook = { run: hookOf(pm, "run") };
  assertEquals(hook.run(), [1]);
  pm.register({ run: hookimpl(() => Promise.resolve(2)) }, "promise only");
  assertEquals(codeThrown(() => hook.run()), "promise-from-sync-hook");
  pm.unregister(null, "promise only");
  // deno-lint-ignore require-await -- it is the kind of function that counts
  pm.register({ run: hookimpl(async () => 3) });
  assertEquals(await hook.run(), [3, 1]);
});

// What can be thrown, identity kept.
const THROWN: Readonly<Record<string, unknown>> = {
  "an error": new RangeError("boom"),
  "undefined": undefined,
  "null": null,
  "a string": "text",
  "zero": 0,
  "a frozen object": Object.freeze({}),
  "an object without prototype": Object.create(null),
  "a symbol": Symbol("s"),
};

for (const [what, value] of Object.entries(THROWN)) {
  Deno.test(`${what} that an impl throws reaches the caller as it is, through wrappers of every kind`, async () => {
    const { pm, hook } = setup({ sync: {}, async: { async: true } });
    const fail = () => {
      throw value;
    };
    const seen: unknown[] = [];
    const around = function* (): Around {
      try {
        return yield;
      } catch (error) {
        seen.push(error);
        throw error;
      }
    };
    const later = async function* (): AsyncAround {
      try {
        return yield;
      } catch (error) {
        seen.push(error);
        throw error;
      }
    };
    pm.register({ sync: hookimpl(fail), async: hookimpl(fail) });
    assert(Object.is(thrown(() => hook.sync()), value));
    assert(Object.is(await rejection(() => hook.async()), value));
    pm.register({ sync: hookimpl({ wrapper: true }, around), async: hookimpl({ wrapper: true }, later) });
    pm.register({
      sync: hookimpl({ hookwrapper: true }, function* (): OldAround {
        seen.push((yield).exception);
      }),
      async: hookimpl({ wrapper: true }, around),
    });
    assert(Object.is(thrown(() => hook.sync()), value));
    assert(Object.is(await rejection(() => hook.async()), value));
    assertEquals(seen.length, 4);
    assert(seen.every((error) => Object.is(error, value)));
  });

  Deno.test(`${what} that an impl rejects with reaches the caller as it is`, async () => {
    const { pm, hook } = setup({ run: { async: true } });
    pm.register({ run: hookimpl(() => Promise.reject(value)) });
    assert(Object.is(await rejection(() => hook.run()), value));
  });
}

Deno.test("an asynchronous hook never throws: everything that fails is a rejection", async () => {
  const { pm, hook } = setup({ run: { async: true, args: ["n"] }, memory: { async: true, historic: true } });
  const loose = hook as unknown as Record<string, (...args: unknown[]) => unknown>;
  assertEquals(await codeRejected(() => loose.run!("text")), "bad-arguments");
  assertEquals(await codeRejected(() => loose.run!({}, {})), "bad-arguments");
  assertEquals(await codeRejected(() => hook.run.callExtra([1 as never])), "bad-arguments");
  assertEquals(await codeRejected(() => hook.run.callExtra(undefined as never)), "bad-arguments");
  assertEquals(await codeRejected(() => hook.run.callHistoric({})), "not-historic");
  assertEquals(await codeRejected(() => hook.memory()), "historic-call");
  assertEquals(await codeRejected(() => hook.memory.callExtra([])), "historic-call");
  pm.register({
    run: hookimpl(() => {
      throw new Error("at once");
    }),
  });
  await assertRejects(() => hook.run({ n: 1 }) as Promise<unknown>, Error, "at once");
});

Deno.test("what a handler of warnings throws fails the call like any error", async () => {
  const onWarning = ({ code }: HookWarning): never => {
    throw new Error(code);
  };
  const pm = new PluginManager("demo", undefined, { onWarning });
  pm.addHookspecs(namespace({ sync: { args: ["n"] }, async: { async: true, args: ["n"] } }));
  pm.addHookspecs(namespace({ memory: { async: true, historic: true, args: ["n"] } }));
  assertEquals(String(thrown(() => hookOf(pm, "sync")())), "Error: missing-args");
  assertEquals(String(await rejection(() => hookOf(pm, "async")())), "Error: missing-args");
  assertEquals(String(await rejection(() => hookOf(pm, "memory").callHistoric())), "Error: missing-args");
});

Deno.test("an impl that is a generator function and no wrapper answers with a generator", () => {
  const { pm, hook } = setup({ run: { firstresult: true } });
  pm.register({
    run: hookimpl(function* () {
      yield 1;
    }),
  });
  assertEquals([...hook.run() as Iterable<number>], [1]);
});

Deno.test("impls are called with their plugin as this", () => {
  const { pm, hook } = setup({ run: {} });
  class Counter {
    count = 1;
    @hookimpl
    run() {
      return this.count++;
    }
  }
  pm.register(new Counter());
  assertEquals([hook.run(), hook.run()], [[1], [2]]);
});

Deno.test("a caller can be passed around: it needs no this", async () => {
  const { pm, hook } = setup({ run: {}, later: { async: true } });
  pm.register({ run: hookimpl(() => 1), later: hookimpl(() => 2) });
  const { run, later } = hook;
  assertEquals([run(), await later()], [[1], [2]]);
});

Deno.test("the same hook is the same caller each time", () => {
  const { hook } = setup({ run: {} });
  assert(hook.run === hook.run);
});

Deno.test("a method of a caller that is torn off is refused with an error of Tenon's", () => {
  const { hook } = setup({ run: {} });
  const { getHookimpls } = hook.run;
  assertEquals(codeThrown(() => getHookimpls.call({} as never)), "not-a-caller");
});
