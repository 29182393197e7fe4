/**
 * Combines the results of one workload that was run several times.
 *
 * @module
 */
import { median } from "./measure.ts";
import type { CaseResult, Row, WorkloadResult } from "./results.ts";

/** Gives the median of each figure. */
export function combine(runs: readonly WorkloadResult[]): WorkloadResult {
  const [first] = runs;
  return {
    ...first!,
    seconds: Math.round(runs.reduce((sum, { seconds }) => sum + seconds, 0) * 10) / 10,
    cases: first!.cases.map((_, i) => combineCases(runs.map(({ cases }) => cases[i]!))),
  };
}

function combineCases(runs: readonly CaseResult[]): CaseResult {
  const [first] = runs;
  return { ...first!, rows: first!.rows.map((_, i) => combineRows(runs.map(({ rows }) => rows[i]!))) };
}

function combineRows(runs: readonly Row[]): Row {
  const [first] = runs;
  const of = (figure: (row: Row) => number) => median(runs.map(figure));
  return {
    ...first!,
    value: of(({ value }) => value),
    ratio: first!.ratio === null ? null : of(({ ratio }) => ratio!),
    spread: [of(({ spread }) => spread[0]), of(({ spread }) => spread[1])],
    verdicts: first!.verdicts.map((target, i) => {
      const reached = of(({ verdicts }) => verdicts[i]!.reached);
      return { ...target, reached, met: reached <= target.max };
    }),
  };
}
