import { assertEquals, assertRejects } from "@std/assert";
import { type Contender, measure, median, middleHalf } from "../../bench/measure.ts";

/** A contender that takes given times, one in each round. */
function taking(name: string, times: readonly number[], parts: Partial<Contender> = {}): Contender {
  let round = 0;
  return { name, role: "peer", sample: () => times[round++]!, ...parts };
}

const base = { name: "case", unit: "ns", rounds: 3 };

Deno.test("ratios are taken within rounds, so that a slow round changes none", async () => {
  const loop = taking("loop", [10, 1000, 20], { role: "baseline" });
  const tenon = taking("Tenon", [5, 500, 10], { role: "tenon" });
  const { rows } = await measure({ ...base, baseline: "loop", contenders: [loop, tenon] });
  assertEquals(rows.map(({ contender, value, ratio, spread }) => [contender, value, ratio, spread]), [
    ["loop", 20, 1, [1, 1]],
    ["Tenon", 10, 0.5, [0.5, 0.5]],
  ]);
});

Deno.test("a target is met by the median of the ratios to whom it names, or by the median itself", async () => {
  const targets = [{ of: "loop", max: 0.5 }, { of: "peer", max: 1 }, { max: 4 }];
  const { rows: [row] } = await measure({
    ...base,
    baseline: "loop",
    contenders: [
      taking("Tenon", [4, 6, 5], { role: "tenon", targets }),
      taking("loop", [10, 10, 10], { role: "baseline" }),
      taking("peer", [2, 5, 5]),
    ],
  });
  assertEquals(row!.verdicts, [
    { of: "loop", max: 0.5, reached: 0.5, met: true },
    { of: "peer", max: 1, reached: 1.2, met: false },
    { max: 4, reached: 5, met: false },
  ]);
});

Deno.test("without a baseline there are no ratios, and the spread is that of the values", async () => {
  const { rows: [row] } = await measure({ ...base, baseline: null, contenders: [taking("Tenon", [1, 2, 3])] });
  assertEquals([row!.ratio, row!.spread], [null, [1.5, 2.5]]);
});

Deno.test("each contender is measured once a round, and each comes first in some", async () => {
  const order: string[] = [];
  const names = ["a", "b", "c"];
  const contenders = names.map((name): Contender => ({ name, role: "peer", sample: () => order.push(name) }));
  await measure({ ...base, rounds: 6, baseline: null, contenders });
  const rounds = Array.from({ length: 6 }, (_, i) => order.slice(i * 3, i * 3 + 3));
  for (const round of rounds) assertEquals(round.toSorted(), names);
  assertEquals(new Set(rounds.map(([first]) => first)), new Set(names));
  assertEquals(new Set(rounds.map((round) => round[(round.indexOf("a") + 1) % 3])), new Set(["b", "c"]));
});

Deno.test("a comparison with somebody who does not take part is refused", async () => {
  await assertRejects(
    () => measure({ ...base, baseline: "nobody", contenders: [taking("Tenon", [1, 2, 3])] }),
    Error,
    'Cannot compare with "nobody"',
  );
});

Deno.test("the median of an even number of values is the mean of the two in the middle", () => {
  assertEquals(median([4, 1, 3, 2]), 2.5);
  assertEquals(middleHalf([5, 1, 2, 4, 3]), [2, 4]);
});
