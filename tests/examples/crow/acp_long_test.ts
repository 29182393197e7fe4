/** A long conversation, as an editor has it: it is compacted, taken up again after a restart, and its usage told. */
import * as acp from "@agentclientprotocol/sdk";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { SUMMARISE } from "../../../examples/crow/summary.ts";
import { CrowClient } from "./acp_client.ts";
import { ChatServer, completion, toolCalls } from "./chat_server.ts";
import { pluginUrl } from "./plugins/support.ts";
import { Folder } from "./support.ts";

/** A sentence of some twenty tokens. */
const LONG = "Crows are clever birds that make and use tools, and they remember the faces of people. ";

const SUMMARY = "Summary of the conversation so far:\n\nIt was about food.";

const PLUGINS = {
  persistence: {
    from: pluginUrl("persistence"),
    permissions: { read: ["./.crow"], write: ["./.crow"] },
    options: { path: ".crow/crow.db" },
  },
  compaction: { from: pluginUrl("compaction"), options: { budget: 400, keepTurns: 1 } },
  analytics: {
    from: pluginUrl("analytics"),
    permissions: { write: ["./usage.json"] },
    options: { path: "usage.json" },
  },
};

/** A model that reads a file that is not there when it is asked to, sums up, and answers everything else. */
function model(): ChatServer {
  const server: ChatServer = new ChatServer(() => {
    const { messages } = server.requests.at(-1)!.body;
    if (messages[0]!.content === SUMMARISE) return completion("It was about food.");
    const { role, content } = messages.at(-1)!;
    if (role === "user" && content.startsWith("Read")) {
      return toolCalls({ id: "call", name: "read_file", args: '{"path": "gone.md"}' });
    }
    return completion(role === "tool" ? "It is gone." : content.startsWith("Eat?") ? LONG.repeat(6) : "Yes.");
  });
  return server;
}

/** What the model was sent, but for requests for a summary: the beginning of each message. */
function sent(server: ChatServer): string[][] {
  return server.requests.map(({ body }) => body.messages).filter(([first]) => first!.content !== SUMMARISE)
    .map((messages) => messages.map(({ role, content }) => `${role}: ${content.slice(0, 10)}`));
}

Deno.test("a conversation that becomes too long goes on with a summary, also after a restart, and its usage is told", async () => {
  using folder = new Folder({ "plugins.jsonc": JSON.stringify({ discover: false, plugins: PLUGINS }) });
  await using server = model();
  const options = { cwd: folder.path, args: [`--plugins=${folder.file("plugins.jsonc")}`], env: server.env };
  const first = await CrowClient.start(options);
  const sessionId = await first.newSession(folder.path);
  const questions = [`Eat? ${LONG.repeat(6)}`, "Read gone.md.", `And? ${LONG.repeat(10)}`];
  for (const question of questions) assertEquals(await first.prompt(sessionId, question), "end_turn");
  const [eat, read, and] = ["user: Eat? Crows", "user: Read gone.", "user: And? Crows"];
  assertEquals(sent(server), [
    [eat],
    [eat, "assistant: Crows are ", read],
    [eat, "assistant: Crows are ", read, "assistant: ", sent(server)[2]!.at(-1)!],
    ["system: Summary of", read, "assistant: ", sent(server)[2]!.at(-1)!, "assistant: It is gone", and],
  ]);
  assertEquals(server.requests.at(-1)!.body.messages[0]!.content, SUMMARY);
  assertMatch(first.stderr, /crow: compaction: replaced 2 messages by a summary: \d+ tokens are now \d+\n/);
  assertEquals(await first.close(), 0);

  const usage = JSON.parse(Deno.readTextFileSync(folder.file("usage.json")));
  const { session, turns, unfinished, inputTokens, outputTokens, toolCalls: called, failedToolCalls } =
    usage.sessions[0];
  // Each answer is said to have read 7 tokens.
  assertEquals([session, turns, unfinished, inputTokens, called, failedToolCalls], [sessionId, 3, 0, 4 * 7, 1, 1]);
  assertStringIncludes(first.stderr, "crow: analytics: what was used, also in usage.json\ncrow: session ");
  assertMatch(first.stderr, new RegExp(`crow: ${sessionId} +3 +0 +28 +${outputTokens} +1 +1 +\\d+\\.\\d\\d s\n`));
  assertMatch(first.stderr, /crow: read_file +1 +1 +\d+\.\d\d s\n/);

  await using second = await CrowClient.start(options);
  await second.request(acp.methods.agent.session.load, { sessionId, cwd: folder.path, mcpServers: [] });
  assertEquals(second.text(sessionId, "user"), questions[1]! + questions[2]!);
  assertEquals(second.text(sessionId), `${SUMMARY}It is gone.Yes.`);
  assertEquals(second.tools(sessionId).map(({ status }) => status), ["pending", "failed"]);
  assertEquals(await second.prompt(sessionId, "Still?"), "end_turn");
  assertEquals(sent(server).at(-1), [...sent(server)[3]!, "assistant: Yes.", "user: Still?"]);
});
