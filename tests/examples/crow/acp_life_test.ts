/** The life of crow as a child process of an editor: how it begins, what it withstands, and how it ends. */
import * as acp from "@agentclientprotocol/sdk";
import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { fileURLToPath } from "node:url";
import { CrowClient, startCrow } from "./acp_client.ts";
import { gone, pidIn } from "./processes.ts";
import { Folder } from "./support.ts";

const CROW = new URL("../../../examples/crow/", import.meta.url);

const NEW = (cwd: string) => ({ jsonrpc: "2.0", id: 2, method: "session/new", params: { cwd, mcpServers: [] } });
const HELLO = { jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: 1 } };

/** Crow, and a pen to write to it whatever one likes. */
class Raw implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(cwd: string, args?: readonly string[]) {
    this.child = startCrow({ cwd, ...args === undefined ? {} : { args } });
    this.#writer = this.child.stdin.getWriter();
    this.#reader = this.child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async write(line: unknown): Promise<void> {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    await this.#writer.write(new TextEncoder().encode(`${text}\n`));
  }

  /** The next line of stdout, which has to be JSON. */
  // deno-lint-ignore no-explicit-any
  async read(): Promise<any> {
    while (!this.#text.includes("\n")) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`it ended: ${this.#text}`);
      this.#text += value;
    }
    const end = this.#text.indexOf("\n");
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return JSON.parse(line);
  }

  /** Hangs up, and gives the exit code and what was left to read. */
  async close(): Promise<{ code: number; rest: string }> {
    await this.#writer.close().catch(() => {});
    for (let next = await this.#reader.read(); !next.done; next = await this.#reader.read()) this.#text += next.value;
    await this.child.stderr.cancel();
    return { code: (await this.child.status).code, rest: this.#text };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch(() => {});
  }
}

Deno.test("messages that are none are answered with errors, and the next one is taken", async () => {
  using folder = new Folder();
  await using raw = new Raw(folder.path);
  await raw.write(HELLO);
  assertEquals((await raw.read()).result.protocolVersion, 1);
  const refused: [unknown, number][] = [
    ["no JSON", -32700],
    ["[]", -32600],
    ["7", -32600],
    [{ jsonrpc: "2.0", id: 3, method: "session/fly", params: {} }, -32601],
    [{ jsonrpc: "2.0", id: 4, method: "session/new", params: {} }, -32602],
    [{ jsonrpc: "2.0", id: 5, method: "session/new", params: { cwd: 7, mcpServers: [] } }, -32602],
    [{ jsonrpc: "2.0", id: 6, method: "session/prompt", params: { sessionId: "x", prompt: "text" } }, -32602],
    [{ jsonrpc: "2.0", id: 7, method: "session/prompt", params: null }, -32602],
  ];
  for (const [message, code] of refused) {
    await raw.write(message);
    const answer = await raw.read();
    assertEquals(answer.error?.code, code, JSON.stringify([message, answer]));
  }
  await raw.write(NEW(folder.path));
  assertEquals(typeof (await raw.read()).result.sessionId, "string");
});

Deno.test("a request before the greeting is refused", async () => {
  using folder = new Folder();
  await using raw = new Raw(folder.path);
  await raw.write(NEW(folder.path));
  assertEquals((await raw.read()).error.code, -32600);
});

Deno.test("whatever is written to it, each line it writes is a message, and it takes the next one", async () => {
  using folder = new Folder();
  await using raw = new Raw(folder.path);
  await raw.write(HELLO);
  await raw.read();
  const method = fc.constantFrom(
    "session/new",
    "session/load",
    "session/prompt",
    "session/cancel",
    "session/close",
    "x",
  );
  const junk = fc.oneof(
    fc.string().map((text) => text.replace(/[\r\n]/g, " ")),
    fc.json(),
    fc.record({ jsonrpc: fc.constant("2.0"), id: fc.oneof(fc.nat(), fc.string()), method, params: fc.object() })
      .map((message) => JSON.stringify(message)),
    fc.record({ jsonrpc: fc.constant("2.0"), method, params: fc.object() }).map((message) => JSON.stringify(message)),
    fc.record({ jsonrpc: fc.constant("2.0"), id: fc.nat(), result: fc.json() }).map((message) =>
      JSON.stringify(message)
    ),
  );
  for (const line of fc.sample(junk, 300)) await raw.write(line);
  await raw.write({ ...NEW(folder.path), id: "the last" });
  let message = await raw.read();
  while (message.id !== "the last") message = await raw.read();
  assertEquals(typeof message.result.sessionId, "string");
  assertEquals(await raw.close(), { code: 0, rest: "" });
});

Deno.test("when the client hangs up, it ends in order and with nothing more to say", async () => {
  using folder = new Folder();
  await using raw = new Raw(folder.path);
  await raw.write(HELLO);
  await raw.read();
  assertEquals(await raw.close(), { code: 0, rest: "" });
});

Deno.test("when the client hangs up before the plugins are there, it ends in order", async () => {
  using folder = new Folder();
  await using raw = new Raw(folder.path, []);
  assertEquals(await raw.close(), { code: 0, rest: "" });
});

Deno.test("when the client disappears while a command runs, crow, the command and all it started end", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using folder = new Folder();
  const client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  const turn = client.prompt(id, "/tool run_command sleep 600 & echo $! > pid; sleep 600").catch(() => {});
  const pid = await pidIn(folder.file("pid"));
  assertEquals(await client.close(), 0);
  await turn;
  await gone(pid);
});

Deno.test("when crow is killed, a command that runs and all it started end as well", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using folder = new Folder();
  const client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_once" });
  const id = await client.newSession(folder.path);
  const turn = client.prompt(id, "/tool run_command sleep 600 & echo $! > pid; sleep 600").catch(() => {});
  const pid = await pidIn(folder.file("pid"));
  client.child.kill("SIGKILL");
  await turn;
  await gone(pid);
  await client.close();
});

Deno.test("a signal ends it in order, in the midst of a turn and with what a command started", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  for (const [signal, expected] of [["SIGTERM", 143], ["SIGINT", 130], ["SIGHUP", 129]] as const) {
    using folder = new Folder();
    const client = await CrowClient.start({ cwd: folder.path, permit: () => "allow_once" });
    const id = await client.newSession(folder.path);
    const turn = client.prompt(id, "/tool run_command sleep 600 & echo $! > pid; sleep 600").catch(() => {});
    const pid = await pidIn(folder.file("pid"));
    client.child.kill(signal);
    assertEquals((await client.child.status).code, expected);
    await turn;
    await gone(pid);
    await client.close();
  }
});

Deno.test("what plugins print is not written into the protocol", async () => {
  const plugin = `console.log("printed at the start");
export default class {
  constructor() { console.info("printed by the constructor"); }
}`;
  using folder = new Folder({
    "plugins.jsonc": `{ "discover": false, "plugins": {
      "host": { "from": "./plugin.ts", "permissions": "inherit" },
      "isolated": "./isolated.ts"
    } }`,
    "plugin.ts": plugin,
    "isolated.ts": plugin,
  });
  await using raw = new Raw(folder.path, [`--plugins=${folder.file("plugins.jsonc")}`]);
  await raw.write(HELLO);
  assertEquals((await raw.read()).id, 1);
  await raw.write(NEW(folder.path));
  assertEquals((await raw.read()).id, 2);
  assertEquals(await raw.close(), { code: 0, rest: "" });
});

Deno.test("a manifest that cannot be read, a model that is named by half and wrong options are told on stderr", async () => {
  using folder = new Folder({ "plugins.jsonc": "{" });
  const runs: [string[], Record<string, string>, number, string][] = [
    [[`--plugins=${folder.file("plugins.jsonc")}`], {}, 1, "plugins.jsonc:1:2: The text ends too early"],
    [["--no-plugins"], { OPENAI_MODEL: "tiny" }, 1, "crow: Cannot use a model server: OPENAI_MODEL is set"],
    [["--plugnis=x"], {}, 2, "Cannot start: there is no option --plugnis=x.\n\nUsage: "],
    [["--no-plugins", "--plugins=x"], {}, 2, "Cannot start: with --no-plugins there is no manifest to name."],
    [["--help"], {}, 0, "Usage: deno task crow"],
  ];
  for (const [args, env, expected, text] of runs) {
    const child = startCrow({ cwd: folder.path, args, env });
    const { code, stdout, stderr } = await child.output();
    assertEquals({ code, stdout: new TextDecoder().decode(stdout) }, { code: expected, stdout: "" });
    assertStringIncludes(new TextDecoder().decode(stderr), text);
    await child.stdin.close().catch(() => {});
  }
});

Deno.test("a conversation goes on after a restart, where a plugin keeps it: it is told again, and the model knows it", async () => {
  using folder = new Folder({ "notes.md": "Buy tea." });
  Deno.writeTextFileSync(
    folder.file("plugins.jsonc"),
    JSON.stringify({
      discover: false,
      plugins: {
        persistence: {
          from: new URL("plugins/persistence/plugin.ts", CROW).href,
          permissions: { read: ["./.crow"], write: ["./.crow"] },
          options: { path: ".crow/crow.db" },
        },
      },
    }),
  );
  const options = { cwd: folder.path, args: [`--plugins=${folder.file("plugins.jsonc")}`] };
  const { load } = acp.methods.agent.session;
  const first = await CrowClient.start(options);
  const sessionId = await first.newSession(folder.path);
  await first.prompt(sessionId, "/tool read_file notes.md");
  const said = first.text(sessionId);
  assertStringIncludes(said, "Buy tea.");
  assertEquals(await first.close(), 0);

  await using second = await CrowClient.start(options);
  await second.request(load, { sessionId, cwd: folder.path, mcpServers: [] });
  assertEquals(second.text(sessionId, "user"), "/tool read_file notes.md");
  assertEquals(second.text(sessionId), said);
  assertEquals(second.tools(sessionId).map(({ status }) => status), ["pending", "completed"]);
  assertEquals(await second.prompt(sessionId, "And now?"), "end_turn");
  assertStringIncludes(second.stderr, "4 earlier messages remembered");
});

Deno.test("a plugin in the host that forgets a promise does not end crow", async () => {
  using folder = new Folder({
    "plugins.jsonc":
      `{ "discover": false, "plugins": { "host": { "from": "./plugin.ts", "permissions": "inherit" } } }`,
    "plugin.ts": `import { hookimpl } from ${JSON.stringify(new URL("hooks.ts", CROW).href)};
export default class {
  @hookimpl
  async beforeRun() {
    Promise.reject(new Error("forgotten"));
  }
}`,
  });
  await using client = await CrowClient.start({
    cwd: folder.path,
    args: [`--plugins=${folder.file("plugins.jsonc")}`],
  });
  const id = await client.newSession(folder.path);
  for (const question of ["A?", "B?"]) assertEquals(await client.prompt(id, question), "end_turn");
  await client.until(() => client.stderr.includes("a promise that nobody waits for has failed: forgotten"));
});

Deno.test("deno task crow is crow: it speaks the protocol, and ends with its client", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new Folder();
  const task = fileURLToPath(new URL("../../../tools/run.ts", import.meta.url));
  const client = await CrowClient.start({
    cwd: folder.path,
    deno: ["run", "-A", "--no-lock", task, "crow", "--no-plugins"],
  });
  const id = await client.newSession(folder.path);
  assertEquals(await client.prompt(id, "A?"), "end_turn");
  assertEquals(await client.close(), 0);
});
