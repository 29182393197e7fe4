/** What each plugin does to a hook by itself, seen with the kit for those who write plugins. */
import { share } from "@tenon/tenon";
import { answering, assertOrder, type Bench, eachIsolation, recorder, testPlugin } from "@tenon/tenon/testing";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { shared } from "../../../../examples/crow/handle.ts";
import type { Agent } from "../../../../examples/crow/agent.ts";
import { CrowSpec } from "../../../../examples/crow/hooks.ts";
import { Session, type Turn } from "../../../../examples/crow/session.ts";
import { Folder } from "../support.ts";
import { inBothPlaces, pluginUrl } from "./support.ts";

/** What plugins see of an agent, and what they said to it. */
function agentOf(
  summary = "Sum.",
): { agent: Parameters<Bench<CrowSpec>["hook"]["onShutdown"]>[0]["agent"]; said: string[] } {
  const said: string[] = [];
  const agent: Pick<Agent, "note" | "problem" | "summarise"> = {
    note: (plugin, text) => void said.push(`${plugin}: ${text}`),
    problem: (plugin, text) => void said.push(`!${plugin}: ${text}`),
    summarise: () => Promise.resolve(summary),
  };
  return { agent: share(agent, ["note", "problem", "summarise"]), said };
}

const TURN: Turn = {
  userInput: "Hello?",
  answer: "Yes.",
  at: new Date(),
  messages: [{ role: "user", content: "Hello?" }, { role: "assistant", content: "Yes." }],
  usage: { inputTokens: 2, outputTokens: 1 },
  toolCalls: [],
  stopReason: "end_turn",
};

/** A session that has had that turn. */
function sessionAfterTurn(): Session {
  const session = new Session("s", "/");
  session.messages.push(...TURN.messages);
  return session;
}

eachIsolation("system-prompt instructs a session, and needs no permission for it", async (isolation) => {
  await using bench = await testPlugin(CrowSpec, pluginUrl("system-prompt"), {
    isolation,
    options: { prompt: "Be kind." },
    beside: { recorder: recorder(CrowSpec) },
  });
  assertEquals([bench.report.hooks, bench.report.missing], [["onSessionStart"], []]);
  const session = new Session("s", "/");
  await bench.hook.onSessionStart({ ...agentOf(), session: shared(session) });
  assertEquals(session.instructions, [{ role: "system", content: "Be kind." }]);
  // Its instruction is to be above those of all others.
  assertOrder(bench.calls, ["recorder.onSessionStart", "plugin.onSessionStart"]);
});

eachIsolation("analytics counts turns, and needs no permission where it writes no file", async (isolation) => {
  await using bench = await testPlugin(CrowSpec, pluginUrl("analytics"), { isolation });
  assertEquals([bench.report.hooks, bench.report.missing], [["afterTurn", "onShutdown"], []]);
  const { agent, said } = agentOf();
  for (let i = 0; i < 3; i++) await bench.hook.afterTurn({ agent, session: shared(new Session("s", "/")), turn: TURN });
  await bench.hook.onShutdown({ agent });
  assert(/\ns +3 +0 +6 +3 +0 +0 /.test(said[0]!), said[0]);
});

inBothPlaces(
  "persistence has what it kept under a session's id, in a folder that is all it may touch",
  async (isolation) => {
    using folder = new Folder();
    const settings = {
      isolation,
      options: { path: folder.file("crow.db") },
      permissions: { read: [folder.path], write: [folder.path] },
    };
    {
      await using bench = await testPlugin(CrowSpec, pluginUrl("persistence"), settings);
      assertEquals([bench.report.hooks, bench.report.missing], [["onSessionStart", "afterTurn", "onShutdown"], []]);
      const { agent } = agentOf();
      await bench.hook.afterTurn({ agent, session: shared(sessionAfterTurn()), turn: TURN });
      await bench.hook.onShutdown({ agent });
    }
    await using bench = await testPlugin(CrowSpec, pluginUrl("persistence"), settings);
    const session = new Session("s", "/");
    await bench.hook.onSessionStart({ ...agentOf(), session: shared(session) });
    assertEquals(session.messages, TURN.messages);
  },
);

inBothPlaces("skills-rag comes before others, and answers calls of its tool alone", async (isolation) => {
  using folder = new Folder({ "owls.md": "Owls hunt." });
  await using bench = await testPlugin(CrowSpec, pluginUrl("skills-rag"), {
    isolation,
    options: { paths: [folder.path] },
    permissions: { read: [folder.path] },
    beside: { other: answering(CrowSpec, { beforeRun: () => {}, callTool: { content: "other" } }) },
  });
  assertEquals(bench.report.missing, []);
  const session = new Session("s", "/");
  const given = { ...agentOf(), session: shared(session) };
  await bench.hook.beforeRun({ ...given, userInput: "owls" });
  assertEquals(session.passages, [{ source: folder.file("owls.md"), text: "Owls hunt." }]);
  assertOrder(bench.calls, ["plugin.beforeRun", "other.beforeRun"]);
  const call = (name: string) => bench.hook.callTool({ ...given, call: { id: "1", name, args: { query: "owls" } } });
  assertEquals(await call("search_skills"), { content: `From ${folder.file("owls.md")}:\n\nOwls hunt.` });
  assertEquals(await call("something"), { content: "other" });
});

inBothPlaces("compaction answers only if a request is too long, and needs no permission", async (isolation) => {
  await using bench = await testPlugin(CrowSpec, pluginUrl("compaction"), {
    isolation,
    options: { budget: 30, keepTurns: 1 },
    beside: { other: answering(CrowSpec, { beforeLlmRequest: [{ role: "user", content: "other" }] }) },
  });
  assertEquals([bench.report.hooks, bench.report.missing], [["beforeLlmRequest"], []]);
  const session = new Session("s", "/");
  const ask = () =>
    bench.hook.beforeLlmRequest({ ...agentOf(), session: shared(session), messages: session.request() });
  session.messages.push(...TURN.messages);
  assertEquals((await ask())?.[0]?.content, "other");
  session.messages.push(...TURN.messages, ...TURN.messages);
  assertEquals((await ask())?.map(({ content }) => content), [
    "Summary of the conversation so far:\n\nSum.",
    ...TURN.messages.map(({ content }) => content),
  ]);
});

Deno.test("isolated with their grants, they can do nothing else: other files are out of reach", async () => {
  using folder = new Folder({ "mine/x.txt": "", "other/secret.md": "Owls have a secret." });
  const permissions = { read: [folder.file("mine")], write: [folder.file("mine")] };
  const { agent, said } = agentOf();
  const session = shared(new Session("s", "/"));
  {
    const options = { path: folder.file("other/crow.db") };
    await using bench = await testPlugin(CrowSpec, pluginUrl("persistence"), { options, permissions });
    await bench.hook.onSessionStart({ agent, session });
  }
  {
    const options = { paths: [folder.file("other")] };
    await using bench = await testPlugin(CrowSpec, pluginUrl("skills-rag"), { options, permissions });
    await bench.hook.onSessionStart({ agent, session });
  }
  {
    const options = { path: folder.file("other/usage.json") };
    await using bench = await testPlugin(CrowSpec, pluginUrl("analytics"), { options, permissions });
    await bench.hook.afterTurn({ agent, session, turn: TURN });
  }
  assertEquals(said.filter((text) => /^!.*Requires (?:read|write) access to /.test(text)).length, 3, said.join("\n"));
  assertEquals([...Deno.readDirSync(folder.file("other"))].map(({ name }) => name), ["secret.md"]);
});

inBothPlaces("options that a plugin does not understand are told before it runs", async (isolation) => {
  for (const [name, options] of [["system-prompt", { prompt: 1 }], ["analytics", { path: 1 }]] as const) {
    await assertRejects(() => testPlugin(CrowSpec, pluginUrl(name), { isolation, options }), Error, "its option");
  }
});
