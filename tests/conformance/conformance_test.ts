import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { runDeno } from "../support/deno.ts";
import { deviations } from "./deviations.ts";
import { type OpResult, runScenario, type ScenarioOutcome } from "./runner.ts";

interface Case {
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

const hand = readCases("hand");
const random = readCases("random");
/** What Tenon gives where it deviates. */
const deviating = new Map(
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
async function assertGroup(cases: readonly Case[], isAsync: boolean): Promise<void> {
  const failed = new Map<string, unknown>();
  for (const each of cases) {
    const actual = await runScenario(each.line, isAsync);
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

Deno.test("there are 168 scenarios written by hand and 600 random ones, with names of their own", () => {
  assertEquals([hand.length, random.length], [168, 600]);
  assertEquals(new Set([...hand, ...random].map(({ name }) => name)).size, 768);
});

Deno.test("synchronous hooks give what pluggy gives: scenarios written by hand", () => assertGroup(hand, false));
Deno.test("synchronous hooks give what pluggy gives: random scenarios", () => assertGroup(random, false));
Deno.test("asynchronous hooks give what pluggy gives: scenarios written by hand", () => assertGroup(hand, true));
Deno.test("asynchronous hooks give what pluggy gives: random scenarios", () => assertGroup(random, true));

Deno.test("every listed deviation is one", async () => {
  const listed = deviations.flatMap(({ scenarios }) => scenarios);
  assertEquals(listed.toSorted(), [...deviating.keys()].sort());
  for (const name of listed) {
    const found = [...hand, ...random].find((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no scenario '${name}'.`);
    for (const isAsync of [false, true]) assertNotEquals(await runScenario(found.line, isAsync), found.pluggy, name);
  }
});

Deno.test("every listed deviation is in docs/deviations.md, under its rule", () => {
  const docs = Deno.readTextFileSync(new URL("../../docs/deviations.md", import.meta.url));
  for (const { rule, scenarios } of deviations) {
    const section = docs.split(/^#+ /m).find((text) => text.startsWith(`${rule}\n`));
    assert(section !== undefined, `docs/deviations.md has no section '${rule}'`);
    for (const name of scenarios) assertStringIncludes(section, `\`${name}\``);
  }
});

Deno.test("run.ts prints an outcome for each line of stdin, and goes on after a malformed one", async () => {
  const [first, last] = [hand[0]!, hand.at(-1)!];
  const malformed = [
    "no JSON",
    "[]",
    '{"name":"no ops","namespaces":{},"plugins":[]}',
    '{"name":"unknown op","namespaces":{},"plugins":[],"ops":[{"op":"jump"}]}',
    '{"name":"unknown plugin","namespaces":{},"plugins":[],"ops":[{"op":"register","plugin":"a"}]}',
  ];
  const stdin = [first.line, ...malformed, last.line].join("\n");
  for (const option of [[], ["--async"]]) {
    const run = await runDeno(["run", "-A", `${import.meta.dirname}/run.ts`, ...option], { stdin });
    assertEquals({ code: run.code, stderr: run.stderr }, { code: 0, stderr: "" });
    const outcomes = run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([outcomes.at(0), outcomes.at(-1)], [first.pluggy, last.pluggy]);
    const bad = outcomes.slice(1, -1);
    assertEquals(bad.map(({ name }) => name), [null, null, "no ops", "unknown op", "unknown plugin"]);
    for (const each of bad) assertEquals([Object.keys(each), typeof each.bad], [["name", "bad"], "string"]);
  }
});
