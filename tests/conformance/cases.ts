import { assertEquals } from "@std/assert";
import { type Isolate, type OpResult, runScenario, type ScenarioOutcome } from "./runner.ts";
import type { Unused } from "./unused.ts";

/** A scenario, and what it must come to. */
export interface Case {
  readonly name: string;
  /** The scenario as it is in its file. */
  readonly line: string;
  readonly ops: readonly unknown[];
  /** What pluggy gave. */
  readonly pluggy: ScenarioOutcome;
}

function readLines(file: string): string[] {
  return Deno.readTextFileSync(new URL(`scenarios/${file}.jsonl`, import.meta.url)).trim().split("\n");
}

function readCases(group: string): Case[] {
  const outcomes = readLines(`${group}.expected`);
  return readLines(group).map((line, i) => ({ ...JSON.parse(line), line, pluggy: JSON.parse(outcomes[i]!) }));
}

/** The scenarios that were written by hand. */
export const hand = readCases("hand");
/** The scenarios that were made at random. */
export const random = readCases("random");
/** What Tenon gives where it deviates. */
export const deviating = new Map(
  readLines("deviations.expected").map((line) => {
    const outcome: ScenarioOutcome & { readonly name: string } = JSON.parse(line);
    return [outcome.name, outcome];
  }),
);

/** Asserts one outcome, and shows the first operation where it is not the expected one. */
function assertOutcome({ name, ops }: Case, actual: ScenarioOutcome, expected: ScenarioOutcome): void {
  const results = (outcome: ScenarioOutcome): readonly OpResult[] => "results" in outcome ? outcome.results : [];
  for (const [i, op] of ops.entries()) {
    assertEquals(
      results(actual)[i],
      results(expected)[i],
      `scenario '${name}', operation ${i}: ${JSON.stringify(op)}${"bad" in actual ? `: ${actual.bad}` : ""}`,
    );
  }
  assertEquals(actual, expected, `scenario '${name}'`);
}

/** Runs all scenarios of a group, and fails with the first that goes wrong and the names of the others. */
export async function assertGroup(
  cases: readonly Case[],
  isAsync: boolean,
  unused: Unused = {},
  isolate?: Isolate,
): Promise<void> {
  const failed = new Map<string, unknown>();
  for (const each of cases) {
    const actual = await runScenario(each.line, isAsync, unused, isolate);
    try {
      assertOutcome(each, actual, deviating.get(each.name) ?? each.pluggy);
    } catch (error) {
      failed.set(each.name, error);
    }
  }
  for (const error of failed.values()) {
    if (failed.size > 1) {
      console.error(`${failed.size} scenarios fail: ${[...failed.keys()].slice(0, 30).join(", ")} …`);
    }
    throw error;
  }
}
