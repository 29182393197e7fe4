/**
 * The workloads S1 to S5 and S7 once more, measured in another way, to see whether the results depend on how they are
 * measured: `deno run -A bench/second_opinion.ts`, or `deno task bench second-opinion`.
 *
 * What differs: it uses the public API as a host does, with a spec class; impls and wrappers are functions that stand in a
 * file; arguments are objects of strings, lists and other objects, made anew for each call; impls take some of them apart, and
 * some do not answer; calls stand in loops of their own, which V8 may inline them into; contenders take turns in pairs, and
 * ratios are those of the medians. Nothing that the other workloads measure with is used here.
 *
 * @module
 */
import { table } from "./report.ts";
import type { CaseResult } from "./results.ts";
import { FULL, runWorkloads } from "./run.ts";
import { allDuels, type Batch, type Duel } from "./second_opinion/duels.ts";
import type { Workload } from "./workload.ts";

/** A batch, how many calls it makes, and how long each of its runs took. */
interface Side {
  readonly batch: Batch;
  readonly times: number;
  readonly ns: number[];
}

/** Has both sides run in pairs: first one, then the other, and the other way round. */
async function fight({ name, tenon, loop, max }: Duel, quick: boolean): Promise<CaseResult> {
  const [ours, theirs] = [await prepare(tenon, quick), await prepare(loop, quick)];
  if (await tenon(64) !== await loop(64)) throw new Error(`Cannot compare in ${name}: the results differ`);
  for (let pair = 0; pair < (quick ? 5 : 61); pair++) {
    for (const side of pair % 2 === 0 ? [ours, theirs] : [theirs, ours]) await run(side);
  }
  const [value, base] = [middle(ours.ns, 0.5), middle(theirs.ns, 0.5)];
  const ratio = value / base;
  return {
    name,
    unit: "ns",
    baseline: "loop",
    rows: [
      { contender: "loop", role: "baseline", value: base, ratio: 1, spread: [1, 1], verdicts: [] },
      {
        contender: "Tenon",
        role: "tenon",
        value,
        ratio,
        spread: [middle(ours.ns, 0.25) / base, middle(ours.ns, 0.75) / base],
        verdicts: [{ of: "loop", max, reached: ratio, met: ratio <= max }],
      },
    ],
  };
}

async function prepare(batch: Batch, quick: boolean): Promise<Side> {
  // Long enough for V8 to have compiled everything.
  const until = performance.now() + (quick ? 2 : 60);
  let times = 100;
  for (;;) {
    const start = performance.now();
    await batch(times);
    const now = performance.now();
    if (now > until) return { batch, times: Math.ceil(times / (now - start)), ns: [] };
    if (now - start < 1) times *= 2;
  }
}

async function run({ batch, times, ns }: Side): Promise<void> {
  const start = performance.now();
  await batch(times);
  ns.push((performance.now() - start) * 1e6 / times);
}

function middle(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)]!;
}

/** The second opinion, as a workload. */
export const secondOpinion: Workload = {
  id: "second-opinion",
  title: "A second opinion on S1 to S5 and S7",
  about:
    "The same workloads on the public API, with other impls, arguments of other shapes, and another way of measuring.",
  ofCalls: true,
  denoOnly: true,
  async run({ quick }) {
    const duels = allDuels();
    // So that no case is the first that the engine, or a loop, has ever seen.
    for (const { tenon, loop } of duels) await Promise.all([tenon(500), loop(500)]);
    const cases: CaseResult[] = [];
    for (const duel of duels) cases.push(await fight(duel, quick));
    return cases;
  },
};

if (import.meta.main) await runWorkloads([secondOpinion], FULL, (result) => console.log(table(result)));
