/**
 * Measures calls of hooks: how long one call takes, in batches.
 *
 * All calls go through the same loop, which V8 cannot inline them into. So what is measured includes one call of a function;
 * the workload S7 shows how much that is.
 *
 * @module
 */
import type { Engine } from "./engine.ts";
import { type HookShape, otherHooks } from "./hook_shape.ts";
import { type Contender, measure, median } from "./measure.ts";
import type { Args, Call } from "./own_code.ts";
import type { CaseResult, Target } from "./results.ts";
import type { RunOptions } from "./workload.ts";

/** One case: a hook, and what Tenon's calls of it must reach. */
export interface CallCase {
  readonly name: string;
  readonly shape: HookShape;
  /** The targets of each engine that has any, by its name. */
  readonly targets: Readonly<Record<string, readonly Target[]>>;
  readonly engines: readonly Engine[];
  /** Whether calls give promises. */
  readonly async: boolean;
}

/** How often each contender is measured in vain before it counts. */
const WARM_SAMPLES = 12;

/** How often each of the other hooks is called. */
const OTHER_CALLS = 500;

/** What all results are summed into, so that no call can be left out. */
export let sink = 0;

/** Makes the hook of a case, after other hooks of the same engine have been called. */
async function make(engine: Engine, shape: HookShape): Promise<Call> {
  for (const other of otherHooks(shape)) {
    const call = engine.make(other);
    for (let i = 0; i < OTHER_CALLS; i++) sink += weigh(await call(other.args[0]!));
  }
  return engine.make(shape);
}

/** Measures one case. The baseline is the first engine with that role. */
export async function measureCalls(
  { name, shape, targets, engines, async }: CallCase,
  { rounds, batchMs }: RunOptions,
): Promise<CaseResult> {
  const calls: Call[] = [];
  for (const engine of engines) {
    const call = await make(engine, shape);
    // Some engines make code at the first call: while they still know that of the hooks before.
    await call(shape.args[0]!);
    calls.push(call);
  }
  const baseline = engines.find(({ role }) => role === "baseline")!;
  await checkSameWork(name, engines, calls, shape);
  const run = async ? runAsync : runSync;
  const contenders: Contender[] = [];
  for (const [i, { make: _, ...engine }] of engines.entries()) {
    const call = calls[i]!;
    const times = await timesFor(run, call, shape.args, batchMs);
    contenders.push({
      ...engine,
      targets: targets[engine.name] ?? [],
      sample: async () => await nsPerCall(run, call, shape.args, times),
    });
  }
  // Until V8 has compiled all impls, as it will have in a program that calls a hook often.
  for (let i = 0; i < WARM_SAMPLES; i++) for (const contender of contenders) await contender.sample();
  return await measure({ name, unit: "ns", baseline: baseline.name, rounds, contenders });
}

type Run = (call: Call, args: readonly Args[], times: number) => number | Promise<number>;

function runSync(call: Call, args: readonly Args[], times: number): number {
  const mask = args.length - 1;
  let sum = 0;
  for (let i = 0; i < times; i++) sum += weigh(call(args[i & mask]!));
  return sum;
}

async function runAsync(call: Call, args: readonly Args[], times: number): Promise<number> {
  const mask = args.length - 1;
  let sum = 0;
  for (let i = 0; i < times; i++) sum += weigh(await call(args[i & mask]!));
  return sum;
}

function weigh(result: unknown): number {
  return typeof result === "number" ? result : Array.isArray(result) ? result.length : 1;
}

/** How many calls make a batch. */
async function timesFor(run: Run, call: Call, args: readonly Args[], batchMs: number): Promise<number> {
  for (let times = 16;; times *= 2) {
    const start = performance.now();
    sink += await run(call, args, times);
    const ms = performance.now() - start;
    if (ms > batchMs / 2) return Math.max(1, Math.round(times * batchMs / ms));
  }
}

/** The middle one of three batches: one that another process cut in two is not it. */
async function nsPerCall(run: Run, call: Call, args: readonly Args[], times: number): Promise<number> {
  const batches: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const sum = run(call, args, times);
    sink += typeof sum === "number" ? sum : await sum;
    batches.push((performance.now() - start) * 1e6 / times);
  }
  return median(batches);
}

/** Checks that all engines that are said to do all of the work give the same. */
async function checkSameWork(
  name: string,
  engines: readonly Engine[],
  calls: readonly Call[],
  { args }: HookShape,
): Promise<void> {
  const first = engines.findIndex(({ leavesOut }) => leavesOut === undefined);
  for (const arg of args) {
    const expected = JSON.stringify(await calls[first]!(arg));
    for (const [i, engine] of engines.entries()) {
      const given = JSON.stringify(await calls[i]!(arg));
      if (engine.leavesOut === undefined && given !== expected) {
        throw new Error(`Cannot compare ${engine.name} in ${name}: it gave ${given}, not ${expected}`);
      }
    }
  }
}
