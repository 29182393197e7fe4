import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { parseResults, type Results } from "../../bench/results.ts";
import { workloads } from "../../bench/workloads/mod.ts";
import { runDeno } from "../support/deno.ts";
import { TempFolder } from "../support/temp_folder.ts";

const MAIN = new URL("../../bench/main.ts", import.meta.url).pathname;

/** Runs the benchmark, and gives what it wrote and printed. */
async function bench(...args: string[]): Promise<{ results: Results; printed: string }> {
  using folder = new TempFolder();
  const out = `${folder.path}/results.json`;
  const { code, stdout, stderr } = await runDeno(["run", "-A", MAIN, "--quick", `--out=${out}`, ...args], {
    timeout: 240_000,
  });
  assertEquals(code, 0, stderr);
  return { results: parseResults(await Deno.readTextFile(out)), printed: stdout };
}

/** Checks that nothing is missing in what was measured, and not how fast it was. */
function assertWhole({ workloads, runtime, machine, mode }: Results): void {
  assertEquals(mode, "quick");
  for (const text of [runtime.version, runtime.v8, machine.os, machine.arch]) assertMatch(text, /\w/);
  assertGreater(machine.cpus, 0);
  for (const { id, cases } of workloads) {
    assertGreater(cases.length, 0, id);
    for (const { name, unit, baseline, rows } of cases) {
      const where = `${id}, ${name}`;
      assertMatch(unit, /\w/, where);
      assertEquals(new Set(rows.map(({ contender }) => contender)).size, rows.length, where);
      assert(rows.some(({ role }) => role === "tenon"), `${where} has no row of Tenon`);
      assert(baseline === null || rows.some(({ contender }) => contender === baseline), `${where} has no baseline`);
      for (const { contender, value, ratio, spread, verdicts } of rows) {
        const figures = [
          value,
          ...spread,
          ...(baseline === null ? [] : [ratio]),
          ...verdicts.map(({ reached }) => reached),
        ];
        for (const figure of figures) assert(Number.isFinite(figure), `${where}, ${contender}: ${figures}`);
        for (const { max, reached, met } of verdicts) assertEquals(met, reached <= max, where);
      }
    }
  }
}

Deno.test("the quick benchmark runs all workloads, and its results are whole", async () => {
  const { results, printed } = await bench();
  assertEquals(results.workloads.map(({ id }) => id), workloads.map(({ id }) => id));
  assertWhole(results);
  for (const { title } of results.workloads) assert(printed.includes(title), title);
});

Deno.test("in Node the quick benchmark runs the workloads that it is asked for", { ignore: !hasNode() }, async () => {
  const { results, printed } = await bench("--node", "S7", "S2");
  assertEquals(results.runtime.name, "node");
  assertEquals(results.workloads.map(({ id }) => id), ["S2", "S7"]);
  assertWhole(results);
  assert(printed.includes(results.workloads[0]!.title));
});

Deno.test("the benchmark says which workloads there are if it is asked for another one", async () => {
  const { code, stderr } = await runDeno(["run", "-A", MAIN, "S1", "S99"]);
  assertEquals(code, 2);
  assertMatch(stderr, /Cannot run the workload "S99": it must be one of S1, S2/);
});

function hasNode(): boolean {
  try {
    return new Deno.Command("node", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    console.warn("node is not installed: that the benchmark runs in it is not tested");
    return false;
  }
}
