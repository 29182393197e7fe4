/**
 * Results as tables of Markdown.
 *
 * @module
 */
import { figure } from "./report.ts";
import type { CaseResult, Results, Row, Verdict, WorkloadResult } from "./results.ts";

/** A sentence on where and how results were measured. */
export function provenance({ runtime, machine, rounds, isolates }: Results): string {
  const name = runtime.name === "deno" ? "Deno" : "Node";
  return `Measured with ${name} ${runtime.version} (V8 ${runtime.v8}) on ${machine.os} ${machine.arch}, ${machine.cpus} cores, ` +
    `${machine.memoryGb} GB; medians of ${rounds} rounds, for calls in each of ${isolates} isolates.`;
}

/** How many targets there are, and how many were reached. */
export function score({ workloads }: Pick<Results, "workloads">): { readonly met: number; readonly all: number } {
  const verdicts = workloads.flatMap(({ cases }) => cases.flatMap(({ rows }) => rows.flatMap((row) => row.verdicts)));
  return { met: verdicts.filter(({ met }) => met).length, all: verdicts.length };
}

/** How many cases fit beside each other. */
const MOST_COLUMNS = 8;

/** The tables of a workload, one for all cases that have contenders in common, and what these leave out. */
export function markdown({ cases }: WorkloadResult): string {
  const notes = [...new Set(cases.flatMap(({ rows }) => rows.flatMap(({ leavesOut }) => leavesOut ?? [])))];
  const tables = related(cases).map((group) => {
    const lines = group.length > MOST_COLUMNS ? tall(group) : wide(group, notes);
    return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
  });
  const sentences = notes.map((note, i) => `<sup>${i + 1}</sup> ${note}`).join("; ");
  return [...tables, ...(sentences === "" ? [] : [`${sentences}.`])].join("\n\n");
}

/** Groups of cases that have contenders in common with another one of their group. */
function related(cases: readonly CaseResult[]): CaseResult[][] {
  const groups: { cases: CaseResult[]; names: Set<string> }[] = [];
  for (const one of cases) {
    const names = namesOf([one]);
    const group = groups.find((group) => names.some((name) => group.names.has(name)));
    if (group === undefined) {
      groups.push({ cases: [one], names: new Set(names) });
    } else {
      group.cases.push(one);
      for (const name of names) group.names.add(name);
    }
  }
  return groups.map(({ cases }) => cases);
}

/** The contenders, in the order in which they come. */
function namesOf(cases: readonly CaseResult[]): string[] {
  return [...new Set(cases.flatMap(({ rows }) => rows.map(({ contender }) => contender)))];
}

/** A row for each case, where there are many cases of few contenders. */
function tall(cases: readonly CaseResult[]): string[][] {
  const names = namesOf(cases);
  return [
    ["", ...names, "target"],
    ["---", ...names.map(() => "---"), "---"],
    ...cases.map((one) => [
      heading(one),
      ...names.map((name) => {
        const row = one.rows.find(({ contender }) => contender === name);
        return row === undefined ? "" : cell(row, one);
      }),
      verdicts(one.rows.flatMap((row) => row.verdicts), one),
    ]),
  ];
}

/** A row for each contender. */
function wide(cases: readonly CaseResult[], notes: readonly string[]): string[][] {
  return [
    ["", ...cases.map(heading)],
    ["---", ...cases.map(() => "---")],
    ...namesOf(cases).flatMap((name) => {
      const rows = cases.map(({ rows }) => rows.find(({ contender }) => contender === name));
      const { role, leavesOut } = rows.find((row) => row !== undefined)!;
      const note = leavesOut === undefined ? "" : `<sup>${notes.indexOf(leavesOut) + 1}</sup>`;
      const cells = rows.map((row, i) => row === undefined ? "" : cell(row, cases[i]!));
      const line = [`${role === "tenon" ? `**${name}**` : name}${note}`, ...cells];
      return rows.some((row) => row !== undefined && row.verdicts.length > 0)
        ? [line, ["target", ...rows.map((row, i) => verdicts(row?.verdicts ?? [], cases[i]!))]]
        : [line];
    }),
  ];
}

function heading({ name, unit, baseline }: CaseResult): string {
  return baseline === null && name !== unit ? `${name}, ${unit}` : name;
}

/** A ratio where there is a baseline, else the figure itself. Tenon's shows how much it varied. */
function cell({ contender, role, value, ratio, spread: [low, high] }: Row, { unit, baseline }: CaseResult): string {
  if (contender === baseline) return `${figure(value)} ${unit}`;
  const text = figure(ratio ?? value);
  if (role !== "tenon") return text;
  return low === high ? `**${text}**` : `**${text}** (${figure(low)} to ${figure(high)})`;
}

function verdicts(all: readonly Verdict[], { baseline, rows }: CaseResult): string {
  const isPeer = (of: string | undefined) => rows.some(({ contender, role }) => contender === of && role === "peer");
  const ahead = all.filter(({ of, max }) => max === 1 && isPeer(of));
  const behind = ahead.filter(({ met }) => !met).map(({ of, reached }) => `${of} (${figure(reached)})`);
  const others = all.filter((verdict) => !ahead.includes(verdict)).map(({ of, max, reached, met }) => {
    const most = of === undefined || of === baseline ? `≤ ${max}` : `≤ ${max} of ${of}`;
    return `${most}: ${met ? "met" : "**missed**"}${of === baseline ? "" : ` (${figure(reached)})`}`;
  });
  if (ahead.length > 0) others.push(behind.length === 0 ? "ahead of peers: met" : `**behind** ${behind.join(", ")}`);
  return others.join("; ");
}
