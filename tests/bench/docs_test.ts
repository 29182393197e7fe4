import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { chart } from "../../bench/chart.ts";
import { fill, makeDocs, readDocs } from "../../bench/docs.ts";
import { type CaseResult, type Results, SCHEMA } from "../../bench/results.ts";

Deno.test("the page on speed and its chart say what the results say", async () => {
  // `deno task bench --write-docs` makes them so.
  assertEquals(await readDocs(), await makeDocs());
});

const row = { role: "tenon", spread: [1, 2], verdicts: [] } as const;
const one: CaseResult = {
  name: "N=1",
  unit: "ns",
  baseline: "loop",
  rows: [
    { ...row, contender: "loop", role: "baseline", value: 20, ratio: 1 },
    {
      ...row,
      contender: "Tenon",
      value: 10,
      ratio: 0.5,
      verdicts: [{ of: "loop", max: 0.4, reached: 0.5, met: false }, { of: "peer", max: 1, reached: 0.9, met: true }],
    },
    { ...row, contender: "peer", role: "peer", value: 12, ratio: 0.6, leavesOut: "results are dropped" },
  ],
};

function results(ids: readonly string[], cases: readonly CaseResult[]): Results {
  return {
    schema: SCHEMA,
    mode: "full",
    runtime: { name: "deno", version: "1.2.3", v8: "4.5" },
    machine: { os: "linux", arch: "x64", cpus: 2, memoryGb: 8 },
    rounds: 31,
    isolates: 3,
    seconds: 60,
    workloads: ids.map((id) => ({ id, title: `Workload ${id}`, about: "", seconds: 1, cases })),
  };
}

const page = "Before\n<!-- bench: S1 -->\nold\n<!-- /bench -->\nAfter\n";

Deno.test("a table shows ratios, targets that were missed, and who leaves something out", () => {
  const filled = fill(page, results(["S1"], [one]), results(["S1"], [one]));
  assertEquals(
    filled,
    `Before
<!-- bench: S1 -->

<!-- deno-fmt-ignore-start -->

|  | N=1 |
| --- | --- |
| loop | 20.0 ns |
| **Tenon** | **0.50** (1.00 to 2.00) |
| target | ≤ 0.4: **missed**; ahead of peers: met |
| peer<sup>1</sup> | 0.60 |

<sup>1</sup> results are dropped.

<!-- deno-fmt-ignore-end -->

<!-- /bench -->
After
`,
  );
  assertEquals(fill(filled, results(["S1"], [one]), results([], [])), filled);
});

Deno.test("a workload with many cases has a row for each", () => {
  const cases = Array.from({ length: 12 }, (_, i) => ({ ...one, name: `N=${i}` }));
  const filled = fill(page, results(["S1"], cases), results([], []));
  const line = "| N=7 | 20.0 ns | **0.50** (1.00 to 2.00) | 0.60 | ≤ 0.4: **missed**; ahead of peers: met |";
  assertStringIncludes(filled, line);
});

Deno.test("a page that leaves a workload out, or shows one that did not run, is refused", () => {
  assertThrows(
    () => fill(page, results(["S1", "S2"], [one]), results([], [])),
    Error,
    "Cannot show the workload S2: docs/speed.md has no part for it",
  );
  assertThrows(() => fill(page, results([], []), results([], [])), Error, "Cannot fill in S1: there are no results");
});

Deno.test("the chart has a mark for each ratio, and colours for light and for dark pages", () => {
  const svg = chart(results(["S1", "S6"], [one]));
  assertStringIncludes(svg, "<title>Tenon: 0.50</title>");
  assertStringIncludes(svg, "<title>peer: 0.60</title>");
  assertStringIncludes(svg, "<title>target: 0.4</title>");
  assertStringIncludes(svg, "S1  Workload S1");
  // S6 has no loop that it could be compared with.
  assertEquals(svg.includes("Workload S6"), false);
  assertEquals(svg.includes("<title>loop"), false);
  assertMatch(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
  assertMatch(svg, /--ground: #fff;.*@media \(prefers-color-scheme: dark\).*--ground: #0d1117;/s);
});
