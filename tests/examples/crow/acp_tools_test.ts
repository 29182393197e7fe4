/** Tool calls through the protocol: what the client is told, what its user is asked, and where files are. */
import type * as acp from "@agentclientprotocol/sdk";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CrowClient } from "./acp_client.ts";
import { ChatServer, completion, toolCalls } from "./chat_server.ts";
import { gone, pidIn } from "./processes.ts";
import { Folder } from "./support.ts";

/** What a client was told of a tool call, as `status: text`. */
function told(update: acp.ToolCall | acp.ToolCallUpdate): string {
  const texts = (update.content ?? []).map((part) =>
    part.type === "content" && part.content.type === "text" ? part.content.text : part.type
  );
  return `${update.status}: ${texts.join()}`;
}

Deno.test("a tool that only reads is called without asking, and the client sees it happen", async () => {
  using folder = new Folder({ "notes.md": "Buy tea.\n" });
  await using client = await CrowClient.start({ cwd: folder.path });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "Read notes.md"), "end_turn");
  assertEquals(client.asked, []);
  const [first, ...rest] = client.tools(id);
  assertEquals({ ...first, toolCallId: "" }, {
    sessionUpdate: "tool_call",
    toolCallId: "",
    title: "Read notes.md",
    name: "read_file",
    kind: "read",
    status: "pending",
    rawInput: { path: "notes.md" },
    locations: [{ path: folder.file("notes.md") }],
  } as acp.ToolCall);
  assertEquals(rest.map(told), ["in_progress: ", "completed: Buy tea.\n"]);
  assert(rest.every(({ toolCallId }) => toolCallId === first?.toolCallId));
  assertStringIncludes(client.text(id), "read_file says:\n\nBuy tea.");
});

Deno.test("writing is asked about with the change, and done when it is allowed", async () => {
  using folder = new Folder({ "notes.md": "Buy tea.\n" });
  await using client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  const change = { type: "diff", path: folder.file("notes.md"), oldText: "Buy tea.\n", newText: "Buy milk." };
  await client.prompt(id, "/tool write_file notes.md Buy milk.");
  assertEquals(Deno.readTextFileSync(folder.file("notes.md")), "Buy milk.");
  const [asked] = client.asked;
  assertEquals(asked?.toolCall.content, [change as acp.ToolCallContent]);
  assertEquals(asked?.options.map(({ kind }) => kind), ["allow_once", "allow_always", "reject_once"]);
  assertEquals(asked?.toolCall.toolCallId, client.tools(id)[0]?.toolCallId);
  assertEquals(client.tools(id).map(told), ["pending: diff", "in_progress: ", "completed: diff"]);
  await client.prompt(id, "/tool write_file deep/new.md Hello.");
  assertEquals(client.asked.length, 2, "once is once");
  assertEquals(client.asked[1]?.toolCall.title, "Create deep/new.md");
  assertEquals(Deno.readTextFileSync(folder.file("deep/new.md")), "Hello.");
});

Deno.test("what the user rejects is not done, and the model is told", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path, permit: () => "reject_once" });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "/tool run_command touch done"), "end_turn");
  assertEquals(client.tools(id).map(told), ["pending: ", "failed: The user did not allow it."]);
  assertStringIncludes(client.text(id), "The user did not allow it.");
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("an option that was not offered allows nothing", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_everything" });
  const id = await client.newSession(folder.path);
  await client.prompt(id, "/tool run_command touch done");
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("a client that cannot ask its user allows nothing, and the model is told why", async () => {
  using folder = new Folder();
  const permit = () => Promise.reject(new Error("no screen"));
  await using client = await CrowClient.start({ cwd: folder.path, permit });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "/tool run_command touch done"), "end_turn");
  assertEquals(client.tools(id).map(told), ["pending: ", "failed: Internal error"]);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("always is for this tool in this session", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_always" });
  const [one, two] = [await client.newSession(folder.path), await client.newSession(folder.path)];
  await client.prompt(one, "/tool run_command echo a\n/tool run_command echo b");
  await client.prompt(one, "/tool run_command echo c");
  assertEquals(client.asked.length, 1);
  await client.prompt(one, "/tool write_file a.txt a");
  assertEquals(client.asked.length, 2, "another tool");
  await client.prompt(two, "/tool run_command echo d");
  assertEquals(client.asked.length, 3, "another session");
});

Deno.test("a command's output and exit code come back, errors among them", async () => {
  using folder = new Folder({ "here.txt": "" });
  await using client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  await client.prompt(id, "Run `ls; echo oops >&2; exit 3`");
  assertEquals(told(client.tools(id).at(-1)!), "failed: here.txt\noops\n(exit code 3)");
});

Deno.test("where the client gives its files away, they are read and written through it", async () => {
  using folder = new Folder({ "notes.md": "saved" });
  const files = new Map([[folder.file("notes.md"), "not saved yet"]]);
  const capabilities = { fs: { readTextFile: true, writeTextFile: true } };
  await using client = await CrowClient.start({ cwd: folder.path, capabilities, files, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  await client.prompt(id, "/tool read_file notes.md");
  assertStringIncludes(client.text(id), "not saved yet");
  await client.prompt(id, "/tool write_file notes.md changed");
  await client.prompt(id, "/tool write_file new.md new");
  assertEquals(Object.fromEntries(files), { [folder.file("notes.md")]: "changed", [folder.file("new.md")]: "new" });
  assertEquals(Deno.readTextFileSync(folder.file("notes.md")), "saved");
  await client.prompt(id, "/tool read_file missing.md");
  assertEquals(client.tools(id).at(-1)?.status, "failed");
});

Deno.test("a client that only lets files be read has them written on the disk", async () => {
  using folder = new Folder();
  const files = new Map([[folder.file("a.md"), "theirs"]]);
  const capabilities = { fs: { readTextFile: true } };
  await using client = await CrowClient.start({ cwd: folder.path, capabilities, files, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  await client.prompt(id, "/tool write_file a.md ours");
  assertEquals([files.get(folder.file("a.md")), Deno.readTextFileSync(folder.file("a.md"))], ["theirs", "ours"]);
});

Deno.test("tools that fail, or that there are none of, tell the model, and the turn goes on", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const id = await client.newSession(folder.path);
  const prompt = ["read_file gone.md", "read_file ../x.md", "read_file {}", "fly home"];
  assertEquals(await client.prompt(id, prompt.map((line) => `/tool ${line}`).join("\n")), "end_turn");
  const failures = client.tools(id).filter(({ status }) => status === "failed").map(told);
  assertEquals(failures.length, 4);
  assertMatch(failures[0]!, /No such file/);
  assertMatch(failures[1]!, /\.\.\/x\.md is outside of /);
  assertEquals(failures[2], 'failed: Its argument "path" must be a string, but is missing.');
  assertEquals(failures[3], "failed: There is no tool fly. There are: read_file, write_file, list_files, run_command.");
});

Deno.test("a turn that is cancelled while the user is asked ends so, and nothing is done", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const id = await client.newSession(folder.path);
  const turn = client.prompt(id, "/tool run_command touch done");
  await client.until(() => client.asked.length > 0);
  await client.cancel(id);
  assertEquals(await turn, "cancelled");
  assertEquals(client.tools(id).map(told), ["pending: ", "failed: Cancelled."]);
  assertEquals([...Deno.readDirSync(folder.path)], []);
  assertEquals(await client.prompt(id, "Still there?"), "end_turn");
});

Deno.test("a turn that is cancelled while a command runs ends it, with all that it started", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  const turn = client.prompt(id, "/tool run_command sleep 600 & echo $! > pid; sleep 600");
  const pid = await pidIn(folder.file("pid"));
  await client.cancel(id);
  assertEquals(await turn, "cancelled");
  assertEquals(client.tools(id).map(told), ["pending: ", "in_progress: ", "failed: Cancelled."]);
  await gone(pid);
});

Deno.test("a model on a server calls a tool, is told what came of it, and answers", async () => {
  using folder = new Folder({ "notes.md": "Buy tea." });
  await using server = new ChatServer((count) =>
    count === 1 ? toolCalls({ id: "call_0", name: "read_file", args: '{"path": "notes.md"}' }) : completion("Tea.")
  );
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "What to buy?"), "end_turn");
  assertEquals(client.text(id), "Tea.");
  assertEquals(server.requests[0]!.body.tools?.map((tool) => tool.function.name), [
    "read_file",
    "write_file",
    "list_files",
    "run_command",
  ]);
  assertEquals(server.requests[1]!.body.messages.map(({ role, content }) => [role, content]), [
    ["user", "What to buy?"],
    ["assistant", ""],
    ["tool", "Buy tea."],
  ]);
});

Deno.test("a model whose arguments cannot be read is told, and can try again", async () => {
  using folder = new Folder({ "notes.md": "Buy tea." });
  await using server = new ChatServer((count) =>
    count === 1
      ? toolCalls({ id: "call_0", name: "read_file", args: '{"path": "no' })
      : count === 2
      ? toolCalls({ id: "call_0", name: "read_file", args: '{"path": "notes.md"}' })
      : completion("Tea.")
  );
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "What to buy?"), "end_turn");
  const { messages } = server.requests[2]!.body;
  assertEquals(messages.map(({ role, content }) => [role, content]).slice(2), [
    ["tool", 'The arguments must be a JSON object, but are: {"path": "no'],
    ["assistant", ""],
    ["tool", "Buy tea."],
  ]);
  const ids = messages.flatMap(({ tool_call_id }) => tool_call_id ?? []);
  assertEquals(new Set(ids).size, 2, "calls that the server gave one id have two");
});

Deno.test("a model that only ever calls tools is stopped", async () => {
  using folder = new Folder();
  await using server = new ChatServer(() => toolCalls({ id: "a", name: "list_files", args: "{}" }));
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "A?"), "max_turn_requests");
  assertEquals(server.requests.length, 25);
  assertStringIncludes(client.text(id), "stopped: the model was asked 25 times");
});
