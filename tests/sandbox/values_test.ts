/** Arguments and results of isolated plugins: copies of all that can be carried, and errors that say what cannot. */
import { assert, assertEquals, assertFalse, assertInstanceOf, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { CarryError, isForeign, sourceOf } from "@tenon/tenon";
import { Border, hookimpl, rejection, rejectionOf } from "./support.ts";

/** Gives back what it is given, or says of which class that is. */
const ECHO = `
  export const first = hookimpl(({ value }) => value);
  export const ask = hookimpl(({ value }) => Object.prototype.toString.call(value).slice(8, -1));
`;

/** Values of each kind. */
const VALUES: readonly unknown[] = [
  { a: [1, "two", { three: [null, true] }], "": {} },
  [undefined, { u: undefined }],
  [NaN, Infinity, -Infinity, -0, 1e308, Number.MIN_VALUE],
  12345678901234567890n,
  "\u0000\n\r\u2028\ud800 \u{1F600}",
  new Date(1_700_000_000_123),
  new URL("https://example.com/a?b#c"),
  new Map<unknown, unknown>([["a", new Map([[{ key: 1 }, new Set([1n])]])], [2, undefined]]),
  new Set([1, "1", [1]]),
  new Headers({ a: "1", b: "2" }),
  new Uint8Array([0, 255, 10, 13]),
  new Float64Array([0.1, -0, NaN]),
  new BigInt64Array([-1n, 2n ** 62n]),
  new DataView(new Uint8Array([1, 2, 3]).buffer),
  new Uint8Array([1, 2, 3]).buffer,
  new RangeError("an error as a value", { cause: 1 }),
  { $: "tag", "@": 1, toJSON: "data", constructor: 1, hasOwnProperty: 2 },
];

Deno.test("values of all kinds reach a plugin as what they are, and come back so", async () => {
  await using border = await Border.load({ a: ECHO });
  const { hook } = border.pm;
  for (const value of VALUES) {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    assertEquals(await hook.ask({ value }), [kind]);
    const back = await hook.first({ value });
    assertEquals(back, value);
    assertFalse(typeof value === "object" && back === value, kind);
  }
  const invalid = await hook.first({ value: new Date(NaN) }) as Date;
  assert(Number.isNaN(invalid.getTime()));
});

Deno.test("any value that consists of what can be carried comes back as it was", async () => {
  await using border = await Border.load({ a: ECHO });
  const value = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: false,
    key: fc.string().filter((key) => key !== "__proto__"),
    maxDepth: 4,
  });
  await fc.assert(
    fc.asyncProperty(value, async (value) => {
      const back = await border.pm.hook.first({ value });
      // Null is no answer.
      if (value !== null && value !== undefined) assertEquals(back, value);
    }),
    { numRuns: 200 },
  );
});

Deno.test("what a plugin does to its arguments does not reach the host, nor the other way round", async () => {
  await using border = await Border.load({
    a: `let kept;
      export const first = hookimpl(({ value }) => { value.list.push(3); kept = value; return value; });
      export const ask = hookimpl(() => kept);`,
  });
  const value = { list: [1, 2] };
  const back = await border.pm.hook.first({ value }) as typeof value;
  assertEquals([value, back], [{ list: [1, 2] }, { list: [1, 2, 3] }]);
  value.list.push(9);
  back.list.push(9);
  assertEquals(await border.pm.hook.ask({}), [{ list: [1, 2, 3] }]);
});

Deno.test("no prototype is polluted from either side", async () => {
  await using border = await Border.load({
    a: `export const first = hookimpl(({ value }) => JSON.parse('{"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}}}'));
      export const ask = hookimpl(({ value }) => [value.polluted, ({}).polluted, Object.keys(value)]);`,
  });
  const { hook } = border.pm;
  const value = JSON.parse('{"__proto__": {"polluted": 1}, "x": 1}');
  assertEquals(await hook.ask({ value }), [[undefined, undefined, ["x"]]]);
  const back = await hook.first({}) as Record<string, Record<string, unknown>>;
  assertEquals([Object.keys(back), back.polluted, back.a!.polluted], [["a"], undefined, undefined]);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("blobs and files are carried with their bytes and types", async () => {
  await using border = await Border.load({
    a: `export const first = hookimpl(async ({ value }) => new Blob([await value.text(), "!"], { type: value.type }));`,
  });
  const { hook } = border.pm;
  const back = await hook.first({ value: new Blob(["hello"], { type: "text/x-test" }) }) as Blob;
  assertInstanceOf(back, Blob);
  assertEquals([await back.text(), back.type], ["hello!", "text/x-test"]);
});

Deno.test("streams go in both directions, chunk by chunk, also when the call has long been answered", async () => {
  using _ = awake();
  await using border = await Border.load({
    a: `export const first = hookimpl(({ value }) => value.pipeThrough(new TransformStream({
        transform(chunk, controller) { controller.enqueue({ seen: chunk }); },
      })));
      export const ask = hookimpl(async ({ value }) => {
        const writer = value.getWriter();
        await writer.write(new Map([[1, "a"]]));
        await writer.close();
      });`,
  });
  const { hook } = border.pm;
  const back = await hook.first({ value: ReadableStream.from([1, "two", [3n]]) }) as ReadableStream<unknown>;
  const chunks: unknown[] = [];
  for await (const chunk of back) chunks.push(chunk);
  assertEquals(chunks, [{ seen: 1 }, { seen: "two" }, { seen: [3n] }]);
  const written: unknown[] = [];
  await hook.ask({ value: new WritableStream({ write: (chunk) => void written.push(chunk) }) });
  assertEquals(written, [new Map([[1, "a"]])]);
});

Deno.test("a host that waits for a stream of a plugin does not end", async () => {
  await using border = await Border.load({ a: `export const first = hookimpl(() => ReadableStream.from([1, 2]));` });
  const chunks: unknown[] = [];
  for await (const chunk of await border.pm.hook.first({}) as ReadableStream<unknown>) chunks.push(chunk);
  assertEquals(chunks, [1, 2]);
});

Deno.test("a stream of a plugin that dies fails", async () => {
  using _ = awake();
  await using border = await Border.load({
    a: `export const first = hookimpl(() => new ReadableStream({ pull: (controller) => controller.enqueue(1) }));
      export const ask = hookimpl(() => Deno.exit(3));`,
  }, { limits: { restartDelayMs: 1 } });
  const { hook } = border.pm;
  const reader = (await hook.first({}) as ReadableStream<number>).getReader();
  assertEquals(await reader.read(), { done: false, value: 1 });
  await rejection(hook.ask({}));
  await rejection((async () => {
    while (!(await reader.read()).done);
  })());
});

/** Keeps the event loop going. */
function awake(): Disposable {
  const timer = setInterval(() => {}, 60_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

class Session {
  onChange = () => {};
}

/** What cannot be given to a plugin, the path of it, and what is said. */
const NOT_IN: readonly [value: unknown, path: string, says: RegExp][] = [
  [{ session: { onChange() {} } }, "value.session.onChange", /it is a function; share/],
  [[1, [Symbol("s")]], "value[1][0]", /it is a symbol/],
  [new Map([["a b", { session: new Session() }]]), 'value.get("a b").session', /an instance of Session/],
  [{ "not a name": Promise.resolve() }, 'value["not a name"]', /it is a promise; await it first/],
  [Session, "value", /it is a class/],
  [new WeakMap(), "value", /an instance of WeakMap/],
  [/x/, "value", /an instance of RegExp/],
  [Object.defineProperty({}, "x", { enumerable: true, get: () => JSON.parse("{") }), "value.x", /cannot be read/],
];

Deno.test("what cannot be given to a plugin is an error that names the path, the plugin and the hook", async () => {
  await using border = await Border.load({ a: ECHO });
  const { hook } = border.pm;
  for (const [value, path, says] of NOT_IN) {
    const error = await rejectionOf(hook.first({ value }), CarryError);
    assert(error.message.includes(`'${path}' to plugin 'a'`) && says.test(error.message), error.message);
    assertEquals(error.path, path);
    assertEquals([sourceOf(error)!.plugin, sourceOf(error)!.hook], ["a", "first"]);
    assertFalse(isForeign(error));
  }
  assertEquals(await hook.first({ value: 1 }), 1);
});

Deno.test("a value that holds itself is named by where it does", async () => {
  await using border = await Border.load({ a: ECHO });
  const value: { list: unknown[] } = { list: [] };
  value.list.push(value);
  const error = await rejectionOf(border.pm.hook.first({ value }), CarryError);
  assertEquals(error.path, "value.list[0]");
  assert(error.message.includes("it is 'value' again"), error.message);
});

Deno.test("what a plugin gives that cannot be carried is an error that names the path, the plugin and the hook", async () => {
  await using border = await Border.load({
    a: `/** Keeps the event loop going. */
function awake(): Disposable {
  const timer = setInterval(() => {}, 60_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

class Session {}
      const results = [
        { session: { onChange() {} } }, [[Symbol("s")]], new Map([["k", new Session()]]), /x/, new Proxy({}, { ownKeys() { throw 1; } }),
      ];
      export const first = hookimpl(({ value }) => results[value]);`,
  });
  const { hook } = border.pm;
  const paths = ["session.onChange", "[0][0]", 'get("k")', undefined, undefined];
  for (const [value, path] of paths.entries()) {
    const error = await rejection(hook.first({ value })) as CarryError;
    assertEquals(error.name, "CarryError");
    assert(isForeign(error));
    if (path !== undefined) assert(error.message.includes(path), error.message);
    assert(/^Cannot carry .* to the host: /.test(error.message), error.message);
    assertEquals([sourceOf(error)!.plugin, sourceOf(error)!.hook], ["a", "first"]);
  }
});

Deno.test("results that a wrapper in a process cannot be given are named by their path", async () => {
  await using border = await Border.load({
    w: "export const ask = hookimpl({ wrapper: true }, function* () { return yield; });",
  });
  border.pm.register({ ask: hookimpl(() => Promise.resolve({ session: new Session() })) });
  const error = await rejectionOf(border.pm.hook.ask({}), CarryError);
  assertEquals(error.path, "[0].session");
  assertEquals(sourceOf(error)!.plugin, "w");
});

Deno.test("a thenable that a plugin gives is awaited there, and one in a result is no promise here", async () => {
  await using border = await Border.load({
    a: `export const first = hookimpl(({ value }) => value ? ({ then: (resolve) => resolve("awaited") }) : { then: "data" });`,
  });
  const { hook } = border.pm;
  assertEquals(await hook.first({ value: true }), "awaited");
  assertEquals(await hook.first({}), { then: "data" });
});

Deno.test("no answer is no answer, whichever way a plugin says so", async () => {
  await using border = await Border.load({
    a: "export const ask = hookimpl(() => undefined);",
    b: "export const ask = hookimpl(async () => null);",
    c: "export const ask = hookimpl(() => {});",
  });
  const results = await border.pm.hook.ask({});
  assertEquals(results, []);
  assertStrictEquals(await border.pm.hook.first({}), undefined);
});
