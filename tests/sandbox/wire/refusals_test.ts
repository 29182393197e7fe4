import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { CarryError, LimitError } from "../../../src/sandbox/wire/mod.ts";
import { pair, rejection, settled } from "./support.ts";

class Session {
  id = 1;
}

function loop(): unknown {
  const a: Record<string, unknown> = { list: [] };
  (a.list as unknown[]).push({ owner: a });
  return a;
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = { a: value };
  return value;
}

/** What cannot be carried, where the error says it is, and what it says. */
const REFUSED: readonly [name: string, value: unknown, path: string, says: string][] = [
  ["a function", { session: { onChange: () => {} } }, "session.onChange", "it is a function; share the object"],
  ["a class", { kinds: [Session] }, "kinds[0]", "it is a class"],
  ["a symbol", [Symbol("s")], "[0]", "it is a symbol"],
  ["an instance of a class", { session: new Session() }, "session", "it is an instance of Session"],
  ["a promise", { a: Promise.resolve(1) }, "a", "it is a promise; await it first"],
  ["a thenable", { a: { then() {} } }, "a.then", "it is a function"],
  ["a RegExp", { a: /x/ }, "a", "it is an instance of RegExp"],
  ["a WeakMap", { a: new WeakMap() }, "a", "it is an instance of WeakMap"],
  ["a shared buffer", { a: new SharedArrayBuffer(1) }, "a", "SharedArrayBuffer"],
  ["a subclass of Map", { a: new (class Cache extends Map {})() }, "a", "it is an instance of Cache"],
  ["a subclass of Array", { a: new (class Stack extends Array {})() }, "a", "it is an instance of Stack"],
  ["an instance of a class without a name", new (class {})(), "", "without a name"],
  ["the value itself", () => {}, "", "Cannot carry the value to plugin 'test'"],
  ["in a map's value", { messages: [0, 1, 2, { meta: new Map([["x", () => {}]]) }] }, `messages[3].meta.get("x")`, ""],
  ["in a map's value under an object", new Map([[{}, Symbol()]]), ".get(object)", ""],
  ["in a map's key", { m: new Map([[1, 1], [() => {}, 1]] as [unknown, unknown][]) }, "m.keys()[1]", ""],
  ["in a set", { tags: new Set([1, () => {}]) }, "tags.values()[1]", ""],
  ["under a key that is no name", { "a b": { "": () => {} } }, `["a b"][""]`, ""],
  ["a cycle", loop(), "list[0].owner", "it is the value again"],
  ["a cycle further down", { a: { b: loop() } }, "a.b.list[0].owner", "it is 'a.b' again"],
  ["what is too deep", deep(65), "a.".repeat(64).slice(0, -1), "may be nested 64 deep"],
  [
    "a getter that throws",
    { a: Object.defineProperty({}, "b", { enumerable: true, get: () => fail() }) },
    "a.b",
    "(no)",
  ],
  ["a Proxy that throws", { a: new Proxy({}, { ownKeys: () => fail() }) }, "a", "it cannot be read"],
  ["a Proxy without prototype", [1, new Proxy({}, { getPrototypeOf: () => fail() })], "[1]", "it cannot be read"],
  ["a Proxy that was revoked", { a: revoked() }, "a", "it cannot be read"],
  ["a Proxy of a Date", { a: new Proxy(new Date(), {}) }, "a", "it cannot be read"],
  ["what only looks like a Map", { a: Object.create(Map.prototype) }, "a", "it cannot be read"],
];

function fail(): never {
  throw new Error("no");
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

for (const [name, value, path, says] of REFUSED) {
  Deno.test(`refused with its path: ${name}`, async () => {
    await using sides = pair();
    const error = await rejection(sides.host.call("echo", value));
    assertInstanceOf(error, CarryError);
    assertEquals([error.code, error.path], ["cannot-carry", path]);
    assertStringIncludes(error.message, says);
    assertEquals(sides.host.sizes.outgoing, 0);
    // The connection lives on.
    assertEquals(await sides.host.call("echo", 1), 1);
  });
}

Deno.test("what a getter threw is the cause", async () => {
  await using sides = pair();
  const thrown = new Error("mine");
  const error = await rejection(sides.host.call("echo", {
    get a() {
      throw thrown;
    },
  }));
  assertEquals(error.cause, thrown);
});

Deno.test("an answer that cannot be carried is an error that names the path, for the caller", async () => {
  await using sides = pair({}, { handle: () => ({ a: { b() {} } }) });
  const error = await rejection(sides.host.call("x", 1));
  assertEquals([error.name, error.code, error.path], ["CarryError", "cannot-carry", "a.b"]);
  assertStringIncludes(error.message, "Cannot carry 'a.b' to the host");
});

Deno.test("a value beyond the longest message is refused before it is all walked", async () => {
  await using sides = pair({ limits: { messageBytes: 1000 } });
  let value: unknown = "leaf";
  // 2 ** 60 leaves.
  for (let i = 0; i < 60; i++) value = [value, value];
  const error = await rejection(sides.host.call("echo", value));
  assertInstanceOf(error, LimitError);
  assertStringIncludes(error.message, "more than 1000 bytes");
});

Deno.test("a huge array that is empty is refused", async () => {
  await using sides = pair();
  assertInstanceOf(await rejection(sides.host.call("echo", new Array(2 ** 32 - 1))), LimitError);
});

Deno.test("a value whose text is longer in bytes than in characters is measured in bytes", async () => {
  await using sides = pair({ limits: { messageBytes: 1000 } });
  const error = await rejection(sides.host.call("echo", "é".repeat(600)));
  assertInstanceOf(error, LimitError);
  assertStringIncludes(error.message, "1220 bytes");
  assertEquals(await sides.host.call("echo", "é".repeat(480)), "é".repeat(480));
});

Deno.test("a million maps are refused, as each costs far more than its text", async () => {
  await using sides = pair();
  const error = await rejection(sides.host.call("echo", Array.from({ length: 100_001 }, () => new Map())));
  assertInstanceOf(error, CarryError);
  assertEquals(error.path, "[100000]");
});

Deno.test("nothing is sent of a call that is refused", async () => {
  await using sides = pair();
  await rejection(sides.host.call("echo", () => {}));
  await settled();
  assertEquals(sides.writes(), 0);
  assert(sides.host.sizes.queued === 0);
});
