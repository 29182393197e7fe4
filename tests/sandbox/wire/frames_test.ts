import { assert, assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { type FrameOptions, FrameReader, FrameWriter } from "../../../src/sandbox/wire/frames.ts";
import { LimitError, WireError } from "../../../src/sandbox/wire/mod.ts";
import { rejection, settled } from "./support.ts";

const OPTIONS: FrameOptions = { prefix: "#7f:", messageBytes: 1000, peer: "plugin 'test'" };

/** Reads chunks, and gives all that came of them. */
async function read(chunks: Iterable<Uint8Array>, options = OPTIONS) {
  const frames: string[] = [];
  const strays: string[] = [];
  const readable = ReadableStream.from(chunks);
  const reader = new FrameReader(readable, options, (text) => frames.push(text), (text) => strays.push(text));
  const error = await reader.run().then(() => undefined, (error) => error as Error);
  return { frames, strays, error };
}

/** Cuts bytes into chunks of these sizes, over and over. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let i = 0, at = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
    chunks.push(bytes.subarray(at, at + sizes[i % sizes.length]!));
  }
  return chunks;
}

/** A writer whose writes are recorded. */
function writer(options = OPTIONS, write: (bytes: Uint8Array) => void | Promise<void> = () => {}) {
  const writes: Uint8Array[] = [];
  const errors: unknown[] = [];
  const writable = new WritableStream<Uint8Array>({
    write(bytes) {
      writes.push(bytes);
      return write(bytes);
    },
  });
  return { writer: new FrameWriter(writable, options, (error) => errors.push(error)), writes, errors };
}

const encode = (text: string) => new TextEncoder().encode(text);

/** A text of one line. */
const line = fc.string({ unit: "grapheme", maxLength: 50 }).map((text) => text.replaceAll("\n", ""));

Deno.test("messages and stray lines come out as they went in, however the bytes are cut", async () => {
  const lines = fc.array(fc.record({ stray: fc.boolean(), text: line }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (all, sizes) => {
      const strays = all.filter(({ stray }) => stray).map(({ text }) => `.${text}`);
      const frames = all.filter(({ stray }) => !stray).map(({ text }) => text);
      const bytes = encode(all.map(({ stray, text }) => `${stray ? "." : OPTIONS.prefix}${text}\n`).join("\n"));
      assertEquals(await read(cut(bytes, sizes)), { frames, strays, error: undefined });
    }),
  );
});

Deno.test("without a prefix every line is a message", async () => {
  const { frames, strays } = await read([encode("\n1\n\n2\n")], { ...OPTIONS, prefix: "" });
  assertEquals({ frames, strays }, { frames: ["1", "2"], strays: [] });
});

Deno.test("an unfinished stray line does not swallow the message after it", async () => {
  const { writer: frames, writes } = writer();
  frames.send("1");
  await settled();
  assertEquals(await read([encode("progress: 50 %"), ...writes]), {
    frames: ["1"],
    strays: ["progress: 50 %"],
    error: undefined,
  });
});

Deno.test("stray output that is no UTF-8 is shown as well as can be", async () => {
  assertEquals((await read([new Uint8Array([65, 0xff, 66, 10])])).strays, ["A\ufffdB"]);
});

Deno.test("a stray line without an end is given out when the stream ends", async () => {
  assertEquals((await read([encode("bye")])).strays, ["bye"]);
});

Deno.test("a message that is no UTF-8 ends the reading", async () => {
  const { error } = await read([encode(OPTIONS.prefix), new Uint8Array([0xff, 10])]);
  assertInstanceOf(error, WireError);
  assertStringIncludes(error!.message, "plugin 'test' sent a message that is no UTF-8");
});

Deno.test("a stream that ends in the midst of a message is an error", async () => {
  assertInstanceOf((await read([encode(`${OPTIONS.prefix}{`)])).error, WireError);
});

Deno.test("a line that is too long ends the reading before it is all there", async () => {
  let chunks = 0;
  function* endless() {
    while (true) {
      chunks++;
      yield encode("a".repeat(100));
    }
  }
  const { error } = await read(endless());
  assertInstanceOf(error, WireError);
  assertStringIncludes(error!.message, "more than 1000 bytes");
  assert(chunks < 15);
});

Deno.test("a line that is too long is one also if it comes in one piece with its end", async () => {
  const { frames, error } = await read([encode(`${OPTIONS.prefix}${"a".repeat(1001)}\n`)]);
  assertEquals(frames, []);
  assertInstanceOf(error, WireError);
});

Deno.test("a message of just the limit is read", async () => {
  assertEquals((await read(cut(encode(`${OPTIONS.prefix}${"a".repeat(1000)}\n`), [7]))).frames, ["a".repeat(1000)]);
});

Deno.test("what is read after stop is not given out, also of the same chunk", async () => {
  const frames: string[] = [];
  const readable = ReadableStream.from([encode("#7f:1\n#7f:2\n#7f:3\n")]);
  const reader: FrameReader = new FrameReader(readable, OPTIONS, (text) => {
    frames.push(text);
    if (text === "2") void reader.stop("enough");
  }, () => {});
  await reader.run();
  assertEquals(frames, ["1", "2"]);
});

Deno.test("a stream that gives no bytes is an error", async () => {
  assertInstanceOf((await read(["text"] as unknown as Uint8Array[])).error, WireError);
});

Deno.test("all messages of one turn are one write", async () => {
  const { writer: frames, writes } = writer();
  for (let i = 0; i < 100; i++) frames.send(`${i}`);
  await settled();
  assertEquals(writes.length, 1);
  assertEquals((await read(writes)).frames, Array.from({ length: 100 }, (_, i) => `${i}`));
});

Deno.test("what is sent while a write is under way is one write after it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { writer: frames, writes } = writer(OPTIONS, () => promise);
  for (let i = 0; i < 10; i++) {
    frames.send(`${i}`);
    await settled();
  }
  assertEquals(writes.length, 1);
  resolve();
  await settled();
  assertEquals(writes.length, 2);
  assertEquals((await read(writes)).frames.length, 10);
  assertEquals(frames.queued, 0);
});

Deno.test("a message beyond the limit is refused with its bytes and the limit, and nothing of it is sent", async () => {
  const { writer: frames, writes } = writer();
  const error = assertThrows(() => frames.send("é".repeat(501)), LimitError);
  assertEquals(error.limit, "messageBytes");
  assertStringIncludes(error.message, "1002 bytes");
  assertStringIncludes(error.message, "is 1000");
  frames.send("é".repeat(500));
  await settled();
  assertEquals((await read(writes)).frames, ["é".repeat(500)]);
});

Deno.test("no more waits for a peer that does not read than eight of the longest messages", () => {
  const { writer: frames } = writer(OPTIONS, () => new Promise(() => {}));
  const error = assertThrows(() => {
    for (let i = 0; i < 100; i++) frames.send("a".repeat(900));
  }, LimitError);
  assertStringIncludes(error.message, "has not read");
  assert(frames.queued < 9000);
});

Deno.test("closing writes what waits", async () => {
  const { writer: frames, writes } = writer(OPTIONS, () => settled());
  frames.send("1");
  await settled();
  frames.send("2");
  await frames.close();
  assertEquals((await read(writes)).frames, ["1", "2"]);
});

Deno.test("a write that fails is told once, and what is sent after it goes nowhere", async () => {
  const { writer: frames, errors } = writer(OPTIONS, () => Promise.reject(new Error("broken pipe")));
  frames.send("1");
  await settled();
  frames.send("2");
  await frames.close();
  await frames.abort("late");
  assertEquals(errors.map((error) => (error as Error).message), ["broken pipe"]);
  assertEquals(frames.queued, 0);
});

Deno.test("a stream that fails while it is read is an error", async () => {
  const readable = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error("gone")) });
  const reader = new FrameReader(readable, OPTIONS, () => {}, () => {});
  assertEquals((await rejection(reader.run())).message, "gone");
  await reader.stop("done");
});

Deno.test("a reader takes its turns by the timer of the runtime, also if somebody puts one in its place that never goes off", async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "setTimeout")!;
  Object.defineProperty(globalThis, "setTimeout", { configurable: true, value: () => 0 });
  try {
    const lines = 5_000;
    const { frames, error } = await read([new TextEncoder().encode("#7f:{}\n".repeat(lines))]);
    assertEquals([frames.length, error], [lines, undefined]);
  } finally {
    Object.defineProperty(globalThis, "setTimeout", before);
  }
});
