import { assert, assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { share } from "../../../src/sandbox/share.ts";
import { LimitError } from "../../../src/sandbox/wire/mod.ts";
import { pair, rejection, settled } from "./support.ts";

/** A stream that counts how often it is asked for a chunk. */
function counted(end = Infinity) {
  const state = { pulled: 0, cancelled: undefined as unknown };
  const stream = new ReadableStream<unknown>({
    pull(controller) {
      if (state.pulled === end) return controller.close();
      controller.enqueue({ n: state.pulled++ });
    },
    cancel(reason) {
      state.cancelled = reason;
    },
  }, { highWaterMark: 0 });
  return { stream, state };
}

async function all(stream: ReadableStream<unknown>): Promise<unknown[]> {
  return await Array.fromAsync(stream);
}

Deno.test("a stream is read on the other side, chunk by chunk, with values of all kinds", async () => {
  await using sides = pair({}, { handle: async (_, stream) => await all(stream as ReadableStream) });
  const chunks = [1, undefined, { a: new Map([[1, new Date(5)]]) }, new Uint8Array([1, 2]), null];
  assertEquals(await sides.host.call("read", ReadableStream.from(chunks)), chunks);
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("a stream in an answer is read by the caller, after the call", async () => {
  await using sides = pair({}, { handle: () => ({ body: ReadableStream.from(["a", "b"]) }) });
  const { body } = await sides.host.call("open", 1) as { body: ReadableStream };
  await settled();
  assertEquals(await all(body), ["a", "b"]);
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("a slow reader holds back the stream: no chunk is asked for before it is wanted", async () => {
  const { stream, state } = counted();
  await using sides = pair();
  // There and back: read by the host through the plugin.
  const back = await sides.host.call("echo", { stream }) as { stream: ReadableStream };
  const reader = back.stream.getReader();
  await settled();
  assertEquals(state.pulled, 0);
  for (let i = 0; i < 3; i++) {
    assertEquals((await reader.read()).value, { n: i });
    await settled();
    assertEquals(state.pulled, i + 1);
  }
  await reader.cancel("enough");
  assertEquals(state.cancelled, "enough");
  await settled();
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("cancelling while a chunk is waited for ends the wait", async () => {
  let cancelled: unknown;
  const stream = new ReadableStream({
    cancel(reason) {
      cancelled = reason;
    },
  });
  await using sides = pair({}, {
    async handle(_, value) {
      const reader = (value as ReadableStream).getReader();
      const read = reader.read();
      await settled();
      await reader.cancel(new TypeError("stop"));
      return (await read).done;
    },
  });
  assertEquals(await sides.host.call("x", stream), true);
  assertInstanceOf(cancelled, TypeError);
  assertEquals([sides.host.sizes.outgoing, sides.host.sizes.incoming], [0, 0]);
});

Deno.test("a reason that cannot be carried cancels all the same", async () => {
  const { stream, state } = counted();
  await using sides = pair({}, { handle: async (_, value) => await (value as ReadableStream).cancel(() => {}) });
  await sides.host.call("x", stream);
  assertInstanceOf(state.cancelled, Error);
});

Deno.test("a stream that fails fails for its reader, with the same error", async () => {
  const stream = new ReadableStream({ pull: () => Promise.reject(new RangeError("disk")) });
  await using sides = pair({}, { handle: async (_, value) => await all(value as ReadableStream) });
  const error = await rejection(sides.host.call("x", stream));
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "disk");
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("a chunk that cannot be carried fails the reader and cancels the stream", async () => {
  let cancelled: unknown;
  const stream = new ReadableStream({
    start: (controller) => controller.enqueue({ f() {} }),
    cancel(reason) {
      cancelled = reason;
    },
  });
  await using sides = pair({}, { handle: async (_, value) => await all(value as ReadableStream) });
  const error = await rejection(sides.host.call("x", stream));
  assertStringIncludes(error.message, "Cannot carry '[0].f'");
  await settled();
  assertInstanceOf(cancelled, Error);
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("a stream to be written takes chunks, one at a time, and is closed", async () => {
  const chunks: unknown[] = [];
  let closed = false;
  let busy = 0;
  const stream = new WritableStream({
    async write(chunk) {
      assertEquals(++busy, 1);
      await settled();
      busy--;
      chunks.push(chunk);
    },
    close() {
      closed = true;
    },
  });
  await using sides = pair({}, {
    async handle(_, value) {
      const writer = (value as WritableStream).getWriter();
      for (let i = 0; i < 5; i++) {
        await writer.ready;
        await writer.write(new Map([[i, i]]));
        // It is there once the write is over.
        assertEquals(chunks.length, i + 1);
      }
      await writer.close();
    },
  });
  await sides.host.call("x", stream);
  assertEquals([chunks.length, closed], [5, true]);
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("a slow sink holds back whoever writes", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let written = 0;
  const stream = new WritableStream({
    write() {
      written++;
      return promise;
    },
  });
  const { stream: source, state } = counted(100);
  await using sides = pair({}, { handle: (_, value) => source.pipeTo(value as WritableStream) });
  const answer = sides.host.call("x", stream);
  await settled();
  assertEquals(written, 1);
  assert(state.pulled < 5);
  resolve();
  await answer;
  assertEquals(written, 100);
});

Deno.test("a sink that fails fails whoever writes, and an abort reaches the sink", async () => {
  await using sides = pair({}, {
    async handle(method, value) {
      const writer = (value as WritableStream).getWriter();
      if (method === "abort") return await writer.abort("stop");
      const first = await rejection(writer.write(1));
      return [first instanceof RangeError, (await rejection(writer.write(2))).message];
    },
  });
  const failing = new WritableStream({ write: () => Promise.reject(new RangeError("full")) });
  assertEquals(await sides.host.call("fail", failing), [true, "full"]);
  let aborted: unknown;
  const sink = new WritableStream({
    abort(reason) {
      aborted = reason;
    },
  });
  await sides.host.call("abort", sink);
  assertEquals(aborted, "stop");
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("a chunk that cannot be carried fails its writer and aborts the sink", async () => {
  let aborted: unknown;
  const sink = new WritableStream({
    abort(reason) {
      aborted = reason;
    },
  });
  await using sides = pair({}, {
    handle: async (_, value) => (await rejection((value as WritableStream).getWriter().write({ f() {} }))).path,
  });
  assertEquals(await sides.host.call("x", sink), "chunk.f");
  await settled();
  assertInstanceOf(aborted, Error);
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});

Deno.test("what a chunk shares lives as long as its stream", async () => {
  const agent = share({ ping: () => "pong" }, ["ping"]);
  let kept: { ping(): Promise<string> } | undefined;
  await using sides = pair({}, {
    async handle(_, value) {
      for await (const chunk of value as ReadableStream<typeof kept>) kept = chunk;
    },
  });
  await sides.host.call("x", ReadableStream.from([agent]));
  await settled();
  assertStringIncludes((await rejection(kept!.ping())).message, "it was shared for the time of a stream only");
  assertEquals(sides.host.sizes.given, 0);
});

Deno.test("a stream in use cannot be carried, and a call that is refused leaves streams as they were", async () => {
  await using sides = pair({ limits: { references: 3 } });
  const stream = new ReadableStream();
  const reader = stream.getReader();
  const error = await rejection(sides.host.call("x", { body: stream }));
  assertEquals(error.path, "body");
  assertStringIncludes(error.message, "the stream is in use");
  reader.releaseLock();
  await rejection(sides.host.call("x", [stream, () => {}]));
  assertEquals([stream.locked, sides.host.sizes.streams], [false, 0]);
  await rejection(sides.host.call("x", [stream, "é".repeat(17_000_000 / 2)]));
  assertEquals([stream.locked, sides.host.sizes.streams], [false, 0]);
  await rejection(sides.host.call("x", [stream, stream]));
  assertEquals(stream.locked, false);
  const four = Array.from({ length: 4 }, () => new WritableStream());
  assertInstanceOf(await rejection(sides.host.call("x", four)), LimitError);
  assertEquals(four.map(({ locked }) => locked), [false, false, false, false]);
});

Deno.test("streams cannot be told", async () => {
  await using sides = pair();
  let refused: unknown;
  try {
    sides.host.tell("x", { body: new ReadableStream() });
  } catch (error) {
    refused = error;
  }
  assertStringIncludes((refused as Error).message, "in arguments and answers only");
});

Deno.test("the end of the connection cancels and fails the streams of both sides", async () => {
  const { stream, state } = counted();
  let aborted = false;
  const sink = new WritableStream({
    abort() {
      aborted = true;
    },
  });
  let got: { stream: ReadableStream; sink: WritableStream } | undefined;
  const sides = pair({}, { handle: (_, value) => void (got = value as typeof got) });
  await sides.host.call("x", { stream, sink });
  await sides.host.end(new Error("closing"));
  assertEquals([(state.cancelled as Error).message, aborted], ["closing", true]);
  await settled();
  assertEquals((await rejection(got!.stream.getReader().read())).code, "connection-ended");
  assertEquals((await rejection(got!.sink.getWriter().write(1))).code, "connection-ended");
  await sides.plugin.end();
  assertEquals([sides.host.sizes.streams, sides.plugin.sizes.streams], [0, 0]);
});
