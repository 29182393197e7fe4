import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { share, unshare } from "../../../src/sandbox/share.ts";
import { type Connection, LimitError } from "../../../src/sandbox/wire/mod.ts";
import { Agent, type Reference, using } from "./agent.ts";
import { pair, rejection, scripted, settled } from "./support.ts";

Deno.test("a reference works until the call that brought it ends, and says so afterwards", async () => {
  const agent = share(new Agent(), ["add"]);
  let kept: Reference | undefined;
  await using sides = pair(
    {},
    using(({ agent }) => {
      kept = agent;
    }),
  );
  const scope = sides.host.openScope("the call of hook 'beforeRun'");
  await sides.host.call("hook", { agent }, { scope });
  assertEquals(await kept!.add("still"), 1);
  scope.close();
  await settled();
  const error = await rejection(kept!.add("late"));
  assertEquals(error.code, "not-shared");
  assertEquals(
    error.message,
    "Cannot call 'add' of a shared object: it was shared for the call of hook 'beforeRun' only.",
  );
  assertEquals(agent.messages, ["still"]);
  assertEquals([sides.host.sizes.given, sides.plugin.sizes.received], [0, 0]);
});

Deno.test("without a scope a reference ends with its call", async () => {
  const agent = share(new Agent(), ["add"]);
  let kept: Reference | undefined;
  await using sides = pair(
    {},
    using(({ agent }) => {
      kept = agent;
    }),
  );
  await sides.host.call("hook", { agent });
  // The plugin has not heard of it yet, but the host knows.
  assertEquals((await rejection(kept!.add("late"))).code, "not-shared");
  await settled();
  assertEquals((await rejection(kept!.add("late"))).code, "not-shared");
  assertEquals(agent.messages, []);
});

Deno.test("a reference that is sent home after its release is refused", async () => {
  const agent = share(new Agent(), ["add"]);
  let kept: Reference | undefined;
  await using sides = pair({}, {
    handle: (method, value) => method === "keep" ? void (kept = value as Reference) : kept,
  });
  await sides.host.call("keep", agent);
  const error = await rejection(sides.host.call("back", 1));
  assertEquals(error.code, "cannot-carry");
  assertStringIncludes(error.message, "it was shared for one call only");
});

Deno.test("a reference that comes home after its release is not taken for anything else", async () => {
  const { connection, message, next } = scripted();
  const answer = connection.call("hook", share(new Agent(), ["add"]));
  await next();
  await message(["ok", 0, 1]);
  await answer;
  const other = rejection(connection.call("hook", share(new Agent(), ["add"])));
  await message(["ok", 1, { "@": "back", i: 0 }]);
  assertEquals((await other).code, "not-shared");
  await connection.end();
});

Deno.test("what is shared with keep works on after the call, until unshare", async () => {
  const agent = share(new Agent(), ["add"], { keep: true });
  let kept: Reference | undefined;
  await using sides = pair(
    {},
    using(({ agent }) => {
      assert(kept === undefined || kept === agent);
      kept = agent;
    }),
  );
  for (let i = 0; i < 10; i++) await sides.host.call("hook", { agent });
  await settled();
  assertEquals(await kept!.add("later"), 1);
  assertEquals([sides.host.sizes.given, sides.plugin.sizes.received], [1, 1]);
  unshare(agent);
  assertEquals((await rejection(kept!.add("late"))).code, "not-shared");
  await settled();
  assertStringIncludes((await rejection(kept!.add("late"))).message, "it is shared no longer");
  assertEquals([sides.host.sizes.given, sides.plugin.sizes.received], [0, 0]);
  assertStringIncludes((await rejection(sides.host.call("hook", { agent }))).message, "an instance of Agent");
});

Deno.test("unshare ends references that a call in flight holds", async () => {
  const agent = share(new Agent(), ["add"]);
  await using sides = pair(
    {},
    using(async ({ agent }) => {
      await settled();
      return (await rejection(agent!.add("x"))).code;
    }),
  );
  const answer = sides.host.call("hook", { agent });
  await Promise.resolve();
  unshare(agent);
  assertEquals(await answer, "not-shared");
});

Deno.test("sharing with other members leaves references that are out as they are", async () => {
  const agent = share(new Agent(), ["add"]);
  let first: Reference | undefined;
  const seen: string[][] = [];
  await using sides = pair(
    {},
    using(({ agent }) => {
      first ??= agent;
      seen.push(Object.keys(agent!));
    }),
  );
  const scope = sides.host.openScope("test");
  await sides.host.call("hook", { agent }, { scope });
  share(agent, ["self"]);
  await sides.host.call("hook", { agent }, { scope });
  assertEquals(seen, [["add"], ["self"]]);
  assertEquals(await first!.add("x"), 1);
  scope.close();
  assertEquals(sides.host.sizes.given, 0);
});

Deno.test("a method may answer with a shared object, which lives as long as the one that was called", async () => {
  const session = share({ close: () => "closed" }, ["close"]);
  const agent = share({ open: () => session }, ["open"]);
  let kept: { close(): Promise<unknown> } | undefined;
  await using sides = pair(
    {},
    using(async ({ agent }) => {
      kept = await (agent as unknown as { open(): Promise<typeof kept> }).open();
      await settled();
      return await kept!.close();
    }),
  );
  assertEquals(await sides.host.call("hook", { agent }), "closed");
  await settled();
  assertEquals((await rejection(kept!.close())).code, "not-shared");
  assertEquals(sides.host.sizes.given, 0);
});

Deno.test("a plugin may share with the host, for a call of its own", async () => {
  const seen: unknown[] = [];
  const agent = share({
    watch: async (watcher: { notify(x: number): Promise<number> }) => seen.push(await watcher.notify(5)),
  }, ["watch"]);
  await using sides = pair(
    {},
    using(async ({ agent }) => {
      await (agent as unknown as typeof agent & { watch(x: unknown): Promise<void> })!.watch(
        share({ notify: (x: number) => x * 2 }, ["notify"]),
      );
    }),
  );
  await sides.host.call("hook", { agent });
  await settled();
  assertEquals(seen, [10]);
  assertEquals([sides.plugin.sizes.given, sides.host.sizes.received], [0, 0]);
});

Deno.test("what an answer shares lives in the scope that the answering side chose", async () => {
  const scopes: { close(): void }[] = [];
  await using sides: { host: Connection; plugin: Connection } & AsyncDisposable = pair({}, {
    handle(_, _value, call) {
      scopes.push(call.scope = sides.plugin.openScope("the test"));
      return share({ ping: () => "pong" }, ["ping"]);
    },
  });
  const got = await sides.host.call("x", 1) as { ping(): Promise<string> };
  assertEquals(await got.ping(), "pong");
  scopes[0]!.close();
  await settled();
  assertStringIncludes((await rejection(got.ping())).message, "it was shared for the test only");
});

Deno.test("nothing can be shared in a scope that is closed", async () => {
  const agent = share(new Agent(), ["add"]);
  await using sides = pair();
  const scope = sides.host.openScope("the call of hook 'x'");
  scope.close();
  scope.close();
  const error = await rejection(sides.host.call("hook", { agent }, { scope }));
  assertEquals(error.message, "Cannot share an object for the call of hook 'x': it has ended.");
});

Deno.test("a scope that is closed while the bytes of a blob are read shares nothing", async () => {
  const agent = share(new Agent(), ["add"]);
  let called = false;
  await using sides = pair({}, using(() => called = true));
  const scope = sides.host.openScope("the call of hook 'x'");
  const answer = sides.host.call("hook", { agent, blob: new Blob(["x"]) }, { scope });
  scope.close();
  assertEquals((await rejection(answer)).code, "not-shared");
  assertEquals([called, sides.host.sizes.given, sides.plugin.sizes.received], [false, 0, 0]);
});

Deno.test("references are counted, and too many are refused", async () => {
  await using sides = pair({ limits: { references: 10 } });
  const many = Array.from({ length: 11 }, () => share(new Agent(), ["add"]));
  const error = await rejection(sides.host.call("hook", many));
  assertInstanceOf(error, LimitError);
  assertEquals(error.limit, "references");
  assertEquals(sides.host.sizes.given, 0);
  await sides.host.call("hook", many.slice(1));
});

Deno.test("the end of the connection ends references, also for those who hold them", async () => {
  const agent = share(new Agent(), ["add"], { keep: true });
  let kept: Reference | undefined;
  const sides = pair(
    {},
    using(({ agent }) => {
      kept = agent;
    }),
  );
  await sides.host.call("hook", { agent });
  await sides.close();
  assertEquals((await rejection(kept!.add("x"))).code, "connection-ended");
  assertEquals([sides.host.sizes.given, sides.plugin.sizes.received], [0, 0]);
  unshare(agent);
});

Deno.test("two connections share one object each for itself", async () => {
  const agent = share(new Agent(), ["add"]);
  const kept: Reference[] = [];
  const plugin = using(({ agent }) => void kept.push(agent!));
  await using one = pair({}, plugin);
  await using two = pair({}, plugin);
  const scope = two.host.openScope("test");
  await one.host.call("hook", { agent });
  await two.host.call("hook", { agent }, { scope });
  assertNotStrictEquals(kept[0], kept[1]);
  await settled();
  await rejection(kept[0]!.add("no"));
  assertEquals(await kept[1]!.add("yes"), 1);
  assertThrows(() => Object.assign(kept[1]!, { add: 1 }), TypeError);
});
