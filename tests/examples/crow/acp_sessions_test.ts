/** Sessions that are closed, loaded and resumed: there is one of each id, about one folder. */
import * as acp from "@agentclientprotocol/sdk";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { CrowClient, refusal } from "./acp_client.ts";
import { ChatServer } from "./chat_server.ts";
import { Folder } from "./support.ts";

const { session } = acp.methods.agent;

/** A plugin that keeps conversations, and after each turn first waits for a file `go`. */
const SLOW_MEMORY = `// Without imports, so that it runs from any folder.
const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:crow-acp")]: { format: 1 } });
const kept = new Map();
export default {
  onSessionStart: hookimpl(async ({ session }) => {
    session.restore(kept.get(session.id) ?? []);
  }),
  afterTurn: hookimpl(async ({ agent, session }) => {
    agent.note("memory", "is slow");
    while (!await Deno.stat("go").catch(() => undefined)) await new Promise((resolve) => setTimeout(resolve, 10));
    kept.set(session.id, session.history());
  }),
};`;

Deno.test("a session that is loaded or resumed while it is being closed is taken up after that, with its last turn", async () => {
  using folder = new Folder({
    "plugins.jsonc":
      `{ "discover": false, "plugins": { "memory": { "from": "./memory.ts", "permissions": "inherit" } } }`,
    "memory.ts": SLOW_MEMORY,
  });
  await using server = new ChatServer(() => new Promise<Response>(() => {}));
  await using client = await CrowClient.start({
    cwd: folder.path,
    args: [`--plugins=${folder.file("plugins.jsonc")}`],
    env: server.env,
  });
  const sessionId = await client.newSession(folder.path);
  const turn = client.prompt(sessionId, "A?");
  const closed = client.request(session.close, { sessionId });
  await client.until(() => client.stderr.includes("memory: is slow"));
  const known = { sessionId, cwd: folder.path, mcpServers: [] };
  const taken = Promise.allSettled([session.load, session.resume].map((method) => client.request(method, known)));
  assertEquals((await refusal(client.prompt(sessionId, "B?"))).code, -32002, "it is as good as closed");
  // Whoever would not wait would have been taken up before this one has begun.
  await client.newSession(folder.path);
  Deno.writeTextFileSync(folder.file("go"), "");
  assertEquals(await turn, "cancelled");
  await closed;
  assertEquals((await taken).map(({ status }) => status), ["fulfilled", "fulfilled"]);
  assertEquals([client.text(sessionId, "user"), client.text(sessionId)], ["A?", "(cancelled)"]);
  await client.request(session.close, { sessionId });
  assertEquals((await refusal(client.prompt(sessionId, "C?"))).code, -32002, "there was only one");
});

Deno.test("a session that nobody knew when it was loaded is not there afterwards", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const known = { sessionId: "nobody", cwd: folder.path, mcpServers: [] };
  await Promise.all([session.load, session.resume].map((method) => refusal(client.request(method, known))));
  const requests = [
    () => client.prompt("nobody", "A?"),
    () => client.request(session.load, known),
  ];
  for (const request of requests) assertEquals((await refusal(request())).code, -32002);
});

Deno.test("a session that is there is not taken up in another folder", async () => {
  using folder = new Folder({ "notes.md": "Buy tea.", "other/notes.md": "Buy milk." });
  await using client = await CrowClient.start({ cwd: folder.path });
  const sessionId = await client.newSession(folder.path);
  for (const method of [session.load, session.resume]) {
    const other = { sessionId, cwd: folder.file("other"), mcpServers: [] };
    const { code, message } = await refusal(client.request(method, other));
    assertEquals(code, -32602);
    assertStringIncludes(message, `is about ${folder.path}`);
    await client.request(method, { ...other, cwd: `${folder.path}/other/..` });
  }
  await client.prompt(sessionId, "/tool read_file notes.md");
  assertStringIncludes(client.text(sessionId), "Buy tea.");
});

Deno.test("MCP servers are left out and named on stderr, however a session begins", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const servers = (name: string): { mcpServers: acp.McpServer[] } => ({
    mcpServers: [{ name, command: "no-such-command", args: [], env: [] }],
  });
  const { sessionId } = await client.request(session.new, { cwd: folder.path, ...servers("weather") });
  await client.request(session.load, { sessionId, cwd: folder.path, ...servers("news") });
  await client.request(session.resume, { sessionId, cwd: folder.path, ...servers("sport") });
  for (const name of ["weather", "news", "sport"]) {
    await client.until(() =>
      client.stderr.includes(`these MCP servers are left out, as crow does not speak to any: ${name}\n`)
    );
  }
});
