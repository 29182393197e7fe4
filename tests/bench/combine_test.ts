import { assertEquals } from "@std/assert";
import { combine } from "../../bench/combine.ts";
import type { WorkloadResult } from "../../bench/results.ts";

/** The results of a workload in which Tenon took `value`, and `ratio` times what the loop took. */
function took(value: number, ratio: number): WorkloadResult {
  const verdicts = [{ of: "loop", max: 0.5, reached: ratio, met: ratio <= 0.5 }];
  const rows = [
    { contender: "loop", role: "baseline", value: value / ratio, ratio: 1, spread: [1, 1], verdicts: [] },
    { contender: "Tenon", role: "tenon", value, ratio, spread: [ratio - 0.1, ratio + 0.1], verdicts },
  ] as const;
  return { id: "S1", title: "", about: "", seconds: 1.5, cases: [{ name: "N=1", unit: "ns", baseline: "loop", rows }] };
}

Deno.test("of several runs the medians count, also for whether a target is met", () => {
  const { cases, seconds } = combine([took(10, 0.5), took(60, 1.5), took(12, 0.25)]);
  assertEquals(seconds, 4.5);
  assertEquals(cases[0]!.rows[1], {
    contender: "Tenon",
    role: "tenon",
    value: 12,
    ratio: 0.5,
    spread: [0.4, 0.6],
    verdicts: [{ of: "loop", max: 0.5, reached: 0.5, met: true }],
  });
});

Deno.test("a single run stays as it is", () => {
  assertEquals(combine([took(10, 0.7)]), took(10, 0.7));
});

Deno.test("figures that have no baseline have none when they are combined", () => {
  const without = (value: number): WorkloadResult => {
    const [, row] = took(value, 1).cases[0]!.rows;
    const rows = [{ ...row!, ratio: null, verdicts: [{ max: 2, reached: value, met: value <= 2 }] }];
    return { ...took(1, 1), cases: [{ name: "memory", unit: "bytes", baseline: null, rows }] };
  };
  const [row] = combine([without(1), without(3), without(5)]).cases[0]!.rows;
  assertEquals([row!.value, row!.ratio, row!.verdicts], [3, null, [{ max: 2, reached: 3, met: false }]]);
});
