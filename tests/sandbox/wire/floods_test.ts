import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import * as fc from "fast-check";
import { share } from "../../../src/sandbox/share.ts";
import { CarryError, LimitError, WireError } from "../../../src/sandbox/wire/mod.ts";
import { deeperThan } from "../../../src/sandbox/wire/nesting.ts";
import { pair, rejection, scripted, settled } from "./support.ts";

/** A message, as many times as it says, in one piece. */
function flood(count: number, message: (i: number) => unknown): string {
  return Array.from({ length: count }, (_, i) => `#${JSON.stringify(message(i))}\n`).join("");
}

/** How many entries of distinct names. */
const entries = (count: number) => Array.from({ length: count }, (_, i) => [`n${i}`, "v"] as [string, string]);

Deno.test("a timer fires in the midst of a flood that came in one piece", async () => {
  let told = 0;
  let atTimer: number | undefined;
  const done = Promise.withResolvers<void>();
  const { connection, send } = scripted({
    onTell() {
      if (++told === 1) setTimeout(() => atTimer = told, 0);
      if (told === 50_000) done.resolve();
    },
  });
  await send(flood(50_000, () => ["tell", "x", null]));
  await done.promise;
  assert(atTimer !== undefined && atTimer < 50_000, `the timer fired after ${atTimer} messages`);
  await connection.end();
});

Deno.test("a timer fires in the midst of a flood of empty lines and stray ones", async () => {
  let strays = 0;
  let atTimer: number | undefined;
  const done = Promise.withResolvers<void>();
  const { connection, send } = scripted({
    onStray() {
      if (++strays === 1) setTimeout(() => atTimer = strays, 0);
      if (strays === 2) done.resolve();
    },
  });
  await send(`begin\n${"\n".repeat(1_000_000)}end\n`);
  await done.promise;
  assertEquals(atTimer, 1);
  await connection.end();
});

Deno.test("messages that wait for their turn keep their order, and none is lost", async () => {
  const got: unknown[] = [];
  const { connection, send, finish, ended } = scripted({ onTell: (_, value) => got.push(value) });
  await send(flood(5_000, (i) => ["tell", "x", i]));
  await finish();
  await ended;
  assertEquals(got, Array.from({ length: 5_000 }, (_, i) => i));
  await connection.end();
});

Deno.test("a connection that ends while messages wait for their turn takes none of them", async () => {
  let told = 0;
  const { connection, send } = scripted({
    onTell() {
      if (++told === 1) setTimeout(() => void connection.end(), 0);
    },
  });
  await send(flood(50_000, () => ["tell", "x", null]));
  await settled();
  const atEnd = told;
  assert(atEnd < 50_000);
  await settled();
  assertEquals(told, atEnd);
});

Deno.test("a peer that calls a thousand things that were never given out is ended", async () => {
  for (const method of ["@r7.add", "@s7.pull", "@x7.add", "@r0.add"]) {
    const { connection, send, ended } = scripted();
    await send(flood(5_000, (i) => ["call", i, method, []]));
    const reason = await ended;
    assertInstanceOf(reason, WireError);
    assertStringIncludes(reason.message, "more than 1000 calls that were not well formed");
    await connection.end();
  }
});

Deno.test("a peer may call what is shared no longer as often as it likes", async () => {
  const { connection, message, next } = scripted();
  const scope = connection.openScope("test");
  const answer = connection.call("hook", share({ add: () => 1 }, ["add"]), { scope });
  await next();
  scope.close();
  await next();
  for (let id = 0; id < 1_500; id++) {
    await message(["call", id, "@r0.add", []]);
    const [kind, , error] = await next() as [string, number, { code: string }];
    assertEquals([kind, error.code], ["err", "not-shared"]);
  }
  await message(["ok", 0, "still here"]);
  assertEquals(await answer, "still here");
  await connection.end();
});

Deno.test("a peer that does not read its answers is ended once one message's worth of them waits", async () => {
  let handled = 0;
  // Nothing is ever read from this end.
  const down = new TransformStream<Uint8Array, Uint8Array>({}, { highWaterMark: 0 }, { highWaterMark: 0 });
  const { connection, send, ended } = scripted({
    limits: { messageBytes: 10_000 },
    handle() {
      handled++;
      return "x".repeat(1_000);
    },
  }, down);
  await send(flood(100, (i) => ["call", i, "x", null]));
  const reason = await ended;
  assertInstanceOf(reason, LimitError);
  assertEquals((reason as LimitError).limit, "messageBytes");
  assertStringIncludes(reason.message, "it has not read");
  assert(handled >= 10 && handled < 14, `${handled} calls were answered`);
  await connection.end();
});

Deno.test("calls of this side that wait to be read leave room for answers", async () => {
  const { connection, message, next } = scripted({ limits: { messageBytes: 10_000 } });
  const calls = [1, 2, 3].map(() => rejection(connection.call("x", "y".repeat(9_000))));
  await message(["call", 5, "x", "z".repeat(9_000)]);
  for (const kind of ["call", "call", "call", "ok"]) assertEquals((await next())[0], kind);
  await connection.end();
  await Promise.all(calls);
});

Deno.test("answers that are read may be as many as they like", async () => {
  await using sides = pair({ limits: { messageBytes: 10_000 } });
  for (let i = 0; i < 100; i++) await sides.plugin.call("x", "y".repeat(5_000));
});

Deno.test("headers of more than a thousand entries are refused on both sides", async () => {
  await using sides = pair();
  const most = await sides.host.call("echo", new Headers(entries(1_000))) as Headers;
  assertEquals([...most].length, 1_000);
  const error = await rejection(sides.host.call("echo", { a: new Headers(entries(1_001)) }));
  assertInstanceOf(error, CarryError);
  assertEquals(error.path, "a");
  assertStringIncludes(error.message, "1000 entries");
});

Deno.test("hostile headers are refused before any is made, and all entries count", async () => {
  const { connection, message, next } = scripted();
  const headers = { "@": "headers", v: entries(1_000) };
  const tries = [{ "@": "headers", v: entries(1_001) }, Array.from({ length: 100 }, () => headers)];
  for (const [id, value] of tries.entries()) {
    await message(["call", id, "x", value]);
    const [kind, , error] = await next() as [string, number, { code: string }];
    assertEquals([kind, error.code], ["err", "bad-message"]);
  }
  await message(["call", 9, "x", headers]);
  assertEquals((await next())[0], "ok");
  await connection.end();
});

for (const [name, open, close] of [["lists", "[", "]"], ["objects", '{"a":', "}"]] as const) {
  Deno.test(`ends the connection before it is parsed: ${name} nested without end`, async () => {
    const { connection, send, ended } = scripted();
    const depth = 1_000_000;
    await send(`#["call",1,"x",${open.repeat(depth)}1${close.repeat(depth)}]\n`);
    const reason = await ended;
    assertInstanceOf(reason, WireError);
    assertStringIncludes(reason.message, "nested more than");
    await connection.end();
  });
}

Deno.test("brackets within texts are not counted", async () => {
  await using sides = pair();
  for (const value of ["[".repeat(10_000), '"['.repeat(1_000), '\\"{'.repeat(1_000), { ['\\[{"'.repeat(1_000)]: 1 }]) {
    assertEquals(await sides.host.call("echo", value), value);
  }
});

Deno.test("how deep a text of JSON is nested is seen without parsing it", () => {
  const depthOf = (value: unknown): number =>
    typeof value !== "object" || value === null
      ? 0
      : 1 + Math.max(0, ...Object.values(value).map((item) => depthOf(item)));
  const unit = fc.constantFrom("[", "]", "{", "}", '"', "\\", "a", "é");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 8 },
      fc.string({ unit }),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.string({ unit }), tie("tree"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(fc.property(tree, (value) => {
    const depth = depthOf(value);
    const text = JSON.stringify(value);
    assertEquals(deeperThan(text, depth), false);
    if (depth > 0) assertEquals(deeperThan(text, depth - 1), true);
  }));
});

Deno.test("a peer that drops more references than there can be is ended", async () => {
  const { connection, message, ended } = scripted({ limits: { references: 5 } });
  await message(["drop", [1, 2, 3, 4, 5], "x"]);
  await message(["drop", [1, 2, 3, 4, 5, 6], "x"]);
  assertStringIncludes((await ended).message, "the limit 'references'");
  await connection.end();
});

Deno.test("stopping a call over and over aborts it once", async () => {
  const reasons = new Set<unknown>();
  const { connection, send } = scripted({
    async handle(_, __, call) {
      await settled();
      reasons.add(call.signal.reason);
      return new Promise(() => {});
    },
  });
  const before = DOMException;
  let made = 0;
  globalThis.DOMException = new Proxy(before, {
    construct(type, args) {
      made++;
      return Reflect.construct(type, args);
    },
  });
  try {
    await send(flood(1, () => ["call", 1, "x", null]) + flood(500, () => ["stop", 1]));
    await settled();
    await settled();
  } finally {
    globalThis.DOMException = before;
  }
  assertEquals([reasons.size, made], [1, 1]);
  await connection.end();
});
