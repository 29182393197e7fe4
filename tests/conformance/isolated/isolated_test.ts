import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { assertGroup, type Case, deviating, hand, random } from "../cases.ts";
import { runScenario } from "../runner.ts";
import { isolated, pooled } from "./isolate.ts";
import { leftOut } from "./left_out.ts";

const listed = new Set(leftOut.flatMap(({ scenarios }) => scenarios));
const canRun = ({ name }: Case) => !listed.has(name);

Deno.test("isolated plugins give what pluggy gives: scenarios written by hand", async () => {
  await using pool = pooled();
  await assertGroup(hand.filter(canRun), true, {}, pool);
});

Deno.test("isolated plugins give what pluggy gives: random scenarios", async () => {
  await using pool = pooled();
  await assertGroup(random.filter(canRun), true, {}, pool);
});

Deno.test("plugins in processes of their own give what pluggy gives: some scenarios that have everything", async () => {
  await assertGroup(thatHaveEverything([...hand, ...random].filter(canRun)), true, {}, isolated);
});

Deno.test("every scenario that is left out has to be", async () => {
  await using pool = pooled();
  assertEquals(listed.size, leftOut.flatMap(({ scenarios }) => scenarios).length);
  for (const { reason, behaviours, scenarios } of leftOut) {
    for (const name of scenarios) {
      const found = [...hand, ...random].find((each) => each.name === name);
      if (found === undefined) throw new Error(`There is no scenario '${name}'.`);
      assert(behaviours.some((behaviour) => found.line.includes(`"do":["${behaviour}"`)), `${name}: ${reason}`);
      const outcome = await runScenario(found.line, true, {}, pool);
      assert("results" in outcome, `${name} runs`);
      assertNotEquals(outcome, deviating.get(name) ?? found.pluggy, name);
    }
  }
});

/** Takes scenarios that together have what all have, those first that have much of it for the processes that they take. */
function thatHaveEverything(cases: readonly Case[]): Case[] {
  const candidates = cases.map((each) => ({ each, lacking: featuresOf(each), cost: 1 + pluginsOf(each).length }));
  const taken: Case[] = [];
  for (;;) {
    const worth = candidates.map(({ lacking, cost }) => lacking.size / cost);
    const { each, lacking } = candidates[worth.indexOf(Math.max(...worth))]!;
    if (lacking.size === 0) return taken;
    taken.push(each);
    for (const candidate of candidates) candidate.lacking = candidate.lacking.difference(lacking);
  }
}

function featuresOf({ line }: Case): Set<string> {
  return new Set(line.match(/"op":"\w+"|"do":\["\w+"|"\w+":true/g));
}

function pluginsOf({ line }: Case): readonly unknown[] {
  return JSON.parse(line).plugins;
}
