/**
 * The results of a run, as `results.json` holds them.
 *
 * @module
 */

/** Grows when `results.json` changes its form. */
export const SCHEMA = 1;

/** What a contender is compared as: what all are measured by, and what code written out by hand reaches, are no peers. */
export type Role = "tenon" | "peer" | "baseline" | "limit";

/** What Tenon must reach. */
export interface Target {
  /** The contender that it is compared with; left out for a target in the unit of the case. */
  readonly of?: string;
  /** The most that Tenon may take: times what `of` takes, or in the unit of the case. */
  readonly max: number;
}

/** A target, and what Tenon reached. */
export interface Verdict extends Target {
  readonly reached: number;
  readonly met: boolean;
}

/** What was measured of one contender. */
export interface Row {
  readonly contender: string;
  readonly role: Role;
  /** What it does less than was asked, if it does. */
  readonly leavesOut?: string;
  /** The median over the rounds, in the unit of the case. */
  readonly value: number;
  /** The median of the ratios to the baseline, each taken within a round; null in cases that have no baseline. */
  readonly ratio: number | null;
  /** Between which two values the middle half of the ratios lies, or of the values where there is no baseline. */
  readonly spread: readonly [number, number];
  readonly verdicts: readonly Verdict[];
}

/** What was measured of all contenders in one case of a workload. */
export interface CaseResult {
  readonly name: string;
  /** Such as `ns`. */
  readonly unit: string;
  /** The contender that ratios are taken to, or null if values are only compared with targets. */
  readonly baseline: string | null;
  readonly rows: readonly Row[];
}

/** What was measured in one workload. */
export interface WorkloadResult {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** How long it took to measure. */
  readonly seconds: number;
  readonly cases: readonly CaseResult[];
}

/** A whole run. */
export interface Results {
  readonly schema: typeof SCHEMA;
  /** `full` or `quick`. */
  readonly mode: "full" | "quick";
  readonly runtime: { readonly name: "deno" | "node"; readonly version: string; readonly v8: string };
  readonly machine: { readonly os: string; readonly arch: string; readonly cpus: number; readonly memoryGb: number };
  readonly rounds: number;
  /** In how many isolates calls were measured, each time with all rounds: figures are the medians of these. */
  readonly isolates: number;
  readonly seconds: number;
  readonly workloads: readonly WorkloadResult[];
}

/**
 * Reads results.
 *
 * @throws {Error} If they are of another version of the schema.
 */
export function parseResults(text: string): Results {
  const results = JSON.parse(text) as Results;
  if (results.schema !== SCHEMA) {
    throw new Error(`Cannot read results of schema ${results.schema}: this is ${SCHEMA}. Run the benchmark again.`);
  }
  return results;
}
