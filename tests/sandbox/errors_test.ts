/** Errors that isolated plugins throw, as they reach the host. */
import { assert, assertEquals, assertInstanceOf, assertMatch, assertStringIncludes } from "@std/assert";
import { isForeign, sourceOf } from "@tenon/tenon";
import { Border, hookimpl, PLACES, rejection } from "./support.ts";

/** Throws what the number stands for. */
async function thrownBy(throws: readonly string[], place = PLACES.at(-1)!): Promise<unknown[]> {
  const cases = throws.map((text, i) => `case ${i}: throw ${text};`).join("\n");
  await using border = await Border.load({
    thrower: `class OwnError extends TypeError { name = "OwnError"; code = "OWN"; extra = { list: [1] }; }
      export const ask = hookimpl(async ({ value }) => { switch (value) { ${cases} } });`,
  }, { place });
  const thrown: unknown[] = [];
  for (let value = 0; value < throws.length; value++) thrown.push(await rejection(border.pm.hook.ask({ value })));
  return thrown;
}

for (const place of PLACES) {
  Deno.test(`${place}: an error has its class, name, message, code, properties and causes`, async () => {
    const [range, own, deep, dom, aggregate] = await thrownBy([
      "new RangeError('too far')",
      "new OwnError('own')",
      "new Error('a', { cause: new OwnError('b', { cause: { plain: new Map([[1, 'c']]) } }) })",
      "new DOMException('no', 'AbortError')",
      "new AggregateError([new RangeError('1'), 'two', new Error('3', { cause: 4 })], 'all')",
    ], place) as [RangeError, Error & { code: string; extra: unknown }, Error, DOMException, AggregateError];
    assertInstanceOf(range, RangeError);
    assertEquals([range.name, range.message, "cause" in range], ["RangeError", "too far", false]);
    assertInstanceOf(own, TypeError);
    assertEquals([own.name, own.message, own.code, own.extra], ["OwnError", "own", "OWN", { list: [1] }]);
    const cause = deep.cause as Error;
    assertInstanceOf(cause, TypeError);
    assertEquals([cause.message, cause.cause], ["b", { plain: new Map([[1, "c"]]) }]);
    assertInstanceOf(dom, DOMException);
    assertEquals([dom.name, dom.message], ["AbortError", "no"]);
    assertInstanceOf(aggregate, AggregateError);
    assertInstanceOf(aggregate.errors[0], RangeError);
    assertEquals([aggregate.message, aggregate.errors[1], aggregate.errors[2].cause], ["all", "two", 4]);
  });

  Deno.test(`${place}: an error says whether it is foreign, and where it is from`, async () => {
    const [error] = await thrownBy(["new Error('a', { cause: new Error('b') })"], place) as [Error];
    const expected = place !== "host";
    assertEquals([isForeign(error), isForeign(error.cause)], [expected, expected]);
    assertEquals(sourceOf(error), { plugin: "thrower", hook: "ask", phase: "call", others: [] });
  });

  Deno.test(`${place}: the stack of an error shows where the plugin threw it`, async () => {
    const [error] = await thrownBy(["new Error('here')"], place) as [Error];
    assertMatch(error.stack!, /^Error: here\n/);
    assertMatch(error.stack!, /thrower(-\d+)?\.ts:\d+:\d+/);
  });

  Deno.test(`${place}: a thrown primitive or plain object is thrown as it is`, async () => {
    const thrown = await thrownBy(["'text'", "0", "null", "undefined", "10n", "{ status: 404 }", "[1]"], place);
    assertEquals(thrown, ["text", 0, null, undefined, 10n, { status: 404 }, [1]]);
  });

  Deno.test(`${place}: the errors of a concurrent hook are known together`, async () => {
    const throws = (name: string) => `export const together = hookimpl(async () => { throw new Error("${name}"); });`;
    await using border = await Border.load({ a: throws("a"), b: throws("b") }, { place });
    const error = await rejection(border.pm.hook.together({}));
    const { plugin, others } = sourceOf(error)!;
    assertEquals([(error as Error).message, plugin], ["b", "b"]);
    assertEquals(others.map(({ plugin, error }) => [plugin, (error as Error).message]), [["a", "a"]]);
  });
}

Deno.test("what was thrown and cannot be carried is told as far as that goes", async () => {
  const errors = await thrownBy([
    "() => {}",
    "Symbol('s')",
    "(() => { const error = new Error('cyclic'); error.self = error; error.cause = error; return error; })()",
    "new (class Session { secret = 1; })()",
    "Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('y'); } })",
    "Object.assign(new Error('kept'), { fn() {}, ok: 1, code: Symbol('no') })",
  ]) as Error[];
  for (const error of errors) assert(error instanceof Error && isForeign(error));
  const [fn, symbol, cyclic, instance, , nested] = errors as [
    Error,
    Error,
    Error,
    Error,
    Error,
    Error & { ok: number },
  ];
  assertStringIncludes(fn.message, "a function");
  assertStringIncludes(symbol.message, "a symbol");
  assertEquals([cyclic.message, "self" in cyclic], ["cyclic", false]);
  assertStringIncludes(instance.message, "an instance of Session");
  assertEquals([nested.message, "fn" in nested, nested.ok], ["kept", false, 1]);
});

Deno.test("a huge error is cut, not refused", async () => {
  const [error] = await thrownBy(["new Error('x'.repeat(40_000_000))"]) as [Error];
  assertMatch(error.message, /^x+$/);
  assert(error.message.length < 100_000);
});

Deno.test("an error of the host that a plugin passes on as a cause is a copy", async () => {
  await using border = await Border.load({
    w: `export const ask = hookimpl({ wrapper: true }, function* () {
      try { return yield; } catch (cause) { throw new Error("w", { cause }); }
    });`,
  });
  const thrown = Object.assign(new RangeError("mine"), { code: "MINE" });
  border.pm.register({ ask: hookimpl(() => Promise.reject(thrown)) });
  const { cause } = await rejection(border.pm.hook.ask({})) as { cause: typeof thrown };
  assert(cause !== thrown && cause instanceof RangeError && isForeign(cause));
  assertEquals([cause.message, cause.code], ["mine", "MINE"]);
});
