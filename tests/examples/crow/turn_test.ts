/** The loop of a turn: models, tools and plugins in it, with a model whose answers the test gives. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { hookimpl, type SharedSession } from "../../../examples/crow/hooks.ts";
import { ModelError, type ToolCall } from "../../../examples/crow/model.ts";
import { TinyHost } from "./support.ts";
import { calling, pluginWith, script, tool } from "./turn_support.ts";

Deno.test("plugins' tools are offered beside the agent's own, called, and told of afterwards", async () => {
  const after: unknown[] = [];
  const watcher = {
    afterToolCall: hookimpl((given: { call: ToolCall; result: unknown }) =>
      void after.push(given.call.name, given.result)
    ),
  };
  const offered: string[][] = [];
  const answers = script(calling("two", "one"));
  await using host = new TinyHost(
    { a: pluginWith(tool("one")), b: pluginWith(tool("two")), watcher },
    ({ tools }) => {
      offered.push(tools.map(({ name }) => name));
      return answers();
    },
  );
  const turn = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(offered[0], ["read_file", "write_file", "list_files", "run_command", "two", "one"]);
  assertEquals(turn.messages.map(({ role, content }) => [role, content]), [
    ["user", "A?"],
    ["assistant", ""],
    ["tool", 'two of {"n":0}'],
    ["tool", 'one of {"n":1}'],
    ["assistant", "Done."],
  ]);
  assertEquals(turn.answer, "Done.");
  assertEquals(turn.toolCalls.map(({ name, failed }) => [name, failed]), [["two", false], ["one", false]]);
  assertEquals(after, ["two", { content: 'two of {"n":0}' }, "one", { content: 'one of {"n":1}' }]);
});

Deno.test("before each request plugins are asked, with what the tools said so far", async () => {
  const seen: number[] = [];
  const plugin = {
    ...pluginWith(tool("one")),
    beforeLlmRequest: hookimpl(({ messages }: { messages: readonly unknown[] }) => void seen.push(messages.length)),
  };
  await using host = new TinyHost({ plugin }, script(calling("one"), calling("one")));
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(seen, [1, 3, 5]);
});

Deno.test("usage is the sum over the requests of a turn", async () => {
  const usage = { inputTokens: 10, outputTokens: 3 };
  const answers = script({ ...calling("list_files"), usage }, { content: "Yes.", usage });
  await using host = new TinyHost({}, answers);
  const turn = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(turn.usage, { inputTokens: 20, outputTokens: 6 });
});

Deno.test("calls that a model gives one id, or none, have ids of their own", async () => {
  const call = (id: string) => ({ id, name: "list_files", args: {} });
  const answers = script({ toolCalls: [call("a"), call("a"), call("")] }, { toolCalls: [call("a")] });
  await using host = new TinyHost({}, answers);
  const turn = await host.agent.run(await host.agent.startSession(), "A?");
  const asked = turn.messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id }) => id));
  assertEquals(asked, turn.messages.flatMap(({ toolCallId }) => toolCallId ?? []));
  assertEquals([asked[0], new Set(asked).size, asked.includes("")], ["a", 4, false]);
});

Deno.test("of two tools with one name the agent's own counts, and then the first; the user is told", async () => {
  await using host = new TinyHost(
    {
      later: pluginWith(tool("same", { description: "later" })),
      first: pluginWith(tool("same", { description: "first" })),
      own: pluginWith(tool("read_file", { description: "stolen" })),
    },
    ({ tools }) => tools.filter(({ name }) => name === "same" || name === "read_file").map((t) => t.description).join(),
  );
  const { answer } = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(answer, "Gives the text of a file in the session's folder.,first");
  assertEquals(
    host.said,
    ["read_file", "same"].map((name) =>
      `!undefined: a plugin's tool ${name} is left out: there is another of that name`
    ),
  );
});

Deno.test("a plugin that fails, or lists what is no tool, is passed over, and the others' tools are there", async () => {
  const bad = (answer: () => unknown) => ({ listTools: hookimpl({}, answer as () => never) });
  await using host = new TinyHost({
    good: pluginWith(tool("good")),
    throwing: bad(() => {
      throw new Error("broken");
    }),
    none: bad(() => "no list"),
    nameless: bad(() => [tool("not a name")]),
    shapeless: bad(() => [{ ...tool("x"), parameters: "none" }]),
    unkind: bad(() => [{ ...tool("x"), kind: "rude" }]),
  }, ({ tools }) => tools.at(-1)!.name);
  const { answer } = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(answer, "good");
  assertEquals(host.said.map((line) => line.split(":")[0]), [
    "!unkind",
    "!shapeless",
    "!nameless",
    "!none",
    "!throwing",
  ]);
});

Deno.test("a tool whose plugin throws, gives no result or none at all has failed, and the model is told", async () => {
  const plugin = (name: string, answer: () => unknown) => ({
    listTools: hookimpl(() => [tool(name)]),
    callTool: hookimpl(
      {},
      (({ call }: { call: ToolCall }) => call.name === name ? answer() : undefined) as () => never,
    ),
  });
  await using host = new TinyHost({
    throwing: plugin("throwing", () => {
      throw new Error("broken");
    }),
    wrong: plugin("wrong", () => ({ text: "?" })),
    silent: plugin("silent", () => undefined),
  }, script(calling("throwing", "wrong", "silent")));
  const turn = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(
    turn.messages.flatMap(({ role, content }) => role === "tool" ? [content] : []),
    ["throwing", "wrong", "silent"].map((name) => `The plugin that has the tool ${name} did not answer.`),
  );
  assert(turn.toolCalls.every(({ failed }) => failed));
  assertEquals(turn.stopReason, "end_turn");
});

Deno.test("a plugin that throws in the hook after a tool or a turn costs nothing", async () => {
  const bad = () => {
    throw new Error("broken");
  };
  await using host = new TinyHost(
    { bad: { afterToolCall: hookimpl({}, bad), afterTurn: hookimpl({}, bad) } },
    script(calling("list_files")),
  );
  const { stopReason } = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(stopReason, "end_turn");
  assertEquals(host.said, ["!bad: failed in afterToolCall: broken", "!bad: failed in afterTurn: broken"]);
});

Deno.test("a call that is none is told to the model and to plugins, and no tool is called", async () => {
  const after: unknown[] = [];
  const plugin = {
    afterToolCall: hookimpl(({ call, result }: { call: unknown; result: unknown }) => void after.push(call, result)),
  };
  const problem = "The arguments must be a JSON object, but are: {";
  const broken = { toolCalls: [{ id: "a", name: "list_files", args: {}, problem }] };
  await using host = new TinyHost({ plugin }, script(broken));
  const turn = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(turn.messages[2]?.content, problem);
  assertEquals(after, [{ id: "a", name: "list_files", args: {} }, { content: problem, failed: true }]);
});

Deno.test("a tool that asks is not called where nobody can be asked", async () => {
  await using host = new TinyHost({ a: pluginWith(tool("delete", { asks: true })) }, script(calling("delete")));
  const turn = await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(turn.messages[2]?.content, "The user did not allow it.");
});

Deno.test("a second turn of a session while one is under way is refused; other sessions go on", async () => {
  const answered = Promise.withResolvers<string>();
  await using host = new TinyHost({}, () => answered.promise);
  const [one, two] = [await host.agent.startSession(), await host.agent.startSession()];
  const turns = [host.agent.run(one, "A?"), host.agent.run(two, "A?")];
  await assertRejects(() => host.agent.run(one, "B?"), Error, "a turn of it is under way");
  answered.resolve("Yes.");
  assertEquals((await Promise.all(turns)).map(({ answer }) => answer), ["Yes.", "Yes."]);
  assertEquals([one, two].map(({ messages }) => messages.length), [2, 2]);
});

Deno.test("if the model fails after tools were called, the session forgets the turn", async () => {
  let count = 0;
  await using host = new TinyHost({}, () => {
    if (count++ > 0) throw new ModelError("gone");
    return calling("list_files");
  });
  const session = await host.agent.startSession();
  await assertRejects(() => host.agent.run(session, "A?"), ModelError, "gone");
  assertEquals([session.messages, session.turn], [[], []]);
});

Deno.test("plugins can have the model summarise, and replace the conversation in the midst of a turn", async () => {
  const plugin = {
    // deno-lint-ignore no-explicit-any
    beforeLlmRequest: hookimpl(async ({ agent, session }: any) => {
      if ((await session.history()).length === 0) return undefined;
      const summary = await agent.summarise(await session.history());
      await session.replaceHistory([{ role: "system", content: summary }]);
      return await session.request();
    }),
  };
  await using host = new TinyHost(
    { plugin },
    ({ messages }) => messages[0]!.content.startsWith("Summarise") ? "S" : "Yes.",
  );
  const session = await host.agent.startSession();
  await host.agent.run(session, "A?");
  await host.agent.run(session, "B?");
  assertStringIncludes(host.requests[1]![1]!.content, "user: A?\n\nassistant: Yes.");
  assertEquals(host.requests[2], [{ role: "system", content: "S" }, { role: "user", content: "B?" }]);
  assertEquals(session.history().map(({ content }) => content), ["S", "B?", "Yes."]);
});

Deno.test("a conversation can only be replaced by messages", async () => {
  await using host = new TinyHost({});
  const session = await host.agent.startSession();
  const wrong: [unknown, string][] = [
    ["text", "they must be an array"],
    [[null], "of message 0"],
    [[{ role: "user", content: "A?" }, { role: "boss", content: "B" }], 'not the "boss" of message 1'],
    [[{ role: "user" }], "content must be a string"],
    [[{ role: "tool", content: "x" }], "toolCallId must be a string"],
    [[{ role: "tool", content: "x", toolCallId: "a", failed: "yes" }], "failed must be a boolean"],
    [[{ role: "assistant", content: "", toolCalls: [{ id: "a" }] }], "toolCalls must be calls"],
  ];
  for (const [messages, expected] of wrong) {
    for (const take of [session.replaceHistory, session.restore]) {
      const error = await assertRejects(async () => await take.call(session, messages as never), TypeError);
      assertStringIncludes(error.message, expected);
    }
  }
  assertEquals(session.messages, []);
});

Deno.test("a session takes nothing from a plugin that no model could be sent, and names the plugin", async () => {
  const wrong: [string, (session: SharedSession) => unknown][] = [
    ["Cannot take the instruction: it must be a string.", (session) => session.instruct(5 as never)],
    ["Cannot take the passages: they must be an array.", (session) => session.addPassages("text" as never)],
    [
      "Cannot take the passages: source and text of passage 0 must be strings.",
      (session) => session.addPassages([null] as never),
    ],
    [
      "Cannot take the passages: source and text of passage 1 must be strings.",
      (session) => session.addPassages([{ source: "a", text: "b" }, { source: 5, text: 7 }] as never),
    ],
    [
      "Cannot take the question: it must be a string.",
      (session) => session.remember({ userInput: 5, answer: "Yes." } as never),
    ],
    [
      "Cannot take the answer: it must be a string.",
      (session) => session.remember({ userInput: "A?", answer: { a: 1 } } as never),
    ],
  ];
  for (const [problem, change] of wrong) {
    const plugin = {
      beforeRun: hookimpl({}, async ({ session }: { session: SharedSession }) => void await change(session)),
    };
    await using host = new TinyHost({ plugin });
    await host.agent.run(await host.agent.startSession(), "A?");
    assertEquals(host.said, [`!plugin: failed in beforeRun: ${problem}`]);
    assertEquals(host.requests, [[{ role: "user", content: "A?" }]]);
  }
});

Deno.test("a plugin that has no messages sent is passed over", async () => {
  await using host = new TinyHost({ plugin: { beforeLlmRequest: hookimpl(() => []) } });
  await host.agent.run(await host.agent.startSession(), "A?");
  assertEquals(host.requests, [[{ role: "user", content: "A?" }]]);
  assertStringIncludes(host.said.join(), "there are none");
});

Deno.test("the conversation has which tools failed, and which did not", async () => {
  await using host = new TinyHost({ a: pluginWith(tool("good")) }, script(calling("good", "none")));
  const session = await host.agent.startSession();
  await host.agent.run(session, "A?");
  const results = session.history().filter(({ role }) => role === "tool");
  assertEquals(results.map((message) => "failed" in message ? message.failed : "not said"), ["not said", true]);
});
