import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { share } from "../../../src/sandbox/share.ts";
import { Agent, using } from "./agent.ts";
import { pair, rejection } from "./support.ts";

Deno.test("a reference has the listed members and nothing else", async () => {
  const agent = share(new Agent(), ["sessionId", "add", "messages"]);
  let seen: unknown;
  await using sides = pair(
    {},
    using(({ agent }) => {
      seen = {
        names: Reflect.ownKeys(agent!),
        frozen: Object.isFrozen(agent),
        prototype: Object.getPrototypeOf(agent),
      };
      return agent!.sessionId;
    }),
  );
  assertEquals(await sides.host.call("hook", { agent }), "s1");
  assertEquals(seen, { names: ["add", "sessionId", "messages"], frozen: true, prototype: null });
});

Deno.test("methods run on the object itself, with its arguments, and answer with a promise", async () => {
  const agent = share(new Agent(), ["add", "later", "fail"]);
  await using sides = pair(
    {},
    using(async ({ agent }) => {
      const error = await rejection(agent!.fail());
      return [
        await agent!.add("a"),
        await agent!.add("b"),
        await (agent as unknown as Agent).later(new Map()),
        error instanceof TypeError,
      ];
    }),
  );
  assertEquals(await sides.host.call("hook", { agent }), [1, 2, new Map(), true]);
  assertEquals(agent.messages, ["a", "b"]);
});

Deno.test("data is a copy of what it was when it was sent", async () => {
  const agent = share(new Agent(), ["sessionId", "add"]);
  const seen: unknown[] = [];
  await using sides = pair({}, using(({ agent }) => seen.push(agent!.sessionId)));
  await sides.host.call("hook", { agent });
  agent.sessionId = "s2";
  await sides.host.call("hook", { agent });
  assertEquals(seen, ["s1", "s2"]);
});

Deno.test("a data member that cannot be carried is refused with its path", async () => {
  const owner = share({ agent: { onChange() {} } }, ["agent"]);
  await using sides = pair();
  assertEquals((await rejection(sides.host.call("hook", { owner }))).path, "owner.agent.onChange");
});

Deno.test("a member that is gone since it was shared is refused with its path", async () => {
  const owner: { name?: string } = { name: "x" };
  share(owner, ["name"]);
  delete owner.name;
  await using sides = pair();
  assertEquals((await rejection(sides.host.call("hook", { owner }))).path, "owner.name");
});

Deno.test("a reference that is sent home is the object itself", async () => {
  const agent = share(new Agent(), ["add", "self", "later"]);
  await using sides = pair({}, using(async ({ agent }) => ({ direct: agent, list: [await agent!.later(agent)] })));
  const scope = sides.host.openScope("test");
  const back = await sides.host.call("hook", { agent }, { scope }) as { direct: Agent; list: Agent[] };
  assertStrictEquals(back.direct, agent);
  assertStrictEquals(back.list[0], agent);
});

Deno.test("one object in two places of a message is one reference", async () => {
  const agent = share(new Agent(), ["add", "sessionId"]);
  await using sides = pair({}, using(({ a, b }) => a === b));
  assertEquals(await sides.host.call("hook", { a: agent, b: agent }), true);
});

Deno.test("shared objects may hold each other", async () => {
  const session: Record<string, unknown> = { id: 1 };
  const agent = share({ session }, ["session"]);
  share(Object.assign(session, { agent }), ["id", "agent"]);
  await using sides = pair(
    {},
    using(({ agent }) => {
      const { session } = agent as unknown as { session: { id: number; agent: unknown } };
      return session.id === 1 && session.agent === agent;
    }),
  );
  assertEquals(await sides.host.call("hook", { agent }), true);
});

Deno.test("an answer of a method that cannot be carried is refused with its path", async () => {
  const agent = share(new Agent(), ["callback"]);
  await using sides = pair(
    {},
    using(async ({ agent }) => (await rejection((agent as unknown as Agent).callback() as never)).message),
  );
  assertStringIncludes(
    await sides.host.call("hook", { agent }) as string,
    "Cannot carry the value to plugin 'test': it is a function",
  );
});

Deno.test("an argument that cannot be carried is refused with its path", async () => {
  const agent = share(new Agent(), ["add"]);
  await using sides = pair({}, using(async ({ agent }) => (await rejection(agent!.add(1, { f() {} }))).path));
  assertEquals(await sides.host.call("hook", { agent }), "arguments[1].f");
});

Deno.test("an object of the other side that is shared on goes home all the same", async () => {
  const agent = share(new Agent(), ["add"]);
  await using sides = pair({}, using(({ agent }) => share(agent!, ["add"])));
  assertStrictEquals(await sides.host.call("hook", { agent }), agent);
});
