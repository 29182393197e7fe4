/**
 * Runs workloads one after another.
 *
 * @module
 */
import os from "node:os";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { combine } from "./combine.ts";
import { type Results, SCHEMA, type WorkloadResult } from "./results.ts";
import type { RunOptions, Workload } from "./workload.ts";

/** How `deno task bench` measures, and how `--quick` does. */
export const FULL: RunOptions = { quick: false, rounds: 31, batchMs: 1.5 };
export const QUICK: RunOptions = { quick: true, rounds: 5, batchMs: 0.2 };

/** How often calls are measured, each time in a new isolate: V8 does not compile the same code alike each time. */
const ISOLATES = 3;

/** Runs workloads, and tells of each when it is done. */
export async function runWorkloads(
  workloads: readonly Workload[],
  options: RunOptions,
  onDone: (result: WorkloadResult) => void,
): Promise<Results> {
  const start = performance.now();
  const passes: WorkloadResult[][] = [];
  const isolates = options.quick ? 1 : ISOLATES;
  const calls = workloads.filter(({ ofCalls = false }) => ofCalls).map(({ id }) => id);
  for (let i = 1; calls.length > 0 && i <= isolates; i++) {
    console.error(`Calls are measured, ${i} of ${isolates}`);
    passes.push(await runInIsolate(calls, options));
  }
  const done: WorkloadResult[] = [];
  for (const workload of workloads) {
    const measured = passes.flatMap((pass) => pass.filter(({ id }) => id === workload.id));
    const result = measured.length > 0 ? combine(measured) : await runWorkload(workload, options);
    onDone(result);
    done.push(result);
  }
  const { deno, node, v8 } = process.versions;
  return {
    schema: SCHEMA,
    mode: options.quick ? "quick" : "full",
    runtime: deno === undefined ? { name: "node", version: node, v8: v8! } : { name: "deno", version: deno, v8: v8! },
    machine: {
      os: process.platform,
      arch: process.arch,
      cpus: os.cpus().length,
      memoryGb: Math.round(os.totalmem() / 2 ** 30),
    },
    rounds: options.rounds,
    isolates,
    seconds: secondsSince(start),
    workloads: done,
  };
}

/** Runs one workload here. */
export async function runWorkload({ id, title, about, run }: Workload, options: RunOptions): Promise<WorkloadResult> {
  const start = performance.now();
  const cases = await run(options);
  return { id, title, about, seconds: secondsSince(start), cases };
}

async function runInIsolate(ids: readonly string[], options: RunOptions): Promise<WorkloadResult[]> {
  // The same folder and ending as this module's: in Node these are JavaScript files.
  const url = new URL(import.meta.url.replace(/run(\.\w+)$/, "isolate$1"));
  const worker = new Worker(url, { workerData: { ids, options } });
  try {
    return await new Promise((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
