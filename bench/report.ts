/**
 * Prints results as tables.
 *
 * @module
 */
import type { CaseResult, Row, Verdict, WorkloadResult } from "./results.ts";

/** The table of a workload, as lines of text. */
export function table({ id, title, about, seconds, cases }: WorkloadResult): string {
  return [`${id}  ${title} (${seconds} s)`, `  ${about}`, ...cases.map(caseLines)].join("\n");
}

function caseLines({ name, unit, baseline, rows }: CaseResult): string {
  const width = Math.max(...rows.map(({ contender }) => contender.length));
  const head = `  ${name}${baseline === null ? "" : `, to ${baseline}`}`;
  return [head, ...rows.map((row) => rowLine(row, unit, width))].join("\n");
}

function rowLine(
  { contender, value, ratio, spread: [low, high], leavesOut, verdicts }: Row,
  unit: string,
  width: number,
) {
  const figures = `${figure(value).padStart(9)} ${unit}  ${
    ratio === null ? "      " : `${ratio.toFixed(2).padStart(5)}x`
  }`;
  const middle = `${figure(low)} to ${figure(high)}`.padEnd(14);
  const note = leavesOut === undefined ? "" : `  (${leavesOut})`;
  return `    ${contender.padEnd(width)} ${figures}  ${middle}${verdicts.map(verdictText).join("; ")}${note}`.trimEnd();
}

/** A target, and whether it was reached. */
export function verdictText({ of, max, reached, met }: Verdict): string {
  const target = of === undefined ? `≤ ${max}` : `≤ ${max}x ${of}`;
  return `${met ? "met" : "MISSED"}: ${figure(reached)} ${target}`;
}

/** A number with as many digits as say something. */
export function figure(value: number): string {
  if (Math.abs(value) < 0.005) return "0";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
