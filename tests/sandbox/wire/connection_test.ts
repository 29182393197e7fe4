import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { share } from "../../../src/sandbox/share.ts";
import { LimitError } from "../../../src/sandbox/wire/mod.ts";
import { pair, rejection, scripted, settled, side } from "./support.ts";

const EMPTY = { outgoing: 0, incoming: 0, given: 0, received: 0, streams: 0, queued: 0 };

Deno.test("both sides call each other, many at a time, and each gets its own answer", async () => {
  await using sides = pair(
    { handle: (method, value) => [method, value] },
    { handle: async (method, value) => await sides.plugin.call(`${method}!`, value) },
  );
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => sides.host.call("a", i)));
  assertEquals(answers, Array.from({ length: 100 }, (_, i) => ["a!", i]));
  assertEquals([sides.host.sizes, sides.plugin.sizes], [EMPTY, EMPTY]);
});

Deno.test("a hundred calls of one turn are one write", async () => {
  await using sides = pair();
  await Promise.all(Array.from({ length: 100 }, (_, i) => sides.host.call("echo", i)));
  assertEquals(sides.writes(), 1);
});

Deno.test("answers may come in any order", async () => {
  const gates = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  await using sides = pair({}, { handle: (_, value) => gates[value as number]!.promise });
  const first = sides.host.call("x", 0);
  const second = sides.host.call("x", 1);
  gates[1]!.resolve("second");
  assertEquals(await second, "second");
  gates[0]!.resolve("first");
  assertEquals(await first, "first");
});

Deno.test("a thenable that is answered is awaited, whatever it does", async () => {
  await using sides = pair({}, {
    handle: (method) => ({
      then(resolve: (value: unknown) => void) {
        if (method === "throw") throw new RangeError("no");
        resolve("later");
      },
    }),
  });
  assertEquals(await sides.host.call("x", 1), "later");
  assertInstanceOf(await rejection(sides.host.call("throw", 1)), RangeError);
});

Deno.test("what is told comes in order and is not answered", async () => {
  const told: unknown[] = [];
  await using sides = pair({}, { onTell: (method, value) => told.push([method, value]) });
  sides.host.tell("log", { n: 1n });
  sides.host.tell("log", 2);
  await sides.host.call("echo", 1);
  assertEquals(told, [["log", { n: 1n }], ["log", 2]]);
  assertThrows(() => sides.host.tell("log", () => {}), Error, "it is a function");
});

Deno.test("lines that are no messages go to onStray", async () => {
  const strays: string[] = [];
  const { connection, send, message, next } = scripted({ prefix: "7f3a:", onStray: (text) => strays.push(text) });
  const answer = connection.call("x", 1);
  const [, id] = await next();
  await send('hello\n["ok",0,"forged"]\nprogress');
  await message(["ok", id, "real"]);
  assertEquals(await answer, "real");
  assertEquals(strays, ["hello", '["ok",0,"forged"]', "progress"]);
  await connection.end();
});

Deno.test("names that begin with @ are the connection's own", async () => {
  await using sides = pair();
  assertThrows(() => sides.host.call("@r0.add", []), Error, "reserved");
  assertThrows(() => sides.host.tell("@x", []), Error, "reserved");
});

Deno.test("a call that is given up is rejected at once, and the other side is told", async () => {
  const aborted = Promise.withResolvers<unknown>();
  await using sides = pair({}, {
    handle: (method, _, call) =>
      method === "echo" ? 1 : new Promise((resolve) => {
        call.signal.addEventListener("abort", () => {
          aborted.resolve(call.signal.reason);
          resolve("too late");
        });
      }),
  });
  const controller = new AbortController();
  const agent = share({ a: 1 }, ["a"]);
  const answer = sides.host.call("slow", { agent }, { signal: controller.signal });
  await settled();
  const reason = new Error("changed my mind");
  controller.abort(reason);
  assertStrictEquals(await rejection(answer), reason);
  assertEquals(((await aborted.promise) as Error).name, "AbortError");
  await sides.host.call("echo", 1);
  await settled();
  assertEquals([sides.host.sizes, sides.plugin.sizes], [EMPTY, EMPTY]);
});

Deno.test("a signal that has aborted sends nothing, and one that has not is left alone after the call", async () => {
  await using sides = pair();
  const reason = new Error("early");
  assertStrictEquals(await rejection(sides.host.call("echo", 1, { signal: AbortSignal.abort(reason) })), reason);
  assertEquals(sides.writes(), 0);
  const controller = new AbortController();
  await sides.host.call("echo", 1, { signal: controller.signal });
  controller.abort();
  await settled();
  assertEquals(sides.writes(), 1);
});

Deno.test("a signal that is asked for after the caller gave up has aborted", async () => {
  let signal: AbortSignal | undefined;
  await using sides = pair({}, {
    async handle(_, __, call) {
      await settled();
      signal = call.signal;
    },
  });
  const controller = new AbortController();
  const answer = rejection(sides.host.call("x", 1, { signal: controller.signal }));
  controller.abort();
  await answer;
  await settled();
  await settled();
  assertEquals(signal!.aborted, true);
});

Deno.test("calls in flight are limited, and one that is answered makes place", async () => {
  const gate = Promise.withResolvers<void>();
  await using sides = pair({ limits: { callsInFlight: 3 } }, {
    limits: { callsInFlight: 3 },
    handle: () => gate.promise,
  });
  const three = Array.from({ length: 3 }, () => sides.host.call("x", 1));
  const error = await rejection(sides.host.call("x", 1));
  assertInstanceOf(error, LimitError);
  assertEquals([error.limit, error.code], ["callsInFlight", "limit-exceeded"]);
  assertStringIncludes(error.message, "3 calls wait for an answer");
  gate.resolve();
  await Promise.all(three);
  for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 3 }, () => sides.host.call("x", 1)));
});

Deno.test("an answer that is too large is an error for the caller, not the end", async () => {
  await using sides = pair({}, { limits: { messageBytes: 10_000 }, handle: (_, value) => "é".repeat(value as number) });
  for (const length of [9000, 20_000]) {
    const error = await rejection(sides.host.call("x", length));
    assertEquals([error.name, error.code], ["LimitError", "limit-exceeded"]);
  }
  assertEquals(await sides.host.call("x", 1), "é");
});

Deno.test("the end rejects all calls that wait with one reason, on both sides, and tells each side once", async () => {
  const ends: [string, Error][] = [];
  const sides = pair(
    { onEnd: (reason) => ends.push(["host", reason]) },
    { onEnd: (reason) => ends.push(["plugin", reason]), handle: () => new Promise(() => {}) },
  );
  const waiting = [1, 2, 3].map((i) => rejection(sides.host.call("x", i)));
  await settled();
  const reason = new Error("the host is closing");
  await sides.host.end(reason);
  await sides.host.end(new Error("again"));
  for (const error of await Promise.all(waiting)) assertStrictEquals(error, reason);
  assertStrictEquals(await rejection(sides.host.call("x", 1)), reason);
  sides.host.tell("x", 1);
  await settled();
  await sides.plugin.end();
  assertEquals(ends.map(([who, { message }]) => [who, message]), [
    ["host", "the host is closing"],
    ["plugin", "The host closed the connection."],
  ]);
  assertEquals([sides.host.sizes, sides.plugin.sizes], [EMPTY, EMPTY]);
});

Deno.test("what was sent before the end arrives", async () => {
  const told: unknown[] = [];
  const sides = pair({}, { onTell: (_, value) => told.push(value) });
  sides.host.tell("last", "words");
  await sides.host.end();
  await settled();
  assertEquals(told, ["words"]);
  await sides.plugin.end();
});

Deno.test("the signals of calls that are being answered abort when the connection ends", async () => {
  let signal: AbortSignal | undefined;
  const sides = pair({}, {
    handle(_, __, call) {
      signal = call.signal;
      return new Promise(() => {});
    },
  });
  sides.host.call("x", 1).catch(() => {});
  await settled();
  await sides.close();
  assertEquals(signal!.aborted, true);
});

Deno.test("streams that break end the connection with what broke them as the cause", async () => {
  const broken = new Error("broken pipe");
  for (const which of ["read", "write"]) {
    const ended = Promise.withResolvers<Error>();
    const connection = side(
      new ReadableStream({ pull: () => which === "read" ? Promise.reject(broken) : new Promise(() => {}) }),
      new WritableStream({ write: () => which === "write" ? Promise.reject(broken) : undefined }),
      { label: "plugin 'x'", onEnd: ended.resolve },
    );
    const call = rejection(connection.call("x", 1));
    const reason = await ended.promise as Error & { code: string };
    assertEquals([reason.code, reason.message], [
      "connection-ended",
      "The connection to plugin 'x' broke: broken pipe",
    ]);
    assertStrictEquals(reason.cause, broken);
    assertStrictEquals(await call, reason);
    await connection.end();
  }
});

Deno.test("a peer that does not read cannot fill the memory", async () => {
  const { connection, message, ended } = await unread();
  for (let i = 0; connection.sizes.queued >= 0 && i < 200; i++) await message(["call", i, "echo", "x".repeat(500)]);
  const reason = await ended;
  assertStringIncludes(reason.message, "it has not read");
  assertEquals(connection.sizes, EMPTY);
});

/** A connection that nobody reads from. */
async function unread() {
  const ended = Promise.withResolvers<Error>();
  const up = new TransformStream<Uint8Array, Uint8Array>();
  const connection = side(up.readable, new WritableStream({ write: () => new Promise(() => {}) }), {
    limits: { messageBytes: 1000 },
    onEnd: ended.resolve,
  });
  const writer = up.writable.getWriter();
  const message = async (value: unknown) => {
    await writer.write(new TextEncoder().encode(`#${JSON.stringify(value)}\n`)).catch(() => {});
  };
  await message(["stop", 1]);
  return { connection, message, ended: ended.promise };
}

Deno.test("handlers that throw where nobody can be told end the connection, and nothing else", async () => {
  const oops = new Error("oops");
  const fail = () => {
    throw oops;
  };
  for (const line of ['#["tell","x",1]', "stray"]) {
    const { connection, send, ended } = scripted({ onTell: fail, onStray: fail });
    await send(`${line}\n`);
    assertStrictEquals((await ended).cause, oops);
    await connection.end();
  }
  const sides = pair({ onEnd: fail });
  await sides.close();
});

Deno.test("tables are as empty after a hundred thousand calls as before", async () => {
  const agent = share({ id: 1, ping: (n: number) => n }, ["id", "ping"]);
  await using sides = pair({}, {
    async handle(method, value) {
      if (method === "fail") throw new Error("x");
      if (method !== "hook") return value;
      const { agent } = value as { agent: { ping(n: number): Promise<number> } };
      return await agent.ping(1);
    },
  });
  const { signal } = new AbortController();
  for (let i = 0; i < 1000; i++) {
    await Promise.all(Array.from({ length: 90 }, () => sides.host.call("echo", i, { signal })));
    await Promise.all(Array.from({ length: 5 }, () => sides.host.call("hook", { agent })));
    await Promise.all(Array.from({ length: 5 }, () => rejection(sides.host.call("fail", i))));
    if (i % 100 === 0) assert(sides.plugin.sizes.received <= 5);
  }
  await settled();
  assertEquals([sides.host.sizes, sides.plugin.sizes], [EMPTY, EMPTY]);
});
