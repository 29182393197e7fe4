/**
 * The benchmark: `deno task bench [WORKLOAD ...] [--quick] [--node] [--out=FILE]`.
 *
 * Runs all workloads or those that are named, prints a table of each, and writes `bench/results.json`, or with `--node`
 * `bench/results-node.json`: only if it has run all workloads in full, or into the file that `--out` names.
 *
 * `deno task bench --write-docs` measures nothing, and puts what these files say into `docs/speed.md` and its chart.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { table } from "./report.ts";
import type { Results } from "./results.ts";
import { FULL, QUICK, runWorkloads } from "./run.ts";
import { workloads } from "./workloads/mod.ts";

const { values, positionals } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    node: { type: "boolean", default: false },
    out: { type: "string" },
    "write-docs": { type: "boolean", default: false },
  },
});

if (values["write-docs"]) {
  const { writeDocs } = await import("./docs.ts");
  await writeDocs();
} else {
  await bench();
}

async function bench(): Promise<void> {
  const { quick, node } = values;
  const runnable = workloads.filter(({ denoOnly = false }) => !(node && denoOnly));
  const unknown = positionals.find((id) => !runnable.some((workload) => workload.id === id));
  if (unknown !== undefined) {
    console.error(`Cannot run the workload "${unknown}": it must be one of ${runnable.map(({ id }) => id).join(", ")}`);
    Deno.exit(2);
  }
  const chosen = positionals.length === 0 ? runnable : runnable.filter(({ id }) => positionals.includes(id));
  let results: Results;
  if (node) {
    const { runInNode } = await import("./node.ts");
    results = await runInNode(chosen.map(({ id }) => id), quick);
  } else {
    results = await runWorkloads(chosen, quick ? QUICK : FULL, (result) => console.log(`${table(result)}\n`));
  }
  const verdicts = results.workloads.flatMap(({ cases }) =>
    cases.flatMap(({ rows }) => rows.flatMap((row) => row.verdicts))
  );
  const met = verdicts.filter((verdict) => verdict.met).length;
  console.log(`${met} of ${verdicts.length} targets met, in ${results.seconds} s`);
  const complete = !quick && positionals.length === 0;
  const out = values.out ??
    (complete ? new URL(node ? "results-node.json" : "results.json", import.meta.url) : undefined);
  if (out === undefined) return;
  await Deno.writeTextFile(out, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Written to ${out instanceof URL ? out.pathname : out}`);
}
