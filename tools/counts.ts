/**
 * Reads how many tests passed and failed from what `deno test` printed.
 *
 * Its JUnit report would be easier to read but counts steps as tests and leaves out modules that failed to load.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";

/** How many tests of a run ended in which way. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed.* \| (\d+) failed.*$/gm;

/**
 * Reads the counts of a test run.
 *
 * @param output What the run wrote to stdout.
 * @returns The counts, or undefined if the run ended before it could say them.
 */
export function readCounts(output: string): Counts | undefined {
  // A test may print such a line as well; the run's own is the last.
  const summary = [...stripVTControlCharacters(output).matchAll(SUMMARY)].at(-1);
  if (!summary) return undefined;
  const [line, passed, failed] = summary;
  const ignored = / (\d+) ignored/.exec(line)?.[1];
  return { passed: Number(passed), failed: Number(failed), ignored: Number(ignored ?? 0) };
}
