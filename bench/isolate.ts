/**
 * Runs workloads in an isolate of their own. Started by run.ts.
 *
 * @module
 */
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import type { WorkloadResult } from "./results.ts";
import { runWorkload } from "./run.ts";
import type { RunOptions, Workload } from "./workload.ts";
import { portable } from "./workloads/portable.ts";

const { ids, options } = workerData as { ids: readonly string[]; options: RunOptions };
// Some can be imported in Deno only.
const all: readonly Workload[] = process.versions.deno === undefined
  ? portable
  : (await import("./workloads/mod.ts")).workloads;
const results: WorkloadResult[] = [];
for (const workload of all) if (ids.includes(workload.id)) results.push(await runWorkload(workload, options));
parentPort!.postMessage(results);
