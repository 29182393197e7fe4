import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { share } from "../../../src/sandbox/share.ts";
import { scripted, settled, type SideOptions } from "./support.ts";

/** Trees of the kinds that messages hold, well formed or nearly so. */
const trees = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: "small", withCrossShrink: true },
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("@", "v", "a", "__proto__", "then", "i"), tie("tree"), { maxKeys: 4 }),
    fc.record({
      "@": fc.constantFrom(
        ...[
          "undefined",
          "number",
          "bigint",
          "date",
          "object",
          "back",
          "url",
          "map",
          "set",
          "headers",
          "buffer",
          "view",
        ],
        ...["blob", "error", "ref", "readable", "writable", "other"],
      ),
      v: fc.oneof(tie("tree"), fc.array(tie("tree"), { maxLength: 3 }), fc.constantFrom("AAAA", "NaN", "ff", 0, null)),
      i: fc.oneof(fc.nat(5), tie("tree")),
      m: fc.oneof(fc.array(fc.constantFrom("add", "then", "__proto__", "a")), fc.string(), tie("tree")),
      d: fc.oneof(fc.dictionary(fc.constantFrom("a", "then", "__proto__"), tie("tree"), { maxKeys: 3 }), tie("tree")),
      n: fc.oneof(fc.constantFrom("TypeError", "AggregateError", "DOMException"), fc.string(), tie("tree")),
      t: fc.oneof(fc.constantFrom("Uint8Array", "DataView", ""), tie("tree")),
      s: fc.oneof(fc.string(), tie("tree")),
      p: fc.oneof(fc.dictionary(fc.string(), tie("tree"), { maxKeys: 3 }), tie("tree")),
      cause: tie("tree"),
      errors: fc.oneof(fc.array(tie("tree"), { maxLength: 3 }), tie("tree")),
      code: fc.oneof(fc.string(), tie("tree")),
    }, { requiredKeys: ["@"] }),
  ),
})).tree;

const id = fc.oneof({ weight: 10, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.jsonValue() });
const method = fc.oneof(
  fc.constantFrom(
    "echo",
    "fail",
    "never",
    "@r0.add",
    "@r0.secret",
    "@s0.pull",
    "@s0.cancel",
    "@s1.write",
    "@s1.close",
    "@s1.abort",
  ),
  fc.string(),
);
const messages = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant("call"), id, method, trees) },
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom("ok", "err"), id, trees) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("tell"), method, trees) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("drop"), fc.array(id), fc.string()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("stop"), id) },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** What the host shared: it may come home. */
const own = new WeakSet<WeakKey>();

/** Uses all that it gets, as a host would. */
function use(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null || own.has(value) || depth > 70) return;
  assert(typeof (value as { then?: unknown }).then !== "function");
  if (value instanceof ReadableStream) return void value.cancel().catch(() => {});
  if (value instanceof WritableStream) return void value.abort().catch(() => {});
  for (const key of Reflect.ownKeys(value)) {
    // The engine keeps things of its own in these, under symbols.
    if (value instanceof DOMException && typeof key === "symbol") continue;
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!;
    // A stack is an accessor of the engine's own until it is written.
    assert("value" in descriptor, `${String(key)} has a getter`);
    if (typeof descriptor.value === "function") {
      assertEquals(Object.getPrototypeOf(value), null);
      (descriptor.value as () => Promise<unknown>)().catch(() => {});
    } else use(descriptor.value, depth + 1);
  }
  if (value instanceof Map || value instanceof Set) { for (const item of value as Set<unknown>) use(item, depth + 1); }
}

/** A host that shares an object and streams, and waits for five answers. */
function busyHost(options: SideOptions = {}) {
  const agent = share({ added: 0, secret: 1, add: (...values: unknown[]) => use(values) }, ["add", "added"], {
    keep: true,
  });
  own.add(agent);
  const host = scripted({
    handle(method, value) {
      use(value);
      if (method === "fail") throw value;
      return method === "never" ? new Promise(() => {}) : value;
    },
    onTell: (_, value) => use(value),
    onStray() {},
    ...options,
  });
  const source = ReadableStream.from([1, { a: 1 }]);
  const calls = [agent, source, new WritableStream(), 1, 2].map((value) => host.connection.call("x", value));
  const settling = Promise.allSettled(calls.map((call) => call.then((value) => use(value))));
  return { ...host, settling };
}

/** Whatever was sent: what waits is settled once the connection is over, nothing is kept, and nobody else notices. */
async function endsWell({ connection, finish, settling, ended }: ReturnType<typeof busyHost>): Promise<void> {
  await settled();
  await finish();
  await ended;
  await connection.end();
  for (const outcome of await settling) {
    if (outcome.status === "rejected") assert(!(outcome.reason instanceof assertError), outcome.reason);
  }
  const { queued: _, ...sizes } = connection.sizes;
  assertEquals(sizes, { outgoing: 0, incoming: 0, given: 0, received: 0, streams: 0 });
}

// What `use` throws if it finds something that must not be there.
const assertError = (() => {
  try {
    assert(false);
  } catch (error) {
    return (error as Error).constructor as new () => Error;
  }
})()!;

Deno.test("messages at random, in chunks at random, do no harm", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(fc.array(messages, { minLength: 1, maxLength: 15 }), sizes, async (all, sizes) => {
      const host = busyHost();
      const bytes = new TextEncoder().encode(all.map((message) => `#${JSON.stringify(message)}\n`).join(""));
      for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
        await host.send(bytes.slice(at, at + sizes[i % sizes.length]!));
      }
      await endsWell(host);
    }),
    { numRuns: 300 },
  );
});

Deno.test("well-formed messages with values at random do no harm", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(trees, { minLength: 1, maxLength: 10 }), async (all) => {
      const host = busyHost();
      for (const [i, tree] of all.entries()) {
        await host.message(
          i < 5 ? ["ok", i, tree] : i % 2 ? ["call", i, "@r0.add", [tree]] : ["call", i, "echo", tree],
        );
      }
      await endsWell(host);
    }),
    { numRuns: 300 },
  );
});

Deno.test("bytes at random do no harm", async () => {
  const lines = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(...["#", "\n", '["', "[[[[", "#\n", "\r"].map((text) => new TextEncoder().encode(text))),
    ),
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), async (chunks, prefix) => {
      const host = busyHost({ prefix: prefix ? "#" : "" });
      for (const chunk of chunks) await host.send(chunk.slice());
      await endsWell(host);
    }),
    { numRuns: 200 },
  );
});
