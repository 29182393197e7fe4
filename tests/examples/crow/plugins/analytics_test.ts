import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Args } from "@tenon/tenon";
import { type CrowSpec, hookimpl } from "../../../../examples/crow/hooks.ts";
import type { ModelRequest } from "../../../../examples/crow/model.ts";
import { Usage } from "../../../../examples/crow/plugins/analytics/usage.ts";
import { tableOf } from "../../../../examples/crow/plugins/analytics/table.ts";
import type { Turn } from "../../../../examples/crow/session.ts";
import { Folder, type TestAnswer, type TinyHost } from "../support.ts";
import { hostWith, inBothPlaces, type Place } from "./support.ts";

/** A plugin that has a tool which works, and one which does not. */
const tools = {
  listTools: hookimpl(() =>
    Promise.resolve(["good", "bad"].map((name) => ({
      name,
      description: "",
      parameters: { type: "object" },
      kind: "other" as const,
      asks: false,
    })))
  ),
  callTool: hookimpl(async ({ call }: Args<CrowSpec, "callTool">) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { content: "", failed: call.name === "bad" };
  }),
};

/** A model that calls the tools which the question names, and tells what it used. */
function calling({ messages }: ModelRequest): TestAnswer {
  const last = messages.at(-1)!;
  const names = last.role === "user" ? last.content.match(/good|bad/g) ?? [] : [];
  return {
    content: "Done.",
    toolCalls: names.map((name, i) => ({ id: String(i), name, args: {} })),
    usage: { inputTokens: 100, outputTokens: 10 },
  };
}

/** A host with analytics that may write one file. */
function counting(place: Place, path?: string): Promise<TinyHost> {
  const options = path === undefined ? {} : { options: { path }, permissions: { write: [path] } };
  return hostWith(place, { analytics: options }, { tools }, calling);
}

async function useIt(host: TinyHost): Promise<void> {
  const [one, two] = [await host.agent.startSession("one"), await host.agent.startSession("two")];
  await host.agent.run(one, "good good bad");
  await host.agent.run(two, "nothing");
  await host.agent.run(one, "bad");
}

inBothPlaces("at the end there is a table of sessions and one of tools", async (place) => {
  await using host = await counting(place);
  await useIt(host);
  assertEquals(host.notes, []);
  await host.agent.shutdown();
  const table = host.said.join("\n").replace(/ *\d+\.\d\d s/g, " TIME").replace(/ +time/g, " TIME");
  assertEquals(
    table,
    `analytics: what was used
session  turns  unfinished  tokens in  tokens out  tool calls  failed TIME
one          2           0        400          40           4       2 TIME
two          1           0        100          10           0       0 TIME

tool  calls  failed TIME
good      2       0 TIME
bad       2       2 TIME`,
  );
});

inBothPlaces("a file has the same as JSON, after each turn", async (place) => {
  using folder = new Folder();
  const path = folder.file("usage.json");
  await using host = await counting(place, path);
  await useIt(host);
  const { since, until, sessions, tools } = JSON.parse(Deno.readTextFileSync(path));
  assert(new Date(since).getTime() <= new Date(until).getTime());
  assert(sessions[0].ms >= 60 && sessions[0].tools[0].ms >= 30);
  assertEquals(sessions.map(({ tools: _, ms: __, ...rest }: { tools: unknown; ms: number }) => rest), [
    { session: "one", turns: 2, unfinished: 0, inputTokens: 400, outputTokens: 40, toolCalls: 4, failedToolCalls: 2 },
    { session: "two", turns: 1, unfinished: 0, inputTokens: 100, outputTokens: 10, toolCalls: 0, failedToolCalls: 0 },
  ]);
  const counts = (all: { tool: string; calls: number; failed: number }[]) =>
    all.map(({ tool, calls, failed }) => `${tool} ${calls} ${failed}`);
  assertEquals([counts(sessions[0].tools), counts(sessions[1].tools), counts(tools)], [
    ["good 2 0", "bad 2 2"],
    [],
    ["good 2 0", "bad 2 2"],
  ]);
  await host.agent.shutdown();
  assertMatch(host.said.join(), new RegExp(`^analytics: what was used, also in ${path}\n`));
});

inBothPlaces("a file that cannot be written is told of once, and at the end with the table", async (place) => {
  using folder = new Folder();
  const path = folder.file("nowhere/usage.json");
  await using host = await counting(place, path);
  await useIt(host);
  assertEquals(host.said.length, 1);
  assertMatch(
    host.said[0]!,
    /^!analytics: cannot write the usage to .*nowhere\/usage\.json: No such file or directory/,
  );
  await host.agent.shutdown();
  assertEquals(host.said.length, 3);
  assertMatch(host.said[2]!, /^analytics: what was used\n/);
});

Deno.test("without the grant for its file it says so, and counts all the same", async () => {
  using folder = new Folder();
  const options = { path: folder.file("usage.json") };
  await using host = await hostWith("process", { analytics: { options } }, { tools }, calling);
  await useIt(host);
  await host.agent.shutdown();
  assertMatch(host.said[0]!, /^!analytics: cannot write the usage to .*: Requires write access to /);
  assertMatch(host.said.at(-1)!, /\none +2 /);
});

inBothPlaces("where nothing was asked, it says that nothing was used", async (place) => {
  await using host = await counting(place);
  await host.agent.shutdown();
  assertEquals(host.said, ["analytics: nothing was used"]);
});

inBothPlaces("a path that is none is a reason not to load", async (place) => {
  for (const path of ["", 5, null]) {
    const loading = () => hostWith(place, { analytics: { options: { path } } });
    await assertRejects(loading, Error, 'its option "path" must name the file to write');
  }
});

Deno.test("names of every kind are counted, and break neither the sums nor the table", () => {
  const names = ["__proto__", "constructor", "a\nb\u001b[31m", "x".repeat(500), "", "🐦"];
  const usage = new Usage();
  const turn: Turn = {
    userInput: "",
    answer: "",
    at: new Date(0),
    messages: [],
    usage: { inputTokens: Number.NaN, outputTokens: 1 },
    toolCalls: names.map((name) => ({ name, failed: false, ms: 1 })),
    stopReason: "cancelled",
  };
  for (const name of names) usage.add(name, turn, 1);
  assertEquals(
    usage.sessions.map(({ session, turns, unfinished, inputTokens, outputTokens }) => {
      return [session, turns, unfinished, inputTokens, outputTokens];
    }),
    names.map((name) => [name, 1, 1, 0, 1]),
  );
  assertEquals(usage.tools.map(({ tool, calls }) => [tool, calls]), names.map((name) => [name, names.length]));
  const lines = tableOf(usage).split("\n");
  assertEquals(lines.length, 2 * (names.length + 1) + 1);
  // deno-lint-ignore no-control-regex
  assert(lines.every((line) => line.length < 140 && !/[\x00-\x1f]/.test(line)));
});
