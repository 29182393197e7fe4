import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type HookCallError,
  type HookSchemas,
  HookValueError,
  type OutcomeBox,
  type StandardResult,
  type StandardSchema,
  UsageError,
} from "@tenon/tenon";
import { errorOf, errorOfKind, hookwrapper, host, impl, settled, wrapper } from "./support.ts";

/** A validator made of a function. */
function schema(validate: (value: unknown) => StandardResult | PromiseLike<StandardResult>): StandardSchema {
  return { "~standard": { validate } };
}

const upper = schema((value) =>
  typeof value === "string" ? { value: value.toUpperCase() } : { issues: [{ message: "not a text" }] }
);
const upperLater = schema(async (value) => await upper["~standard"].validate(value));
const id = schema((value) => {
  const { id } = value as { id?: unknown };
  return typeof id === "number"
    ? { value: { id: id + 1, more: true } }
    : { issues: [{ message: "not a number", path: ["id"] }] };
});
const idLater = schema(async (value) => await id["~standard"].validate(value));
const fails = schema(() => {
  throw new Error("validator");
});

/** The ways in which a hook may have validators: at once, and with promises where it is asynchronous. */
const ways: { way: string; async: boolean; args: StandardSchema; result: StandardSchema }[] = [
  { way: "sync hook", async: false, args: id, result: upper },
  { way: "async hook", async: true, args: id, result: upper },
  { way: "async hook, async validators", async: true, args: idLater, result: upperLater },
];

for (const { way, async, args, result } of ways) {
  const checks = (schemas: HookSchemas, more: object = {}) => host({ async, schemas, ...more });

  Deno.test(`${way}: impls get the arguments as the validator gives them`, async () => {
    const { add, run } = checks({ args });
    add("a", (args: unknown) => args);
    assertEquals(await run({ id: 1 }), [{ id: 2, more: true }]);
    assertEquals(await run.attributed({ id: 1 }), [{ plugin: "a", value: { id: 2, more: true } }]);
    assertEquals(await run.callExtra([], { id: 1 }), [{ id: 2, more: true }]);
  });

  Deno.test(`${way}: rejected arguments fail the call before any impl, with hook and path`, async () => {
    const { pm, add, run } = checks({ args });
    let called = false;
    pm.addHookcallMonitoring(() => called = true, () => {});
    add("a", () => called = true);
    for (const call of [() => run({ id: "x" }), () => run.attributed({ id: "x" }), () => run.callExtra([], {})]) {
      const error = await errorOfKind(HookValueError, call);
      assertEquals([error.code, error.hook, error.plugin], ["invalid-arguments", "run", undefined]);
      assertEquals(error.message, "Cannot call hook 'run': id: not a number");
      assertEquals(error.issues, [{ message: "not a number", path: ["id"] }]);
    }
    assertEquals([called, pm.pending()], [false, []]);
  });

  Deno.test(`${way}: defaults are filled in before the arguments are checked`, async () => {
    const { add, run } = checks({ args }, { defaults: { id: 5 } });
    add("a", ({ id }: { id: number }) => id);
    assertEquals(await run(), [6]);
  });

  Deno.test(`${way}: rejected arguments are the caller's failure, skipped by nobody`, async () => {
    const { add, run, skips } = checks({ args }, { onError: "skip" });
    add("a", () => "a");
    await errorOfKind(HookValueError, () => run({}));
    assertEquals(skips, []);
  });

  Deno.test(`${way}: the arguments of a historic call are checked, and remembered as they went on`, async () => {
    const { pm, run } = checks({ args }, { historic: true });
    const got: unknown[] = [];
    await errorOfKind(HookValueError, () => run.callHistoric({ id: "x" }));
    await run.callHistoric({ id: 1 });
    await pm.registerAsync({ run: impl({}, (args: unknown) => void got.push(args)) });
    await run.callHistoric({ id: 2 });
    assertEquals(got, [{ id: 2, more: true }, { id: 3, more: true }]);
  });

  Deno.test(`${way}: answers go on as the validator gives them`, async () => {
    const { addAll, run } = checks({ result });
    addAll({ a: () => "a", none: () => undefined, null: () => null, b: () => "b" });
    assertEquals(await run(), ["A", "B"]);
    assertEquals(await run.attributed(), [{ plugin: "a", value: "A" }, { plugin: "b", value: "B" }]);
  });

  Deno.test(`${way}: a rejected answer is a failure of its plugin, with plugin, hook and path`, async () => {
    const { addAll, run } = checks({ result });
    addAll({ a: () => "a", bad: () => 5 });
    const error = await errorOfKind(HookValueError, () => run());
    assertEquals([error.code, error.plugin, error.hook], ["invalid-answer", "bad", "run"]);
    assertEquals(error.message, "Cannot accept what plugin 'bad' answers to hook 'run': not a text");
  });

  Deno.test(`${way}: a rejected answer is skipped where errors are`, async () => {
    const { addAll, run, skips } = checks({ result }, { onError: "skip" });
    addAll({ bad: () => 5, a: () => "a" });
    assertEquals([await run(), skips.map(({ plugin, phase }) => [plugin, phase])], [["A"], [["bad", "call"]]]);
  });

  Deno.test(`${way}: a firstresult hook takes the first answer that is accepted`, async () => {
    const { addAll, run } = checks({ result }, { firstresult: true, onError: "skip" });
    addAll({ bad: () => 5, b: () => "b", c: () => "c" });
    assertEquals(await run(), "B");
  });

  Deno.test(`${way}: what a wrapper adds is checked, and what was checked is not checked again`, async () => {
    const { addAll, run } = checks({ result });
    addAll({
      w: wrapper(function* (): Generator<void, unknown, string[]> {
        const answers = yield;
        return [...answers, "w"];
      }),
      a: () => "a",
    });
    const counted = run;
    assertEquals(await counted(), ["A", "W"]);
  });

  Deno.test(`${way}: what a wrapper puts into the list that it was given is checked`, async () => {
    for (const onError of ["throw", "skip"] as const) {
      const { addAll, run, skips } = checks({ result }, { onError });
      addAll({
        w: wrapper(function* (): Generator<void, unknown, unknown[]> {
          const answers = yield;
          answers.push(5);
          return answers;
        }),
        a: () => "a",
      });
      if (onError === "throw") await errorOfKind(HookValueError, () => run());
      else assertEquals([await run(), skips[0]?.phase], [["A"], "teardown"]);
    }
  });

  Deno.test(`${way}: what a wrapper puts in place of a single answer is checked`, async () => {
    const { addAll, run } = checks({ result }, { firstresult: true });
    addAll({
      w: wrapper(function* (): Generator<void, unknown, unknown> {
        return (yield) === "A" ? "replaced" : 5;
      }),
      a: () => "a",
    });
    assertEquals(await run(), "REPLACED");
  });

  Deno.test(`${way}: what an old-style wrapper forces is checked`, async () => {
    const { addAll, run } = checks({ result }, { firstresult: true });
    addAll({
      old: hookwrapper(function* (): Generator<void, void, OutcomeBox<unknown>> {
        (yield).forceResult(5);
      }),
      a: () => "a",
    });
    const error = await errorOfKind(HookValueError, () => run());
    assertEquals(error.plugin, "old");
  });

  Deno.test(`${way}: no answer of a wrapper is no answer to check`, async () => {
    const { addAll, run } = checks({ result }, { firstresult: true });
    addAll({
      w: wrapper(function* () {
        yield;
      }),
      a: () => "a",
    });
    assertEquals(await run(), undefined);
  });

  Deno.test(`${way}: answers to a replayed call are checked`, async () => {
    const { pm, run } = checks({ result }, { historic: true });
    const got: unknown[] = [];
    await run.callHistoric({}, (answer) => got.push(answer));
    await pm.registerAsync({ run: impl({}, () => "a") });
    await errorOfKind(HookValueError, () => pm.registerAsync({ run: impl({}, () => 5) }, "bad"));
    assertEquals([got, pm.hasPlugin("bad")], [["A"], false]);
  });

  Deno.test(`${way}: a validator of answers that throws fails the call, also where impls are skipped`, async () => {
    for (const onError of ["throw", "skip"] as const) {
      const { add, run } = checks({ result: fails }, { onError });
      add("a", () => "a");
      const error = await errorOf(() => run()) as HookCallError;
      assertEquals([error.code, error.hook, String(error.cause)], ["validator-failed", "run", "Error: validator"]);
    }
  });

  Deno.test(`${way}: a validator of arguments that throws fails the call`, async () => {
    const error = await errorOf(() => checks({ args: fails }).run()) as HookCallError;
    assertEquals([error.code, error.hook, String(error.cause)], ["validator-failed", "run", "Error: validator"]);
  });
}

Deno.test("an answer that was checked is not checked again when wrappers hand it on", async () => {
  const seen: unknown[] = [];
  const counting = schema((value) => {
    seen.push(value);
    return { value };
  });
  const { addAll, run } = host({ async: false, schemas: { result: counting } });
  addAll({
    w: wrapper(function* (): Generator<void, unknown, unknown[]> {
      return [...yield, "w"];
    }),
    a: () => "a",
  });
  assertEquals([await run(), seen], [["a", "w"], ["a", "w"]]);
});

Deno.test("a validator that gives a promise fails a call of a synchronous hook, and names itself", async () => {
  const args = host({ async: false, schemas: { args: idLater } });
  assertEquals((await errorOf(() => args.run({ id: "x" })) as HookCallError).code, "async-validator");
  const result = host({ async: false, schemas: { result: upperLater } });
  result.add("a", () => 5);
  assertEquals((await errorOf(() => result.run()) as HookCallError).code, "async-validator");
  const historic = host({ async: false, historic: true, schemas: { args: idLater } });
  assertEquals((await errorOf(() => historic.run.callHistoric({})) as HookCallError).code, "async-validator");
  await settled();
});

Deno.test("a historic call whose validator answers at once is remembered at once", async () => {
  const { pm, run } = host({ historic: true, schemas: { args: id } });
  const got: unknown[] = [];
  const call = run.callHistoric({ id: 1 });
  await pm.registerAsync({ run: impl({}, ({ id }: { id: number }) => void got.push(id)) });
  await call;
  assertEquals(got, [2]);
});

Deno.test("a call whose arguments are being checked has begun: a plugin that is replaced is disposed of after it", async () => {
  const gate = Promise.withResolvers<StandardResult>();
  const { pm, run } = host({ schemas: { args: schema(() => gate.promise) } });
  const events: string[] = [];
  pm.register({
    run: impl({}, () => void events.push("called")),
    [Symbol.dispose]: () => void events.push("disposed"),
  }, "a");
  const call = run();
  await pm.replace("a", {});
  await settled();
  assertEquals(events, []);
  gate.resolve({ value: {} });
  await call;
  await settled();
  assertEquals(events, ["called", "disposed"]);
});

Deno.test("rejected paths are written as in JavaScript, and kept as keys", async () => {
  const symbol = Symbol("s");
  const issues = [
    { message: "one", path: ["items", 0, { key: "name" }] },
    { message: "two", path: [symbol] },
    { message: "three", path: undefined },
  ];
  const { add, run } = host({ schemas: { result: schema(() => ({ issues })) } });
  add("a", () => 1);
  const error = await errorOf(() => run()) as HookValueError;
  assertEquals(error.message.split(": ").slice(1).join(": "), "items[0].name: one; Symbol(s): two; three");
  assertEquals(error.issues.map(({ path }) => path), [["items", 0, "name"], [symbol], []]);
});

Deno.test("an impl's answer goes on as the same object if the validator gives it back", async () => {
  const answer = {};
  const { add, run } = host({ firstresult: true, schemas: { result: schema((value) => ({ value })) } });
  add("a", () => answer);
  assertStrictEquals(await run(), answer);
});

Deno.test("what is no validator, and a schema for nothing that there is, are refused at once", () => {
  const wrong = [{ args: () => true }, { result: {} }, { args: null }, { arg: id }, { results: upper }];
  for (const schemas of wrong) assertThrows(() => host({ schemas: schemas as HookSchemas }), UsageError, "Cannot use");
});
