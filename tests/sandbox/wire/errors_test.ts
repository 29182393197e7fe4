import { assert, assertEquals, assertInstanceOf, assertMatch, assertStringIncludes } from "@std/assert";
import * as fc from "fast-check";
import { HookTimeoutError } from "../../../src/engine/mod.ts";
import { isForeign } from "../../../src/sandbox/wire/mod.ts";
import { pair, rejection } from "./support.ts";

/** What the host gets when the plugin throws this. */
async function thrown(error: unknown, limits = {}): Promise<Error & Record<string, unknown>> {
  await using sides = pair({}, {
    limits,
    handle() {
      throw error;
    },
  });
  return await rejection(sides.host.call("x", 1)) as Error & Record<string, unknown>;
}

function bad(): never {
  throw new Error("hostile");
}

Deno.test("an error arrives with name, message, code, cause and the stack of where it was thrown", async () => {
  const error = Object.assign(new Error("no such file", { cause: { path: "/a" } }), { code: "ENOENT" });
  const got = await thrown(error);
  assertInstanceOf(got, Error);
  assertEquals([got.name, got.message, got.code, got.cause], ["Error", "no such file", "ENOENT", { path: "/a" }]);
  assertEquals(got.stack, error.stack);
  assertMatch(got.stack!, /errors_test\.ts/);
});

for (const type of [TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError]) {
  Deno.test(`a ${type.name} arrives as one`, async () => {
    const got = await thrown(new type("x"));
    assertInstanceOf(got, type);
    assertEquals([got.name, got.message, Object.hasOwn(got, "name")], [type.name, "x", false]);
  });
}

Deno.test("an error of a class that only the other side has keeps its name and the class that both have", async () => {
  class TooMany extends RangeError {
    override name = "TooMany";
    limit = 5;
  }
  const got = await thrown(new TooMany("x"));
  assertInstanceOf(got, RangeError);
  assertEquals([got.name, got.limit, `${got}`], ["TooMany", 5, "TooMany: x"]);
});

Deno.test("a DOMException arrives as one, with its legacy code", async () => {
  const got = await thrown(new DOMException("gone", "AbortError"));
  assertInstanceOf(got, DOMException);
  assertEquals([got.name, got.message, got.code], ["AbortError", "gone", 20]);
});

Deno.test("an AggregateError arrives with its errors", async () => {
  const got = await thrown(new AggregateError([new TypeError("a"), "b", () => {}], "many"));
  assertInstanceOf(got, AggregateError);
  const { errors } = got as unknown as AggregateError;
  assertEquals(errors.length, 2);
  assertInstanceOf(errors[0], TypeError);
  assertEquals(errors[1], "b");
});

Deno.test("errors keep their code, and not what they say of whom they are from: that is for this side to know", async () => {
  const got = await thrown(new HookTimeoutError("timeout", "too slow", { plugin: "a", hook: "b" }));
  assertEquals([got.name, got.code, got.plugin, got.hook], ["HookTimeoutError", "timeout", undefined, undefined]);
  assert(!("source" in got));
});

Deno.test("an error is marked as foreign, its causes too, and others are not", async () => {
  const got = await thrown(
    new Error("a", { cause: new TypeError("b", { cause: new AggregateError([new Error("c")]) }) }),
  );
  const cause = got.cause as Error;
  const inner = cause.cause as AggregateError;
  assertEquals([got, cause, inner, inner.errors[0]].map(isForeign), [true, true, true, true]);
  assertEquals([new Error(), {}, null, "x", undefined].map(isForeign), [false, false, false, false, false]);
});

Deno.test("an error as a value is an error like one that was thrown", async () => {
  await using sides = pair();
  const got = await sides.host.call("echo", { list: [new TypeError("x")] }) as { list: TypeError[] };
  assertInstanceOf(got.list[0], TypeError);
  assert(isForeign(got.list[0]));
});

Deno.test("what is thrown and is no error travels as the value that it is", async () => {
  assertEquals(await thrown({ status: 404 }) as unknown, { status: 404 });
  assertEquals(await thrown(undefined) as unknown, undefined);
  assertEquals(await thrown("text") as unknown, "text");
});

for (
  const [name, value] of [["a function", () => {}], ["a symbol", Symbol()], [
    "an instance of Map2",
    new (class Map2 {})(),
  ]]
) {
  Deno.test(`thrown, ${String(name)} becomes an error that says what it was`, async () => {
    assertStringIncludes((await thrown(value)).message, `threw ${String(name)}, which cannot be carried`);
  });
}

Deno.test("properties that can be carried are, and others are left out", async () => {
  const error = Object.assign(new Error("x"), {
    status: 404,
    details: { list: [1, new Map([["a", 1]])] },
    retry() {},
    request: new Request("http://localhost/"),
    toString: "no",
    body: new Blob(["x"]),
    stream: new ReadableStream(),
  });
  const got = await thrown(error);
  assertEquals(Object.keys(got), ["status", "details"]);
  assertEquals(got.details, { list: [1, new Map([["a", 1]])] });
  assertEquals(`${got}`, "Error: x");
  assertEquals(error.stream.locked, false);
});

Deno.test("an error that is its own cause ends there", async () => {
  const error = new Error("x");
  error.cause = error;
  assertEquals("cause" in await thrown(error), false);
});

Deno.test("a chain of causes that goes round ends there", async () => {
  const a = new Error("a");
  const b = new Error("b", { cause: { list: [a] } });
  a.cause = b;
  const got = await thrown(a);
  assertEquals((got.cause as Error).message, "b");
  assertEquals("cause" in (got.cause as Error), false);
});

Deno.test("errors that hold each other many times over take no longer than a message", async () => {
  let error = new Error("leaf");
  for (let i = 0; i < 60; i++) error = Object.assign(new Error(`${i}`, { cause: error }), { a: error, b: [error] });
  const got = await thrown(error, { messageBytes: 200_000 });
  assertEquals(got.message, "59");
  assertEquals(got.stack, error.stack);
});

Deno.test("a property that is too large is left out alone", async () => {
  const got = await thrown(Object.assign(new Error("x"), { body: "x".repeat(20_000), status: 500 }), {
    messageBytes: 10_000,
  });
  assertEquals([got.message, got.status, "body" in got], ["x", 500, false]);
});

Deno.test("a long chain of causes is cut at the depth of values", async () => {
  let error = new Error("0");
  for (let i = 1; i < 1000; i++) error = new Error(`${i}`, { cause: error });
  let got: unknown = await thrown(error);
  let length = 0;
  for (; got instanceof Error; got = got.cause) length++;
  assertEquals(length, 64);
});

Deno.test("the message and the stack are bounded", async () => {
  const got = await thrown(new Error("x".repeat(1_000_000)));
  assertEquals(got.message.length, 65_536);
  assertEquals(got.stack!.length, 16_384);
});

Deno.test("of an error that is too large for a message, the beginning arrives", async () => {
  const got = await thrown(new TypeError("x".repeat(100_000)), { messageBytes: 2000 });
  assertEquals([got.name, got.message], ["TypeError", "x".repeat(500)]);
});

Deno.test("hostile errors do no harm", async () => {
  const getters = new Error("x");
  for (const key of ["name", "message", "stack", "code", "cause", "errors", "extra"]) {
    Object.defineProperty(getters, key, { get: bad, enumerable: true });
  }
  assertEquals((await thrown(getters)).name, "Error");
  const traps = { get: bad, has: bad, ownKeys: bad, getPrototypeOf: bad, getOwnPropertyDescriptor: bad };
  assertStringIncludes((await thrown(new Proxy(new Error("x"), traps))).message, "an object that cannot be looked at");
  const { getPrototypeOf: _, ...others } = traps;
  assertEquals((await thrown(new Proxy(new Error("x"), others))).name, "Error");
  const errors = new AggregateError([]);
  errors.errors = new Proxy([1], { get: bad });
  assertInstanceOf(await thrown(errors), AggregateError);
  assertEquals((await thrown(Object.assign(new Error(), { name: 1, message: {}, code: NaN }))).name, "Error");
});

Deno.test("encoding never throws and never ends the connection, whatever is thrown", async () => {
  let next: unknown;
  await using sides = pair({}, {
    handle() {
      throw next;
    },
  });
  await fc.assert(
    fc.asyncProperty(
      fc.anything({ withMap: true, withSet: true, withBigInt: true }),
      fc.boolean(),
      async (value, wrap) => {
        next = wrap ? Object.assign(new Error("x"), { cause: value, value }) : value;
        let failed = false;
        await sides.host.call("x", 1).catch(() => failed = true);
        assert(failed);
      },
    ),
  );
  next = "end";
  assertEquals(await rejection(sides.host.call("x", 1)) as unknown, "end");
});
