import { assert, assertEquals, assertFalse, assertRejects, assertStringIncludes } from "@std/assert";
import type { Completion, Message, ToolInfo } from "../../../examples/crow/model.ts";
import { EmbeddedModel } from "../../../examples/crow/models/embedded.ts";
import { summaryRequest } from "../../../examples/crow/summary.ts";
import { builtinTools } from "../../../examples/crow/tools/builtin.ts";

const TOOLS: ToolInfo[] = builtinTools("/").map(({ info }) => info);

/** Asks the embedded model. What is heard is what it answers. */
async function complete(messages: readonly Message[], signal?: AbortSignal): Promise<Completion> {
  let heard = "";
  const given = await new EmbeddedModel().complete({ messages, tools: TOOLS }, { text: (t) => heard += t }, signal);
  assertEquals(heard, given.content);
  return given;
}

/** The calls that a question makes it ask for, without their ids. */
async function calls(content: string): Promise<unknown[]> {
  const { toolCalls } = await complete([{ role: "user", content }]);
  return toolCalls.map(({ name, args }) => [name, args]);
}

const ORDER = "Plugins are called last registered first. Wrappers go around them. Tea is served at four.";

/** Asks the embedded model with one passage. */
async function embedded(question: string, passage: string, ...earlier: Message[]): Promise<string> {
  const { content } = await complete([
    ...earlier,
    { role: "system", content: passage, source: 'order.md, "Order"' },
    { role: "user", content: question },
  ]);
  return content;
}

Deno.test("it quotes the sentence that fits, says where it is from, and what it is itself", async () => {
  const answer = await embedded("In what order are plugins called?", ORDER);
  assertStringIncludes(answer, 'Plugins are called last registered first.\n  from order.md, "Order"');
  assertStringIncludes(answer, "The embedded model wrote this: it understands nothing");
  assertFalse(answer.includes("Tea"));
});

Deno.test("without passages, or with none that fits, it does not know", async () => {
  const none = await complete([{ role: "user", content: "In what order are plugins called?" }]);
  assertStringIncludes(none.content, "I do not know: I was given no passage");
  assertStringIncludes(await embedded("How is bread baked?", ORDER), "I do not know: none of the passages");
  assertStringIncludes(await embedded("In what order do bakers bake bread?", ORDER), "I do not know");
  assertStringIncludes(await embedded("why", ORDER), "I do not know");
});

Deno.test("instructions and earlier turns do not change its answer", async () => {
  const question = "In what order are plugins called?";
  const earlier: Message[] = [
    { role: "system", content: "Plugins are called in the order of their names." },
    { role: "user", content: question },
    { role: "assistant", content: "Plugins are called by chance." },
  ];
  assertEquals(await embedded(question, ORDER, ...earlier), await embedded(question, ORDER));
});

Deno.test("code, tables, headings and the marks of Markdown are not quoted", async () => {
  const passage = [
    "# Crows call",
    "```ts",
    "crows.call();",
    "```",
    "| crows | call |",
    "",
    "All of these **crows** [call](https://example.com/call):",
    "",
    "- Crows",
    "  call loudly.",
    "- Owls do not.",
  ].join("\n");
  const answer = await embedded("crows call", passage);
  assert(answer.startsWith("Crows call loudly.\n  from"), answer);
});

Deno.test("/tool NAME ARGUMENTS calls a tool, with words or a JSON object; each line is a call", async () => {
  assertEquals(await calls("/tool read_file notes.md"), [["read_file", { path: "notes.md" }]]);
  assertEquals(await calls("/tool write_file a.txt  one two "), [["write_file", {
    path: "a.txt",
    content: "one two",
  }]]);
  assertEquals(await calls('/tool write_file {"path": "a b", "content": "x"}'), [[
    "write_file",
    { path: "a b", content: "x" },
  ]]);
  assertEquals(await calls("/tool list_files"), [["list_files", {}]]);
  assertEquals(await calls("/tool run_command echo {}"), [["run_command", { command: "echo {}" }]]);
  assertEquals(await calls("/tool run_command {oops"), [["run_command", { command: "{oops" }]]);
  assertEquals(await calls("/tool no_such_tool x"), [["no_such_tool", {}]]);
  assertEquals(await calls("Both:\n/tool list_files src\n/tool read_file a.md"), [
    ["list_files", { path: "src" }],
    ["read_file", { path: "a.md" }],
  ]);
});

Deno.test("plain wordings call the agent's own tools, and other questions call none", async () => {
  assertEquals(await calls("Read the file notes.md."), [["read_file", { path: "notes.md" }]]);
  assertEquals(await calls("please list the files in src"), [["list_files", { path: "src" }]]);
  assertEquals(await calls("List files"), [["list_files", {}]]);
  assertEquals(await calls("Run `deno test`"), [["run_command", { command: "deno test" }]]);
  assertEquals(await calls('Write "a b" to c.txt'), [["write_file", { content: "a b", path: "c.txt" }]]);
  for (const question of ["How do I read a file?", "What does list_files do?", "Run along", "/tools"]) {
    assertEquals(await calls(question), []);
  }
});

Deno.test("after a round of tool calls it reads out what they say", async () => {
  const { content, toolCalls } = await complete([
    { role: "user", content: "/tool list_files" },
    { role: "assistant", content: "", toolCalls: [{ id: "a", name: "list_files", args: {} }] },
    { role: "tool", content: "a.md\nb.md\n", toolCallId: "a" },
  ]);
  assert(content.startsWith("list_files says:\n\na.md\nb.md\n\n(The embedded model"), content);
  assertEquals(toolCalls, []);
});

Deno.test("asked for a summary, it gives the first lines", async () => {
  const request = summaryRequest([
    { role: "user", content: "When is tea?\nI mean today." },
    { role: "assistant", content: "At four." },
  ]);
  const { content } = await complete(request.messages);
  assertEquals(content, "What was said, by its first lines:\n- user: When is tea?\n- assistant: At four.");
});

Deno.test("it can be interrupted", async () => {
  const stop = new AbortController();
  const answer = new EmbeddedModel().complete(
    { messages: [{ role: "user", content: "Why?" }], tools: [] },
    { text: () => stop.abort() },
    stop.signal,
  );
  await assertRejects(() => answer);
});
