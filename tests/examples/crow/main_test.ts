import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { ChatServer, completion } from "./chat_server.ts";
import { crow, Folder, readUntil, ROOT, startCrow, turnsIn } from "./support.ts";

const DOCS = {
  "docs/order.md": "# Order\n\nPlugins are called last registered first.\n",
  "docs/tea.md": "# Tea\n\nTea is served at four.\n",
  "docs/tenon.md": "# Tenon\n\nA plugin manager.\n",
};

const ORDER = 'Plugins are called last registered first.\n  from docs/order.md, "Order"';

/** Crow tells times, which are never the same. */
function withoutTimes(text: string): string {
  return text.replaceAll(ROOT, "./").replace(/\d+\.\d ms/g, "N ms").replace(/\d+\.\d+ s\b/g, "N s").replace(/ +/g, " ");
}

Deno.test("without arguments it asks its own question, and quotes Tenon's own docs", async () => {
  using folder = new Folder();
  for (const { name, isFile } of Deno.readDirSync(`${ROOT}docs`)) {
    if (isFile) folder.copy(`${ROOT}docs/${name}`, `docs/${name}`);
  }
  const { code, stdout, stderr } = await crow([], folder.path);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertStringIncludes(stdout, "> In what order are plugins called?");
  assertStringIncludes(stdout, "the last one registered is called first.");
  assertStringIncludes(stdout, 'from docs/hooks.md, "In what order plugins are called"');
});

Deno.test("it prints the model, the load report, the answer, and which plugin did what", async () => {
  using folder = new Folder(DOCS);
  const { code, stdout, stderr } = await crow([], folder.path);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(
    withoutTimes(stdout),
    `model: embedded and offline: it only picks sentences out of what plugins find

the load report
 plugin state runs in may time from hooks
 system-prompt loaded process none N ms ./examples/crow/plugins/system-prompt/plugin.ts onSessionStart
 persistence loaded process read ./.crow; write ./.crow N ms ./examples/crow/plugins/persistence/plugin.ts onSessionStart, afterTurn, onShutdown
 skills-rag loaded process read ./docs N ms ./examples/crow/plugins/skills-rag/plugin.ts onSessionStart, beforeRun, listTools, callTool
 compaction loaded process none N ms ./examples/crow/plugins/compaction/plugin.ts beforeLlmRequest
 analytics loaded process write ./.crow-usage.json N ms ./examples/crow/plugins/analytics/plugin.ts afterTurn, onShutdown
 timing loaded process none N ms ./examples/crow/plugins/timing.ts beforeLlmRequest, afterTurn

which plugin did what at the start
 onSessionStart skills-rag 3 passages of 3 files can be searched
 onSessionStart persistence 0 earlier messages remembered
 onSessionStart system-prompt told the model: "You answer questions about Tenon. Keep to the passages you are given, and be brief."

> In what order are plugins called?

Plugins are called last registered first.
 from docs/order.md, "Order"

(The embedded model wrote this: it understands nothing, and only picks sentences out of the passages it is given.)

which plugin did what
 beforeRun skills-rag 2 passages found in docs/order.md, docs/tenon.md
 listTools skills-rag (says nothing)
 beforeLlmRequest timing a request of 4 messages, ready in N ms
 beforeLlmRequest compaction (says nothing)
 afterTurn timing the model answered in N ms
 afterTurn analytics (says nothing)
 afterTurn persistence 2 messages waiting to be written

which plugin did what at the end
 onShutdown analytics what was used, also in .crow-usage.json
 session turns unfinished tokens in tokens out tool calls failed time
 terminal 1 0 30 30 0 0 N s
 onShutdown persistence 2 messages written to .crow/crow.db
`,
  );
});

Deno.test("with arguments it asks those, one after another", async () => {
  using folder = new Folder(DOCS);
  const { code, stdout } = await crow(["When is tea served?", "What is the capital of France?"], folder.path);
  assertEquals(code, 0);
  assertMatch(stdout, /> When is tea served\?\n\nTea is served at four\.[^]*> What is the capital[^]*I do not know/);
  assertEquals(turnsIn(folder.file(".crow/crow.db")).length, 2);
});

Deno.test("with --chat it reads questions until the end of its input", async () => {
  using folder = new Folder(DOCS);
  const stdin = "When is tea served?\r\n\n   \nIn what order are plugins called?";
  const { code, stdout, stderr } = await crow(["--", "--chat"], folder.path, { stdin });
  assertEquals({ code, stderr }, { code: 0, stderr: "crow: an empty question is not asked.\n".repeat(2) });
  assertStringIncludes(stdout, "> When is tea served?\n\nTea is served at four.");
  assertStringIncludes(stdout, `> In what order are plugins called?\n\n${ORDER}`);
});

Deno.test("with --chat and no input at all it ends in order", async () => {
  using folder = new Folder(DOCS);
  const { code, stdout, stderr } = await crow(["--chat"], folder.path);
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertFalse(stdout.includes(">"), stdout);
});

Deno.test("a second start remembers the first, and answers the same", async () => {
  using folder = new Folder(DOCS);
  const first = await crow([], folder.path);
  const second = await crow([], folder.path);
  assertStringIncludes(first.stdout, "0 earlier messages remembered");
  assertStringIncludes(second.stdout, "2 earlier messages remembered");
  const answer = (stdout: string) => stdout.slice(stdout.indexOf("> "), stdout.indexOf("which plugin did what\n"));
  assertEquals(answer(second.stdout), answer(first.stdout));
});

Deno.test("without the skills the model says that it does not know", async () => {
  using folder = new Folder(DOCS);
  const { code, stdout } = await crow([], folder.path, { env: { TENON_DISABLE: "skills-rag" } });
  assertEquals(code, 0);
  assertMatch(stdout, /skills-rag +disabled/);
  assertStringIncludes(stdout, "I do not know: I was given no passage to find an answer in.");
});

Deno.test("what it remembers is no substitute for the skills", async () => {
  using folder = new Folder(DOCS);
  await crow([], folder.path);
  const { stdout } = await crow([], folder.path, { env: { TENON_DISABLE: "skills-rag" } });
  assertStringIncludes(stdout, "2 earlier messages remembered");
  assertStringIncludes(stdout, "I do not know");
});

Deno.test("with --no-plugins there is a model and nothing else", async () => {
  using folder = new Folder(DOCS);
  const { code, stdout } = await crow(["--no-plugins"], folder.path);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "no plugins");
  assertStringIncludes(stdout, "I do not know");
  assertFalse(stdout.includes("which plugin did what"), stdout);
});

Deno.test("interrupted, it writes what was not yet written, and ends with the code of an interruption", {
  ignore: Deno.build.os === "windows",
}, async () => {
  for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    using folder = new Folder(DOCS);
    const child = startCrow(["--chat"], folder.path);
    const stdin = child.stdin.getWriter();
    const stdout = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    await stdin.write(new TextEncoder().encode("When is tea served?\nIn what ord"));
    await readUntil(stdout, "2 messages waiting to be written\n");
    // As Ctrl-C does: to all that run in the terminal.
    Deno.kill(-child.pid, signal);
    await readUntil(stdout, "2 messages written to .crow/crow.db");
    await stdout.cancel();
    assertEquals((await child.status).code, expected);
    assertEquals(turnsIn(folder.file(".crow/crow.db")).map(({ userInput }) => userInput), ["When is tea served?"]);
    await stdin.abort().catch(() => {});
  }
});

Deno.test("interrupted while a server thinks, it does not wait for the answer", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new Folder(DOCS);
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()];
  await using server = new ChatServer(() => {
    asked.resolve();
    return answered.promise;
  });
  const child = startCrow(["A?", "B?"], folder.path, { OPENAI_BASE_URL: server.url, OPENAI_MODEL: "tiny" });
  await asked.promise;
  child.kill("SIGINT");
  const stdout = await new Response(child.stdout).text();
  assertEquals((await child.status).code, 130);
  assertFalse(stdout.includes("> B?"), stdout);
  await child.stdin.close();
  answered.resolve(completion("Too late."));
});

Deno.test("where a server is configured, it answers, and is given what the plugins found and remember", async () => {
  using folder = new Folder(DOCS);
  await using server = new ChatServer((count) => completion(`Answer ${count}.`));
  const env = { OPENAI_BASE_URL: server.url, OPENAI_MODEL: "tiny" };
  await crow(["When is tea served?"], folder.path, { env });
  const { code, stdout, stderr } = await crow(["And plugins?"], folder.path, { env });
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertStringIncludes(stdout, `model: tiny at ${server.url}`);
  assertStringIncludes(stdout, "> And plugins?\n\nAnswer 2.");
  const [system, ...rest] = server.requests[1]!.body.messages;
  assertStringIncludes(system?.content ?? "", "You answer questions about Tenon.");
  assertStringIncludes(
    system?.content ?? "",
    'From docs/order.md, "Order":\n\nPlugins are called last registered first.',
  );
  assertEquals(rest, [
    { role: "user", content: "When is tea served?" },
    { role: "assistant", content: "Answer 1." },
    { role: "user", content: "And plugins?" },
  ]);
});

Deno.test("a server that fails is a line on stderr; the next question is asked", async () => {
  using folder = new Folder(DOCS);
  const broken = { error: { message: "out of \u001b[31mmemory" } };
  await using server = new ChatServer((count) =>
    count === 1 ? Response.json(broken, { status: 400 }) : completion("Yes.")
  );
  const env = { OPENAI_BASE_URL: server.url, OPENAI_MODEL: "tiny" };
  const { code, stdout, stderr } = await crow(["A?", "B?"], folder.path, { env });
  assertEquals(code, 1);
  assertEquals(stderr, `crow: The model server at ${server.url} answered with an error: 400 out of memory\n`);
  assertStringIncludes(stdout, "> B?\n\nYes.");
  assertEquals(turnsIn(folder.file(".crow/crow.db")), [{ userInput: "B?", answer: "Yes." }]);
});

Deno.test("what a server writes cannot steer the terminal", async () => {
  using folder = new Folder(DOCS);
  await using server = new ChatServer(() => completion("\u001b]0;title\u0007\u001b[2Jred\rnose"));
  const { stdout } = await crow(["A?"], folder.path, { env: { OPENAI_BASE_URL: server.url, OPENAI_MODEL: "tiny" } });
  // deno-lint-ignore no-control-regex
  assertFalse(/[\u001b\u0007\r]/.test(stdout), JSON.stringify(stdout));
});

Deno.test("a server that is configured by half is a line on stderr", async () => {
  using folder = new Folder(DOCS);
  const { code, stderr } = await crow([], folder.path, { env: { OPENAI_BASE_URL: "http://127.0.0.1:1/v1" } });
  assertEquals(code, 1);
  assertEquals(stderr, "crow: Cannot use the model server: OPENAI_BASE_URL is set, but OPENAI_MODEL is not.\n");
});

Deno.test("without a folder of documents it says so, and does not know", async () => {
  using folder = new Folder();
  const { code, stdout, stderr } = await crow([], folder.path);
  assertEquals(code, 0);
  assertMatch(
    stderr,
    /^crow: skills-rag: cannot search docs: [^\n]+\n$/,
  );
  assertStringIncludes(stdout, "I do not know");
  assertEquals(turnsIn(folder.file(".crow/crow.db")).length, 1);
});

Deno.test("with a database that cannot be used it forgets, says why, and answers", async () => {
  using folder = new Folder({ ...DOCS, ".crow/crow.db": "no database at all ".repeat(100) });
  const { code, stdout, stderr } = await crow([], folder.path);
  assertEquals(code, 0);
  assertStringIncludes(
    stderr,
    "crow: persistence: cannot read earlier messages from .crow/crow.db: file is not a database",
  );
  assertStringIncludes(stdout, ORDER);
});

Deno.test("an empty question is a line on stderr; the others are asked", async () => {
  using folder = new Folder(DOCS);
  const { code, stdout, stderr } = await crow([" ", "When is tea served?"], folder.path);
  assertEquals({ code, stderr }, { code: 1, stderr: "crow: an empty question is not asked.\n" });
  assertStringIncludes(stdout, "Tea is served at four.");
});

Deno.test("an unknown option, or questions beside --chat, are answered with how it is used", async () => {
  using folder = new Folder(DOCS);
  for (const args of [["--caht"], ["--chat", "Why?"]]) {
    const { code, stdout, stderr } = await crow(args, folder.path);
    assertEquals({ code, stdout }, { code: 2, stdout: "" });
    assert(stderr.startsWith("Cannot start: ") && stderr.includes("Usage: "), stderr);
  }
  const { code, stdout } = await crow(["--help"], folder.path);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "Usage: ");
});
