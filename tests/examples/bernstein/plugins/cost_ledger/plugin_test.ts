import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { LoadError, PluginManager } from "@tenon/tenon";
import { type Bench, eachIsolation, testPlugin, type TestPluginOptions } from "@tenon/tenon/testing";
import { BernsteinSpec } from "@bernstein/hooks";
import { TempFolder } from "../../../../support/temp_folder.ts";
import { type AllArgs, HOOKS, Run, START } from "../events.ts";

const PLUGIN = import.meta.resolve("../../../../../examples/bernstein/plugins/cost-ledger/plugin.ts");

/** The plugin, with write access to the folder of its file and to nothing else. */
function ledger(folder: string, file: string, more: TestPluginOptions = {}): Promise<Bench<BernsteinSpec>> {
  return testPlugin(BernsteinSpec, PLUGIN, {
    name: "cost-ledger",
    permissions: { read: [folder], write: [folder] },
    options: { file: `${folder}/${file}` },
    ...more,
  });
}

/** Tells of an agent that has ended. */
async function died(
  plugins: PluginManager<BernsteinSpec>,
  run: Run,
  agentId: string,
  costUsd: number,
  changes: Partial<AllArgs> = {},
) {
  const [role = ""] = agentId.split("-");
  await run.tell(plugins, "onAgentDied", { agentId, role, taskId: `${role} task`, costUsd, ...changes });
}

eachIsolation("a table has what each agent cost, and what runs, roles and tasks come to", async (isolation) => {
  using folder = new TempFolder();
  await using bench = await ledger(folder.path, "costs.csv", { isolation });
  const run = new Run();
  await run.tell(bench.plugins, "onTaskCreated");
  await died(bench.plugins, run, "qa-1", 0.1);
  await died(bench.plugins, run, "backend-2", 0.25);
  await died(bench.plugins, run, "qa-3", 0.2, { taskId: "other task" });
  assertEquals(Deno.readTextFileSync(`${folder.path}/costs.csv`).split("\n"), [
    "run,scope,name,role,task,agents,cost_usd,ended,event",
    "1,agent,qa-1,qa,qa task,1,0.1,2026-11-21T12:00:01.000Z,2",
    "1,agent,backend-2,backend,backend task,1,0.25,2026-11-21T12:00:02.000Z,3",
    "1,agent,qa-3,qa,other task,1,0.2,2026-11-21T12:00:03.000Z,4",
    "1,run,,,,3,0.55,,",
    "1,role,qa,qa,,2,0.3,,",
    "1,role,backend,backend,,1,0.25,,",
    "1,task,qa task,,qa task,1,0.1,,",
    "1,task,backend task,,backend task,1,0.25,,",
    "1,task,other task,,other task,1,0.2,,",
    "",
  ]);
});

Deno.test("a JSON file has the same in detail", async () => {
  using folder = new TempFolder();
  await using bench = await ledger(folder.path, "deeper/costs.json");
  const run = new Run();
  await died(bench.plugins, run, "qa-1", 0.1);
  await died(bench.plugins, run, "qa-2", 0.2);
  assertEquals(JSON.parse(Deno.readTextFileSync(`${folder.path}/deeper/costs.json`)), {
    runs: [{
      ...{ run: 1, agents: 2, usd: 0.3 },
      roles: [{ name: "qa", agents: 2, usd: 0.3 }],
      tasks: [{ name: "qa task", agents: 2, usd: 0.3 }],
    }],
    agents: [
      { run: 1, event: 1, at: START, agent: "qa-1", role: "qa", task: "qa task", usd: 0.1 },
      { run: 1, event: 2, at: START + 1000, agent: "qa-2", role: "qa", task: "qa task", usd: 0.2 },
    ],
  });
});

for (const file of ["costs.csv", "costs.json"]) {
  Deno.test(`a run that was interrupted goes on in ${file}, and an event that is told again counts once`, async () => {
    using folder = new TempFolder();
    const run = new Run();
    {
      await using before = await ledger(folder.path, file);
      for (let task = 0; task < 3; task++) await run.tell(before.plugins, "onTaskCreated");
      await died(before.plugins, run, "qa-1", 0.1);
      await died(before.plugins, run, "qa-2", 0.2);
    }
    const written = Deno.readTextFileSync(`${folder.path}/${file}`);
    await using after = await ledger(folder.path, file);
    const again = new Run(run.id - 1);
    await died(after.plugins, again, "qa-2", 0.2, { event: again.event({ repeated: true }) });
    assertEquals(Deno.readTextFileSync(`${folder.path}/${file}`), written);

    await died(after.plugins, again, "qa-3", 0.4);
    assertEquals(sums(folder, file), [[1, 3, 0.7]]);
  });

  Deno.test(`another run is counted by itself in ${file}`, async () => {
    using folder = new TempFolder();
    for (const usd of [0.1, 0.2, 0.3]) {
      await using bench = await ledger(folder.path, file);
      const run = new Run();
      await run.tell(bench.plugins, "onTaskCreated");
      await died(bench.plugins, run, "qa-1", usd);
      await died(bench.plugins, run, "qa-2", 1);
    }
    assertEquals(sums(folder, file), [[1, 2, 1.1], [2, 2, 1.2], [3, 2, 1.3]]);
  });
}

/** What the runs of a file come to. */
function sums(folder: TempFolder, file: string): number[][] {
  const text = Deno.readTextFileSync(`${folder.path}/${file}`);
  if (file.endsWith(".json")) {
    const { runs } = JSON.parse(text) as { runs: { run: number; agents: number; usd: number }[] };
    return runs.map(({ run, agents, usd }) => [run, agents, usd]);
  }
  const rows = text.split("\n").map((line) => line.split(",")).filter(([, scope]) => scope === "run");
  return rows.map((row) => [Number(row[0]), Number(row[5]), Number(row[6])]);
}

Deno.test("it can write to the folder of its file and nowhere else, and what could not be written is written later", async () => {
  using folder = new TempFolder();
  using elsewhere = new TempFolder();
  await using denied = await ledger(folder.path, "costs.csv", {
    permissions: { read: [folder.path], write: [elsewhere.path] },
  });
  const skipped: string[] = [];
  denied.plugins.on("skip", ({ plugin, hook, error }) => skipped.push(`${plugin} ${hook} ${(error as Error).message}`));
  await died(denied.plugins, new Run(), "qa-1", 0.1);
  assertEquals(skipped.length, 1);
  assertStringIncludes(skipped[0]!, "cost-ledger onAgentDied Cannot write the costs to");
  assertEquals([...Deno.readDirSync(folder.path)], []);

  // A folder stands where the file is to be, for a while.
  await using bench = await ledger(folder.path, "costs.csv");
  bench.plugins.on("skip", () => {});
  Deno.mkdirSync(`${folder.path}/costs.csv/in the way`, { recursive: true });
  const run = new Run();
  await died(bench.plugins, run, "qa-1", 0.1);
  Deno.removeSync(`${folder.path}/costs.csv`, { recursive: true });
  await died(bench.plugins, run, "qa-2", 0.2);
  assertEquals(sums(folder, "costs.csv"), [[1, 2, 0.3]]);
});

Deno.test("what could not be written at all is written when the plugin ends", async () => {
  using folder = new TempFolder();
  {
    await using bench = await ledger(folder.path, "costs.csv");
    bench.plugins.on("skip", () => {});
    Deno.mkdirSync(`${folder.path}/costs.csv/in the way`, { recursive: true });
    await died(bench.plugins, new Run(), "qa-1", 0.1);
    Deno.removeSync(`${folder.path}/costs.csv`, { recursive: true });
  }
  assertEquals(sums(folder, "costs.csv"), [[1, 1, 0.1]]);
});

Deno.test("a cost that is no amount is refused, and changes nothing", async () => {
  using folder = new TempFolder();
  await using bench = await ledger(folder.path, "costs.csv");
  const skipped: string[] = [];
  bench.plugins.on("skip", ({ error }) => skipped.push((error as Error).message));
  const run = new Run();
  for (const costUsd of [NaN, Infinity, -1, "1" as unknown as number]) await died(bench.plugins, run, "qa-1", costUsd);
  assertEquals(skipped.length, 4);
  await died(bench.plugins, run, "qa-2", 0);
  assertEquals(sums(folder, "costs.csv"), [[1, 1, 0]]);
});

Deno.test("a file that is no ledger is left alone, and the plugin is not loaded", async () => {
  using folder = new TempFolder();
  const texts = ["name,cost\nme,1\n", "{}", '{"agents":[{"run":1}]}', '{"agents":[', "run,scope", '"', "\u0000"];
  for (const file of ["costs.csv", "costs.json"]) {
    for (const text of texts) {
      folder.write(file, text);
      const error = await assertRejects(() => ledger(folder.path, file, { isolation: "host" })) as LoadError;
      assertStringIncludes(error.message, "it is there, and is no ledger");
      assertEquals(Deno.readTextFileSync(`${folder.path}/${file}`), text);
    }
  }
  await assertRejects(() => ledger(folder.path, "costs.txt"), Error, 'its option "file" must name a file');
});

Deno.test("it has nothing to say to other events", async () => {
  using folder = new TempFolder();
  await using bench = await ledger(folder.path, "costs.csv");
  assertEquals([...bench.report.hooks ?? []].sort(), ["onAgentDied", "onTaskCreated"]);
  const run = new Run();
  for (const hook of HOOKS.filter((hook) => hook !== "onAgentDied")) await run.tell(bench.plugins, hook);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});
