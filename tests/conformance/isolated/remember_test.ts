import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { remember } from "../../../src/sandbox/runner/remember.ts";

/** All kinds of what the wire brings that can be changed. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom<unknown>(undefined, null, NaN, -0, 0, 1n, "", "text", true),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie("value"), { maxKeys: 4 }),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.date({ noInvalidDate: false }),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Uint16Array.from(bytes)),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => bytes.slice().buffer),
    fc.constantFrom("https://a.example/", "data:,b").map((url) => new URL(url)),
    fc.string().map((text) => new Headers([["x-text", encodeURI(text)]])),
    fc.tuple(fc.string(), tie("value")).map(([text, cause]) =>
      Object.assign(new Error(text, { cause }), { own: cause })
    ),
  ),
}));

/** The ways to change an object, each one for all objects of a kind. */
const changes: readonly ((object: object) => boolean)[] = [
  (object) => Array.isArray(object) && object.push(undefined) > 0,
  (object) => Array.isArray(object) && object.length > 0 && (object.pop(), true),
  (object) => Array.isArray(object) && object.length > 0 && (object[0] = [object[0]], true),
  (object) => object instanceof Map && (object.set({}, 1), true),
  (object) => object instanceof Set && (object.add({}), true),
  (object) => object instanceof Date && (object.setTime(object.getTime() === 1 ? 2 : 1), true),
  (object) => object instanceof URL && (object.hash = "changed", true),
  (object) => object instanceof Headers && (object.append("x-text", "changed"), true),
  (object) => object instanceof ArrayBuffer && flipFirst(object),
  (object) => ArrayBuffer.isView(object) && flipFirst(object.buffer as ArrayBuffer),
  (object) => object instanceof Error && (object.message += "!", true),
  (object) => object instanceof Error && (object.cause = {}, true),
  (object) => isOpen(object) && Reflect.set(object, "a new one", 1),
  (object) =>
    isOpen(object) && Object.keys(object).length > 0 && Reflect.deleteProperty(object, Object.keys(object)[0]!),
];

function flipFirst(buffer: ArrayBuffer): boolean {
  const bytes = new Uint8Array(buffer);
  if (bytes.length === 0) return false;
  bytes[0]! ^= 1;
  return true;
}

function isOpen(object: object): boolean {
  return object instanceof Error || Object.getPrototypeOf(object) === Object.prototype;
}

/** All objects within a value. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = value instanceof Map
    ? [...value].flat()
    : value instanceof Set || Array.isArray(value)
    ? [...value]
    : value instanceof Error
    ? [value.cause]
    : isOpen(value)
    ? Object.values(value)
    : [];
  return [value, ...inner.flatMap(objectsIn)];
}

Deno.test("a value that nobody has changed is unchanged, also after it was looked at", () => {
  fc.assert(fc.property(value, (value) => {
    const isUnchanged = remember(value);
    Deno.inspect(value);
    assertEquals([isUnchanged(), isUnchanged()], [true, true]);
  }));
});

Deno.test("a value is changed if anything in it is", () => {
  let changed = 0;
  fc.assert(
    fc.property(value, fc.nat(), fc.nat(), (value, at, way) => {
      const objects = objectsIn(value);
      const isUnchanged = remember(value);
      if (objects.length === 0 || !changes[way % changes.length]!(objects[at % objects.length]!)) return;
      changed++;
      assertEquals(isUnchanged(), false);
    }),
    { numRuns: 5000 },
  );
  assertEquals(changed > 100, true);
});

Deno.test("a value to which a plugin has added itself, or what cannot be looked at, is changed", () => {
  const itself: unknown[] = [];
  const throwing = {};
  const deep: unknown[] = [];
  const checks = [itself, throwing, deep].map(remember);
  itself.push(itself);
  Object.defineProperty(throwing, "own", {
    enumerable: true,
    get() {
      throw new Error("no");
    },
  });
  let at = deep;
  for (let i = 0; i < 100_000; i++) at.push(at = []);
  assertEquals(checks.map((isUnchanged) => isUnchanged()), [false, false, false]);
});
