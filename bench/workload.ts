/**
 * What a workload is. To add one, write a module in `workloads/` that exports a {@linkcode Workload}, list it in
 * `workloads/mod.ts`, or in `workloads/portable.ts` if it runs in Node too, and give it a place in `docs/speed.md`.
 *
 * A workload gives its cases as {@linkcode CaseResult}s. Most come out of {@linkcode measure}, which takes contenders that
 * can give one sample each, of whatever is measured, and runs them in turns: a batch of calls, the start of a process, a
 * load. Its result has medians, ratios taken within a round, and verdicts. A workload that measures in another way makes its
 * rows itself. Figures that have no target, such as how memory grows with the number of plugins, are rows without verdicts.
 * Workloads with `ofCalls` run in isolates of their own, three times if not `--quick`, and give medians of these.
 *
 *     export const start: Workload = {
 *       id: "start",
 *       title: "Start of an isolated plugin",
 *       about: "From `pm.load` to the first answer.",
 *       denoOnly: true,
 *       run: async ({ quick }) => [
 *         await measure({
 *           name: "process",
 *           unit: "ms",
 *           baseline: "deno run",
 *           rounds: quick ? 3 : 15,
 *           contenders: [
 *             { name: "deno run", role: "baseline", sample: async () => await timeOfDenoRun() },
 *             { name: "Tenon", role: "tenon", sample: timeOfLoad, targets: [{ of: "deno run", max: 1.5 }] },
 *           ],
 *         }),
 *       ],
 *     };
 *
 * The workloads that also run in Node (those without `denoOnly`) import nothing but `../src/engine/mod.ts`,
 * `../src/manager/mod.ts`, `node:` modules, modules of this folder that do the same, and packages as `npm:NAME@VERSION`; they
 * do not use the name `Deno`.
 *
 * @module
 */
import type { CaseResult } from "./results.ts";

/** How a run is to be. */
export interface RunOptions {
  /** Fewer rounds and smaller batches: to see that everything runs. */
  readonly quick: boolean;
  /** How many rounds there are, for workloads that can afford as many. */
  readonly rounds: number;
  /** About how long one batch of calls takes, in milliseconds. */
  readonly batchMs: number;
}

/** A workload. */
export interface Workload {
  /** What it is called on the command line. */
  readonly id: string;
  readonly title: string;
  /** What is done, in a sentence or two. */
  readonly about: string;
  /** Whether it measures calls so short that it matters how V8 compiles them, which is not alike each time. */
  readonly ofCalls?: boolean;
  /** Whether it can run in Deno only. */
  readonly denoOnly?: boolean;
  /** Measures. */
  readonly run: (options: RunOptions) => Promise<CaseResult[]>;
}
