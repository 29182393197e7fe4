/** Crow as an agent of the Agent Client Protocol, driven by a client over stdio. */
import * as acp from "@agentclientprotocol/sdk";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { CrowClient, refusal } from "./acp_client.ts";
import { ChatServer, completion, said, stream } from "./chat_server.ts";
import { Folder } from "./support.ts";

const { agent: methods } = acp.methods;

Deno.test("it says what it is and can, in the version that it speaks", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const answer = await client.request(methods.initialize, { protocolVersion: 99 });
  assertEquals(answer.protocolVersion, acp.PROTOCOL_VERSION);
  assertEquals(answer.agentInfo?.name, "crow");
  assertEquals(answer.agentCapabilities?.loadSession, true);
  assertEquals(answer.agentCapabilities?.promptCapabilities?.embeddedContext, true);
});

Deno.test("a prompt is answered in pieces, and then said to be answered", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "In what order are plugins called?"), "end_turn");
  assertMatch(client.text(id), /^I do not know: I was given no passage.*\n\n\(The embedded model/);
  assert(client.updates.length > 2, "it came in pieces");
});

Deno.test("text is told while the model is still writing", async () => {
  using folder = new Folder();
  const end = Promise.withResolvers<void>();
  await using server = new ChatServer(() => stream([said("Well, ")], end.promise));
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  const refused = refusal(client.prompt(id, "A?"));
  await client.until(() => client.text(id) === "Well, ");
  end.resolve();
  assertStringIncludes((await refused).message, "hung up in the midst of its answer");
});

Deno.test("files that come with a prompt are passages for the model, and named files stay names", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const sessionId = await client.newSession(folder.path);
  const resource = { uri: "file:///tea.md", text: "Tea is served at four." };
  await client.request(methods.session.prompt, {
    sessionId,
    prompt: [
      { type: "text", text: "When is tea served? " },
      { type: "resource", resource },
      { type: "resource_link", name: "more.md", uri: "file:///more.md" },
    ],
  });
  assertStringIncludes(client.text(sessionId), "Tea is served at four.\n  from file:///tea.md");
});

Deno.test("what it has not said that it takes is refused, and so is an empty prompt", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const sessionId = await client.newSession(folder.path);
  const prompts: [acp.ContentBlock[], string][] = [
    [[{ type: "image", data: "", mimeType: "image/png" }], "but no image."],
    [[{ type: "resource", resource: { uri: "file:///x", blob: "AA==" } }], "but no resource."],
    [[{ type: "text", text: "  \n" }], "there is no text"],
    [[], "there is no text"],
  ];
  for (const [prompt, expected] of prompts) {
    const { code, message } = await refusal(client.request(methods.session.prompt, { sessionId, prompt }));
    assertEquals(code, -32602);
    assertStringIncludes(message, expected);
  }
  assertEquals(await client.prompt(sessionId, "Still there?"), "end_turn");
});

Deno.test("sessions are answered side by side, each with its own conversation", async () => {
  using folder = new Folder();
  const [asked, first] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()];
  await using server = new ChatServer((count) => {
    asked.resolve();
    return count === 1 ? first.promise : completion(`Answer ${count}.`);
  });
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const [one, two] = [await client.newSession(folder.path), await client.newSession(folder.path)];
  const slow = client.prompt(one, "one?");
  await asked.promise;
  assertEquals(await client.prompt(two, "two?"), "end_turn");
  assertEquals([client.text(one), client.text(two)], ["", "Answer 2."]);
  first.resolve(completion("Answer 1."));
  assertEquals(await slow, "end_turn");
  await client.prompt(one, "and?");
  assertEquals(server.requests[2]!.body.messages.map(({ content }) => content), ["one?", "Answer 1.", "and?"]);
});

Deno.test("a second prompt while the first is being answered is refused, and the first goes on", async () => {
  using folder = new Folder();
  const answered = Promise.withResolvers<Response>();
  await using server = new ChatServer(() => answered.promise);
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  const first = client.prompt(id, "A?");
  const { code, message } = await refusal(client.prompt(id, "B?"));
  assertEquals(code, -32600);
  assertStringIncludes(message, "its last prompt is still being answered");
  answered.resolve(completion("Yes."));
  assertEquals(await first, "end_turn");
  assertEquals(client.text(id), "Yes.");
});

Deno.test("a turn that is cancelled while the model writes ends so, and the server is hung up on", async () => {
  using folder = new Folder();
  const [end, hungUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using server = new ChatServer((count) =>
    count === 1 ? stream([said("Well, I")], end.promise, hungUp.resolve) : completion("Yes.")
  );
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  const turn = client.prompt(id, "A?");
  await client.until(() => client.text(id) !== "");
  await client.cancel(id);
  assertEquals(await turn, "cancelled");
  await hungUp.promise;
  end.resolve();
  assertEquals(await client.prompt(id, "B?"), "end_turn");
  assertEquals(server.requests[1]!.body.messages.map(({ content }) => content), ["A?", "Well, I", "B?"]);
});

Deno.test("a cancellation when nothing is under way, or of no session, does nothing", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const id = await client.newSession(folder.path);
  await client.cancel(id);
  await client.cancel("nobody");
  assertEquals(await client.prompt(id, "A?"), "end_turn");
});

Deno.test("a model that fails is an error with its sentence, and the session goes on", async () => {
  using folder = new Folder();
  const error = { error: { message: "no such key" } };
  await using server = new ChatServer((count) =>
    count === 1 ? Response.json(error, { status: 401 }) : completion("Yes.")
  );
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const id = await client.newSession(folder.path);
  const { code, message } = await refusal(client.prompt(id, "A?"));
  assertEquals(code, -32603);
  assertStringIncludes(message, "answered with an error: 401 no such key");
  assertEquals(await client.prompt(id, "B?"), "end_turn");
});

Deno.test("a session that nobody knows is not found", async () => {
  using folder = new Folder();
  await using client = await CrowClient.start({ cwd: folder.path });
  const known = { sessionId: "nobody", cwd: folder.path, mcpServers: [] };
  const requests = [
    () => client.prompt("nobody", "A?"),
    () => client.request(methods.session.load, known),
    () => client.request(methods.session.resume, known),
  ];
  for (const request of requests) {
    const { code, data } = await refusal(request());
    assertEquals({ code, data }, { code: -32002, data: { sessionId: "nobody" } });
  }
});

Deno.test("a session can only be about a folder", async () => {
  using folder = new Folder({ "file.txt": "" });
  await using client = await CrowClient.start({ cwd: folder.path });
  for (const cwd of ["relative", folder.file("missing"), folder.file("file.txt")]) {
    const { code, message } = await refusal(client.newSession(cwd));
    assertEquals(code, -32602);
    assertMatch(message, /cwd must be (an absolute path|a folder), but is "/);
  }
});

Deno.test("a session that is known can be loaded again: it tells the conversation, and goes on", async () => {
  using folder = new Folder({ "a.md": "Hello.\n" });
  await using client = await CrowClient.start({ cwd: folder.path });
  const sessionId = await client.newSession(folder.path);
  await client.prompt(sessionId, "/tool read_file a.md");
  const before = client.text(sessionId);
  client.updates.length = 0;
  await client.request(methods.session.load, { sessionId, cwd: folder.path, mcpServers: [] });
  assertEquals(client.text(sessionId, "user"), "/tool read_file a.md");
  assertEquals(client.text(sessionId), before);
  assertEquals(client.tools(sessionId).map(({ title, status }) => [title, status]), [
    ['read_file {"path":"a.md"}', "pending"],
    [undefined, "completed"],
  ]);
});

Deno.test("a session that was closed is gone, also in the midst of a turn", async () => {
  using folder = new Folder();
  await using server = new ChatServer(() => new Promise<Response>(() => {}));
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const sessionId = await client.newSession(folder.path);
  const turn = client.prompt(sessionId, "A?");
  await client.request(methods.session.close, { sessionId });
  assertEquals(await turn, "cancelled");
  assertEquals((await refusal(client.prompt(sessionId, "B?"))).code, -32002);
});

Deno.test("a session is not loaded while a prompt of it is being answered, and resumed at any time", async () => {
  using folder = new Folder();
  const answered = Promise.withResolvers<Response>();
  await using server = new ChatServer(() => answered.promise);
  await using client = await CrowClient.start({ cwd: folder.path, env: server.env });
  const sessionId = await client.newSession(folder.path);
  const turn = client.prompt(sessionId, "A?");
  const known = { sessionId, cwd: folder.path, mcpServers: [] };
  assertEquals((await refusal(client.request(methods.session.load, known))).code, -32600);
  await client.request(methods.session.resume, known);
  answered.resolve(completion("Yes."));
  assertEquals(await turn, "end_turn");
  assertEquals(client.text(sessionId), "Yes.");
});
