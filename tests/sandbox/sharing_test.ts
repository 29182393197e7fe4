/** Objects of the host that plugins on both sides use. */
import { assert, assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { CarryError, share, unshare } from "@tenon/tenon";
import { Border, hookimpl, rejection, rejectionOf } from "./support.ts";

/** What a host shares of an agent, and what not. */
class Agent {
  sessionId = "s1";
  secret = "only for the host";
  readonly messages: unknown[] = [];

  get count(): number {
    return this.messages.length;
  }

  addMessage(message: unknown): number {
    return this.messages.push(message);
  }

  async find(text: string): Promise<unknown> {
    return await this.messages.find((message) => message === text);
  }

  fail(): never {
    throw new RangeError("the host's own");
  }

  wipe(): void {
    this.messages.length = 0;
  }
}

const shared = (options = {}) => share(new Agent(), ["sessionId", "count", "addMessage", "find", "fail"], options);

Deno.test("one call serves plugins on both sides: the object itself, and a reference with what is listed", async () => {
  await using border = await Border.load({
    isolated: `export const ask = hookimpl(async ({ value: agent }) => {
      await agent.addMessage("from a plugin");
      return [Object.keys(agent).sort(), agent.secret, typeof agent.wipe, agent.sessionId, agent.count, "wipe" in agent];
    });`,
  });
  const agent = shared();
  let seen: unknown;
  border.pm.register({
    ask: hookimpl(({ value }: { value?: unknown }) => {
      seen = value;
      (value as Agent).addMessage("from the host");
      return Promise.resolve(undefined);
    }),
  });
  const members = ["addMessage", "count", "fail", "find", "sessionId"];
  assertEquals(await border.pm.hook.ask({ value: agent }), [[members, undefined, "undefined", "s1", 1, false]]);
  assertStrictEquals(seen, agent);
  assertEquals(agent.messages, ["from the host", "from a plugin"]);
});

Deno.test("methods return promises and run in the host on the object itself, data is as it was when it was sent", async () => {
  await using border = await Border.load({
    a: `export const first = hookimpl(async ({ value: agent }) => {
      const promise = agent.addMessage("a");
      return [promise instanceof Promise, await promise, agent.count, await agent.find("a"), await agent.find("b")];
    });`,
  });
  const agent = shared();
  assertEquals(await border.pm.hook.first({ value: agent }), [true, 1, 0, "a", undefined]);
  assertEquals(await border.pm.hook.first({ value: agent }), [true, 2, 1, "a", undefined]);
});

Deno.test("an object may be shared anywhere within an argument, and comes home as the object that it is", async () => {
  await using border = await Border.load({
    a: "export const first = hookimpl(({ value }) => ({ agent: value.get('agents')[0], list: [value.get('agents')[0]] }));",
  });
  const agent = shared();
  const back = await border.pm.hook.first({ value: new Map([["agents", [agent]]]) }) as {
    agent: unknown;
    list: unknown[];
  };
  assertStrictEquals(back.agent, agent);
  assertStrictEquals(back.list[0], agent);
});

Deno.test("what a plugin gives to a shared method is a copy, and must be carried", async () => {
  await using border = await Border.load({
    a: `export const first = hookimpl(async ({ value: agent }) => {
      const message = { text: new Set(["a"]) };
      await agent.addMessage(message);
      message.text.add("b");
      try { await agent.addMessage({ deep: [() => {}] }); } catch (error) { return error.message; }
    });`,
  });
  const agent = shared();
  assertMatch(
    await border.pm.hook.first({ value: agent }) as string,
    /^Cannot carry 'arguments\[0\]\.deep\[0\]' to the host/,
  );
  assertEquals(agent.messages, [{ text: new Set(["a"]) }]);
});

Deno.test("an error of a shared method reaches the plugin, and the host if the plugin lets it pass", async () => {
  await using border = await Border.load({
    a: `export const first = hookimpl(async ({ value: agent }) => {
      try { await agent.fail(); } catch (error) { return [error instanceof RangeError, error.message]; }
    });
    export const ask = hookimpl(({ value: agent }) => agent.fail());`,
  });
  const agent = shared();
  assertEquals(await border.pm.hook.first({ value: agent }), [true, "the host's own"]);
  const error = await rejectionOf(border.pm.hook.ask({ value: agent }), RangeError);
  assertEquals(error.message, "the host's own");
});

/** Keeps what it is given, and uses it whenever it is asked to. */
const KEEPS = `let kept;
  export const ask = hookimpl(({ value }) => { kept = value; });
  export const first = hookimpl(async ({ value }) => {
    try { return await kept.addMessage(value); } catch (error) { return error.name + ": " + error.message; }
  });`;

Deno.test("a reference ends with the call that brought it", async () => {
  await using border = await Border.load({ a: KEEPS });
  const agent = shared();
  await border.pm.hook.ask({ value: agent });
  assertEquals(
    await border.pm.hook.first({ value: 1 }),
    "SharedReferenceError: Cannot call 'addMessage' of a shared object: it was shared for the call of hook 'ask' only.",
  );
  assertEquals(agent.messages, []);
});

Deno.test("a reference may outlive its call if the host says so, until the host takes it back", async () => {
  await using border = await Border.load({ a: KEEPS });
  const agent = shared({ keep: true });
  await border.pm.hook.ask({ value: agent });
  assertEquals(await border.pm.hook.first({ value: 1 }), 1);
  assertEquals(await border.pm.hook.first({ value: 2 }), 2);
  unshare(agent);
  assertMatch(
    await border.pm.hook.first({ value: 3 }) as string,
    /^SharedReferenceError: .* it is shared no longer\.$/,
  );
  assertEquals(agent.messages, [1, 2]);
});

Deno.test("calls at the same time have references of their own", async () => {
  await using border = await Border.load({
    a: `export const together = hookimpl(async ({ value: { agent, gate } }) => {
      await gate.wait();
      return await agent.addMessage("late");
    });
    export const ask = hookimpl(({ value: agent }) => agent.addMessage("early"));`,
  });
  const { hook } = border.pm;
  const agent = shared();
  const { promise, resolve } = Promise.withResolvers<void>();
  const gate = share({ wait: () => promise }, ["wait"]);
  const late = hook.together({ value: { agent, gate } });
  assertEquals(await hook.ask({ value: agent }), [1]);
  resolve();
  assertEquals(await late, [2]);
});

Deno.test("a wrapper can use what it was given until it has ended", async () => {
  await using border = await Border.load({
    w: `export const ask = hookimpl({ wrapper: true }, async function* ({ value: agent }) {
      await agent.addMessage("before");
      const results = yield;
      await agent.addMessage("after");
      return results;
    });`,
  });
  const agent = shared();
  border.pm.register({ ask: hookimpl(() => Promise.resolve(void agent.addMessage("inner"))) });
  await border.pm.hook.ask({ value: agent });
  assertEquals(agent.messages, ["before", "inner", "after"]);
});

Deno.test("a shared method may give another shared object, which is there for the length of the call", async () => {
  await using border = await Border.load({
    a: `let kept;
      export const ask = hookimpl(async ({ value: agents }) => {
        kept = await agents.current();
        return await kept.addMessage("found");
      });
      export const first = hookimpl(() => kept.addMessage("too late").catch((error) => error.name));`,
  });
  const agent = shared();
  const agents = share({ current: () => agent }, ["current"]);
  assertEquals(await border.pm.hook.ask({ value: agents }), [1]);
  assertEquals(await border.pm.hook.first({}), "SharedReferenceError");
});

Deno.test("a shared member that cannot be carried is named", async () => {
  await using border = await Border.load({ a: "export const ask = hookimpl(() => 1);" });
  const agent = share({ session: { owner: new (class Owner {})() } }, ["session"]);
  const error = await rejectionOf(border.pm.hook.ask({ value: { agent } }), CarryError);
  assertMatch(error.message, /value\.agent\.session\.owner' to plugin 'a': it is an instance of Owner/);
});

Deno.test("a call of a shared method that is not awaited is made, and its failure is the plugin's own affair", async () => {
  await using border = await Border.load({
    a: `export const ask = hookimpl(({ value: agent }) => {
      agent.addMessage("not awaited");
      agent.fail().catch(() => {});
      return "answer";
    });`,
  });
  const agent = shared();
  assertEquals(await border.pm.hook.ask({ value: agent }), ["answer"]);
  assertEquals(agent.messages, ["not awaited"]);
});

Deno.test("what was shared with a plugin that died is shared with the next life only when it is sent again", async () => {
  await using border = await Border.load({
    a: `${KEEPS}
      export const together = hookimpl(() => Deno.exit(3));`,
  }, { limits: { restartDelayMs: 1 } });
  const { hook } = border.pm;
  const agent = shared({ keep: true });
  await hook.ask({ value: agent });
  await rejection(hook.together({}));
  assertMatch(await hook.first({ value: 1 }) as string, /^TypeError/);
  await hook.ask({ value: agent });
  assertEquals(await hook.first({ value: 2 }), 1);
  assertEquals(agent.messages, [2]);
});

Deno.test("a plugin that never lets go of a shared method does not keep the call from ending", async () => {
  await using border = await Border.load({
    a: "export const ask = hookimpl(({ value }) => { value.wait(); return 'answer'; });",
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const gate = share({ wait: () => promise }, ["wait"]);
  assertEquals(await border.pm.hook.ask({ value: gate }), ["answer"]);
  resolve();
  assert(await border.pm.hook.ask({ value: gate }));
});
