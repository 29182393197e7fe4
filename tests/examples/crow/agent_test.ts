import { assertEquals, assertRejects } from "@std/assert";
import { hookimpl, type SharedSession } from "../../../examples/crow/hooks.ts";
import { type Message, ModelError } from "../../../examples/crow/model.ts";
import { TinyHost } from "./support.ts";

Deno.test("the agent calls its hooks in the order of a conversation, and hands itself to them", async () => {
  const calls: string[] = [];
  const plugin = {
    onSessionStart: hookimpl(({ session }: { session: { readonly id: string } }) =>
      void calls.push(`start ${session.id}`)
    ),
    beforeRun: hookimpl(({ userInput }: { userInput: string }) => void calls.push(`run ${userInput}`)),
    beforeLlmRequest: hookimpl(() => void calls.push("request")),
    afterTurn: hookimpl(({ turn }: { turn: { answer: string } }) => void calls.push(`turn ${turn.answer}`)),
    onShutdown: hookimpl(({ agent }: { agent: unknown }) => void calls.push(`shutdown ${agent === host.agent}`)),
  };
  await using host = new TinyHost({ plugin });
  const session = await host.agent.startSession("s");
  await host.agent.run(session, "Is it?");
  await host.agent.shutdown();
  await host.agent.shutdown();
  assertEquals(calls, ["start s", "run Is it?", "request", "turn Yes.", "shutdown true"]);
});

Deno.test("the model gets the conversation so far, the passages for this question, and the question", async () => {
  const plugin = {
    beforeRun: hookimpl(({ session, userInput }: { session: SharedSession; userInput: string }) =>
      session.addPassages([{ source: "book", text: `about ${userInput}` }])
    ),
  };
  await using host = new TinyHost({ plugin });
  const session = await host.agent.startSession();
  await host.agent.run(session, "A?");
  await host.agent.run(session, "B?");
  assertEquals(host.requests[1], [
    { role: "user", content: "A?" },
    { role: "assistant", content: "Yes." },
    { role: "system", content: "about B?", source: "book" },
    { role: "user", content: "B?" },
  ]);
});

Deno.test("the first plugin to give messages decides what is sent", async () => {
  const replaced: Message[] = [{ role: "user", content: "something else" }];
  await using host = new TinyHost({
    later: { beforeLlmRequest: hookimpl(() => [{ role: "user", content: "not asked" }]) },
    first: { beforeLlmRequest: hookimpl(() => replaced) },
  });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests, [replaced]);
});

Deno.test("a plugin that throws is told of, and the user gets the answer all the same", async () => {
  const bad = () => {
    throw new Error("broken");
  };
  const hooks = ["onSessionStart", "beforeRun", "beforeLlmRequest", "afterTurn", "onShutdown"];
  const plugin = Object.fromEntries(hooks.map((hook) => [hook, hookimpl({}, bad)]));
  await using host = new TinyHost({ plugin });
  const { answer } = await host.agent.run(await host.agent.startSession(), "A?");
  await host.agent.shutdown();
  assertEquals(answer, "Yes.");
  assertEquals(host.said, hooks.map((hook) => `!plugin: failed in ${hook}: broken`));
});

Deno.test("after a failure of the model the session is as if the question had not been asked", async () => {
  let turns = 0;
  const plugin = {
    beforeRun: hookimpl(({ session }: { session: SharedSession }) =>
      session.addPassages([{ source: "book", text: "text" }])
    ),
    afterTurn: hookimpl(() => void turns++),
  };
  await using host = new TinyHost({ plugin }, () => Promise.reject(new ModelError("no answer")));
  const session = await host.agent.startSession();
  await assertRejects(() => host.agent.run(session, "A?"), ModelError, "no answer");
  assertEquals({ messages: session.messages, passages: session.passages, turns }, {
    messages: [],
    passages: [],
    turns: 0,
  });
});
