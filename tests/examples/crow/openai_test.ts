import { assertEquals } from "@std/assert";
import { OpenAIModel } from "../../../examples/crow/models/openai.ts";
import { ask, HELLO, TOOL } from "./ask_server.ts";
import { ChatServer, completion, delta, ended, said, stream, toolCalls } from "./chat_server.ts";

Deno.test("one system message with prompt and passages, then the conversation; the answer comes back", async () => {
  await using server = new ChatServer(() => completion(" Last first. "));
  const model = new OpenAIModel({ model: "tiny", baseURL: server.url, apiKey: "secret" });
  const answer = await model.complete({
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "A?" },
      { role: "assistant", content: "Yes." },
      { role: "system", content: "Plugins are called last first.", source: "order.md" },
      { role: "user", content: "B?" },
    ],
    tools: [],
  }, { text: () => {} });
  assertEquals(answer.content, "Last first.");
  assertEquals(server.requests.length, 1);
  const { path, authorization, body } = server.requests[0]!;
  assertEquals({ path, authorization }, { path: "/v1/chat/completions", authorization: "Bearer secret" });
  assertEquals(
    { ...body },
    {
      model: "tiny",
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: "system", content: "Be brief.\n\n---\n\nFrom order.md:\n\nPlugins are called last first." },
        { role: "user", content: "A?" },
        { role: "assistant", content: "Yes." },
        { role: "user", content: "B?" },
      ],
    } as unknown as typeof body,
  );
});

Deno.test("the text is heard while it comes in, before the answer has ended", async () => {
  const more = Promise.withResolvers<void>();
  await using server = new ChatServer(() => stream([said("One "), said("two."), ended("stop")], more.promise));
  const heard = Promise.withResolvers<void>();
  let text = "";
  const model = new OpenAIModel({ model: "tiny", baseURL: server.url });
  const answer = model.complete({ messages: HELLO, tools: [] }, {
    text(delta) {
      text += delta;
      if (text === "One two.") heard.resolve();
    },
  });
  await heard.promise;
  more.resolve();
  assertEquals((await answer).content, "One two.");
});

Deno.test("what the model reads and writes is counted, if the server says", async () => {
  await using server = new ChatServer((count) =>
    count === 1 ? completion("Hi.") : stream([said("Hi."), ended("stop"), "[DONE]"])
  );
  assertEquals((await ask(server.url)).usage, { inputTokens: 7, outputTokens: 1 });
  assertEquals((await ask(server.url)).usage, undefined);
});

Deno.test("tools are offered, and calls of them put together from their pieces", async () => {
  await using server = new ChatServer(() =>
    toolCalls({ id: "a", name: "look", args: '{"where": "up"}' }, { id: "b", name: "look", args: "" })
  );
  const { toolCalls: calls, content } = await ask(server.url);
  assertEquals({ calls, content }, {
    calls: [{ id: "a", name: "look", args: { where: "up" } }, { id: "b", name: "look", args: {} }],
    content: "",
  });
  const { name, description, parameters } = TOOL;
  assertEquals(server.requests[0]!.body.tools as unknown, [{
    type: "function",
    function: { name, description, parameters },
  }]);
});

Deno.test("calls that a server sends as a whole and without an index are as many calls", async () => {
  const whole = (id: string) => delta({ tool_calls: [{ id, function: { name: "look", arguments: "{}" } }] });
  await using server = new ChatServer(() => stream([whole("a"), whole("b"), ended("tool_calls"), "[DONE]"]));
  assertEquals((await ask(server.url)).toolCalls.map(({ id, name }) => [id, name]), [["a", "look"], ["b", "look"]]);
});

Deno.test("calls and what came of them go back as the protocol has them", async () => {
  await using server = new ChatServer(() => completion("Done."));
  await ask(server.url, [
    ...HELLO,
    { role: "assistant", content: "", toolCalls: [{ id: "a", name: "look", args: { where: "up" } }] },
    { role: "tool", content: "a bird", toolCallId: "a" },
  ]);
  assertEquals(server.requests[0]!.body.messages.slice(1) as unknown, [
    {
      role: "assistant",
      content: "",
      tool_calls: [{ id: "a", type: "function", function: { name: "look", arguments: '{"where":"up"}' } }],
    },
    { role: "tool", content: "a bird", tool_call_id: "a" },
  ]);
});

Deno.test("arguments that are no JSON object are a problem of the call, for the model to mend", async () => {
  for (const args of ['{"where": "u', "up", "[1]", "null", '"x"']) {
    await using server = new ChatServer(() => toolCalls({ id: "a", name: "look", args }));
    const [call] = (await ask(server.url)).toolCalls;
    assertEquals(call, {
      id: "a",
      name: "look",
      args: {},
      problem: `The arguments must be a JSON object, but are: ${args}`,
    });
  }
});

Deno.test("a model that ran out of tokens is said to have, and half a call is none", async () => {
  const half = delta({ tool_calls: [{ index: 0, id: "a", function: { name: "look", arguments: '{"wh' } }] });
  await using server = new ChatServer(() => stream([said("I will "), half, ended("length"), "[DONE]"]));
  const { content, toolCalls: calls, stopped } = await ask(server.url);
  assertEquals({ content, calls, stopped }, { content: "I will", calls: [], stopped: "max_tokens" });
});

Deno.test("a model that refuses is said to have", async () => {
  await using server = new ChatServer(() => stream([delta({ refusal: "No." }), ended("content_filter"), "[DONE]"]));
  const { content, stopped } = await ask(server.url);
  assertEquals({ content, stopped }, { content: "No.", stopped: "refusal" });
});
