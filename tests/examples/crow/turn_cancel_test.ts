/** Turns that are cancelled, at any moment. */
import { assertEquals } from "@std/assert";
import { NOBODY } from "../../../examples/crow/frontend.ts";
import { hookimpl } from "../../../examples/crow/hooks.ts";
import { TinyHost } from "./support.ts";
import { calling, script, tool } from "./turn_support.ts";

Deno.test("a turn can be cancelled while any plugin does not answer", async () => {
  for (const hook of ["beforeRun", "listTools", "beforeLlmRequest", "callTool", "afterToolCall"]) {
    const reached = Promise.withResolvers<void>();
    const hang = () => {
      reached.resolve();
      return new Promise<never>(() => {});
    };
    const hanging = { [hook]: hookimpl({}, hang) };
    await using host = new TinyHost(
      { good: { listTools: hookimpl(() => [tool("x")]) }, hanging },
      script(calling("x")),
    );
    const session = await host.agent.startSession();
    const stop = new AbortController();
    const turn = host.agent.run(session, "A?", NOBODY, stop.signal);
    await reached.promise;
    stop.abort();
    const { stopReason, messages } = await turn;
    assertEquals(stopReason, "cancelled", hook);
    assertEquals(messages.at(-1)?.role, "assistant");
    assertEquals(session.history(), messages);
  }
});

Deno.test("after a cancellation each call has an answer, and plugins get the turn as it was", async () => {
  const turns: string[] = [];
  const stop = new AbortController();
  const plugin = {
    listTools: hookimpl(() => [tool("stop")]),
    callTool: hookimpl(() => {
      stop.abort();
      return new Promise<never>(() => {});
    }),
    afterTurn: hookimpl(({ turn }: { turn: { stopReason: string } }) => void turns.push(turn.stopReason)),
  };
  await using host = new TinyHost(
    { plugin },
    script({ ...calling("list_files", "stop", "stop"), content: "Let me see." }),
  );
  const session = await host.agent.startSession();
  const turn = await host.agent.run(session, "A?", NOBODY, stop.signal);
  const [, assistant, ...tools] = turn.messages;
  assertEquals(assistant?.toolCalls?.map(({ id }) => id), tools.slice(0, -1).map(({ toolCallId }) => toolCallId));
  assertEquals(tools.slice(1).map(({ content }) => content), ["Cancelled.", "Cancelled.", "(cancelled)"]);
  assertEquals(tools.map(({ failed }) => failed), [undefined, true, true, undefined]);
  assertEquals(turns, ["cancelled"]);
  assertEquals((await host.agent.run(session, "B?")).answer, "Done.");
});

Deno.test("what a model says that is cancelled in the midst stays a part of the conversation", async () => {
  const stop = new AbortController();
  await using host = new TinyHost({}, () => "Well, I think");
  const frontend = { ...NOBODY, text: () => stop.abort() };
  const session = await host.agent.startSession();
  const { answer } = await host.agent.run(session, "A?", frontend, stop.signal);
  assertEquals(answer, "Well, I think");
});

Deno.test("a turn that is cancelled before it begins asks nobody", async () => {
  await using host = new TinyHost({});
  const turn = await host.agent.run(await host.agent.startSession(), "A?", NOBODY, AbortSignal.abort());
  assertEquals({ stopReason: turn.stopReason, requests: host.requests.length }, {
    stopReason: "cancelled",
    requests: 0,
  });
});

Deno.test("a turn can be cancelled while plugins are told of it; shutting down, and starting it again, wait for them", async () => {
  const [reached, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const events: string[] = [];
  const plugin = {
    onSessionStart: hookimpl({}, () => void events.push("start")),
    afterTurn: hookimpl(async ({ turn }: { turn: { userInput: string } }) => {
      reached.resolve();
      await release.promise;
      events.push(turn.userInput);
    }),
    onShutdown: hookimpl({}, () => void events.push("shutdown")),
  };
  await using host = new TinyHost({ plugin });
  const session = await host.agent.startSession("s");
  const stop = new AbortController();
  const turn = host.agent.run(session, "A?", NOBODY, stop.signal);
  await reached.promise;
  stop.abort();
  const { stopReason, answer } = await turn;
  assertEquals({ stopReason, answer }, { stopReason: "end_turn", answer: "Yes." });
  const next = await host.agent.run(session, "B?", NOBODY, AbortSignal.abort());
  assertEquals(next.stopReason, "cancelled");
  const again = host.agent.startSession("s");
  const down = host.agent.shutdown();
  await host.agent.startSession("other");
  assertEquals(events, ["start", "start"]);
  release.resolve();
  await Promise.all([again, down]);
  assertEquals(events.toSorted(), ["A?", "B?", "shutdown", "start", "start", "start"]);
  assertEquals(events.slice(2, 4), ["A?", "B?"]);
});
