/**
 * The benchmark in Node: `node node_main.js FILE quick|full WORKLOAD ...`. Not for use by hand: node.ts starts it.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { table } from "./report.ts";
import { FULL, QUICK, runWorkloads } from "./run.ts";
import { portable } from "./workloads/portable.ts";

const [out, mode, ...ids] = process.argv.slice(2);
const results = await runWorkloads(
  portable.filter(({ id }) => ids.includes(id)),
  mode === "quick" ? QUICK : FULL,
  (result) => console.log(`${table(result)}\n`),
);
writeFileSync(out!, JSON.stringify(results));
