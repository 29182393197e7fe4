import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import * as fc from "fast-check";
import { pair, rejection } from "./support.ts";

/** Values of all kinds that are carried by copy, but for errors and blobs, which cannot be compared at once. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    fc.constantFrom(null, undefined, true, false, NaN, Infinity, -Infinity, -0, 0),
    fc.double(),
    fc.integer(),
    fc.bigInt(),
    fc.string({ unit: "binary" }),
    // Lone surrogates too.
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 5 }).map((units) => String.fromCharCode(...units)),
    fc.date({ noInvalidDate: false }),
    fc.webUrl().map((text) => new URL(text)),
    fc.uint8Array().map((bytes) => bytes.slice().buffer),
    fc.uint8Array(),
    fc.int16Array(),
    fc.float32Array(),
    fc.float64Array(),
    fc.bigInt64Array(),
    fc.bigUint64Array(),
    fc.uint8ClampedArray(),
    fc.uint8Array().map((bytes) => new DataView(bytes.slice().buffer)),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("@", "v", "then", "toString", "constructor")), tie("value"), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 5 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 5 }).map((items) => new Set(items)),
  ),
})).value;

/** Compares strictly: `assertEquals` would take -0 for 0 within a Map. */
function assertSame(actual: unknown, expected: unknown): void {
  if (typeof expected !== "object" || expected === null) return assert(Object.is(actual, expected));
  if (typeof actual !== "object" || actual === null) throw new Error("it came back as something else");
  assertStrictEquals(Object.getPrototypeOf(actual), Object.getPrototypeOf(expected));
  if (expected instanceof Map || expected instanceof Set) {
    return assertSame([...actual as Set<unknown>], [...expected as Set<unknown>]);
  }
  if (Array.isArray(expected) || Object.getPrototypeOf(expected) === Object.prototype) {
    assertEquals(Object.keys(actual), Object.keys(expected));
    for (const key of Object.keys(expected)) {
      assertSame((actual as Record<string, unknown>)[key], (expected as Record<string, unknown>)[key]);
    }
    return;
  }
  assertEquals(actual, expected);
}

Deno.test("whatever can be carried comes back the same, and is not changed on the way", async () => {
  await using sides = pair();
  await fc.assert(
    // Two of the same value: one to be sent, one to compare it with.
    fc.asyncProperty(fc.clone(values, 2), async ([value, same]) => {
      assertSame(await sides.host.call("echo", value), same);
      assertSame(value, same);
    }),
    { numRuns: 500 },
  );
});

Deno.test("floats of half precision and the bytes of a part of a buffer are carried", async () => {
  await using sides = pair();
  const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
  const sent = [new Float16Array([1.5, NaN]), bytes.subarray(2, 4), new Uint16Array(bytes.buffer, 2, 2)];
  const back = await sides.host.call("echo", sent) as Uint8Array[];
  assertEquals(back, sent);
  assertEquals(back.map(({ buffer }) => buffer.byteLength), [4, 2, 4]);
});

Deno.test("a subclass of a typed array arrives as its kind", async () => {
  class Bytes extends Uint8Array {}
  await using sides = pair();
  const back = await sides.host.call("echo", new Bytes([1, 2]));
  assertStrictEquals(Object.getPrototypeOf(back), Uint8Array.prototype);
});

Deno.test("holes in arrays become undefined", async () => {
  await using sides = pair();
  // deno-lint-ignore no-sparse-arrays
  const back = await sides.host.call("echo", [1, , 2]) as unknown[];
  assert(1 in back);
  assertEquals(back, [1, undefined, 2]);
});

Deno.test("objects without a prototype become plain ones", async () => {
  await using sides = pair();
  const back = await sides.host.call("echo", Object.assign(Object.create(null), { a: 1 }));
  assertSame(back, { a: 1 });
});

Deno.test("the key __proto__ is dropped", async () => {
  await using sides = pair();
  const sent = JSON.parse(`{"a": 1, "__proto__": {"polluted": 1}, "b": {"__proto__": 1}}`);
  assertSame(await sides.host.call("echo", sent), { a: 1, b: {} });
});

Deno.test("headers are carried, cookies each for itself", async () => {
  await using sides = pair();
  const headers = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x", "1"]]);
  const back = await sides.host.call("echo", { headers }) as { headers: Headers };
  assertInstanceOf(back.headers, Headers);
  assertEquals([...back.headers], [...headers]);
});

Deno.test("blobs and files are carried with their bytes, type, name and time", async () => {
  await using sides = pair();
  const file = new File([new Uint8Array([0, 255])], "a.bin", { type: "application/x", lastModified: 5 });
  const back = await sides.host.call("echo", { blob: new Blob(["hi"], { type: "text/plain" }), list: [file] }) as {
    blob: Blob;
    list: File[];
  };
  assertEquals([await back.blob.text(), back.blob.type, back.blob instanceof File], ["hi", "text/plain", false]);
  const [got] = back.list;
  assertInstanceOf(got, File);
  assertEquals([got?.name, got?.type, got?.lastModified], ["a.bin", "application/x", 5]);
  assertEquals(await got?.bytes(), new Uint8Array([0, 255]));
});

Deno.test("a value is sent as it was, though it changes while the bytes of a blob are read", async () => {
  await using sides = pair();
  const value: Record<string, unknown> = { list: [1], blob: new Blob(["hi"]), late: { a: 1 } };
  const answer = sides.host.call("echo", value);
  (value.list as unknown[]).push(() => {});
  (value.late as Record<string, unknown>).b = 2;
  const back = await answer as typeof value;
  assertEquals(back.list, [1]);
  assertEquals(back.late, { a: 1 });
});

Deno.test("a blob whose bytes cannot be read is refused with its path", async () => {
  await using sides = pair();
  const blob = new Blob(["x"]);
  blob.arrayBuffer = () => Promise.reject(new Error("the disk is gone"));
  const error = await rejection(sides.host.call("echo", { files: [blob] }));
  assertEquals([error.code, error.path, (error.cause as Error).message], [
    "cannot-carry",
    "files[0]",
    "the disk is gone",
  ]);
  assertEquals(sides.host.sizes.outgoing, 0);
});

Deno.test("text, numbers and null are carried by themselves", async () => {
  await using sides = pair();
  for (const value of ["", "\u2028\ud800", 0, null, true, undefined, 2n ** 70n, -(2n ** 70n)]) {
    assertStrictEquals(await sides.host.call("echo", value), value);
  }
});

Deno.test("a Proxy of plain data is carried as what it shows", async () => {
  await using sides = pair();
  const shown = new Proxy({ a: 1, list: new Proxy([1, 2], {}) }, { get: (target, key) => Reflect.get(target, key) });
  assertSame(await sides.host.call("echo", shown), { a: 1, list: [1, 2] });
});

Deno.test("a hidden toJSON is not called", async () => {
  await using sides = pair();
  const sneaky = Object.defineProperty({ a: 1 }, "toJSON", { value: () => ({ "@": "ref", i: 0 }) });
  const list = Object.defineProperty([1], "toJSON", { value: () => [2] });
  assertSame(await sides.host.call("echo", { sneaky, list }), { sneaky: { a: 1 }, list: [1] });
});
