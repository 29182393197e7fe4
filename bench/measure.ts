/**
 * Measures contenders in turns, so that whatever else the machine does is done to all of them.
 *
 * @module
 */
import type { CaseResult, Role, Row, Target } from "./results.ts";

/** Something that is measured. */
export interface Contender {
  readonly name: string;
  readonly role: Role;
  readonly leavesOut?: string;
  /** Measures once: gives a figure in the unit of the case. */
  readonly sample: () => number | Promise<number>;
  readonly targets?: readonly Target[];
}

/** One case of a workload. */
export interface Case {
  readonly name: string;
  readonly unit: string;
  /** The name of the contender that ratios are taken to; null if there is none. */
  readonly baseline: string | null;
  readonly rounds: number;
  readonly contenders: readonly Contender[];
}

/** Measures each contender once in each round, in another order each time. */
export async function measure({ name, unit, baseline, rounds, contenders }: Case): Promise<CaseResult> {
  const samples = new Map<string, number[]>(contenders.map((contender) => [contender.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      // Coming first in a round, or after a certain other one, must be nobody's advantage.
      const at = round % 2 === 0 ? i + round : contenders.length * rounds - i - round;
      const contender = contenders[at % contenders.length]!;
      samples.get(contender.name)!.push(await contender.sample());
    }
  }
  const ratiosTo = (of: string, own: readonly number[]) => {
    const base = samples.get(of);
    if (base === undefined) throw new Error(`Cannot compare with "${of}": it is no contender of ${name}`);
    return own.map((value, round) => value / base[round]!);
  };
  const rows = contenders.map(({ name: contender, role, leavesOut, targets = [] }): Row => {
    const own = samples.get(contender)!;
    const ratios = baseline === null ? undefined : ratiosTo(baseline, own);
    const verdicts = targets.map((target) => {
      const reached = median(target.of === undefined ? own : ratiosTo(target.of, own));
      return { ...target, reached, met: reached <= target.max };
    });
    return {
      contender,
      role,
      ...(leavesOut === undefined ? {} : { leavesOut }),
      value: median(own),
      ratio: ratios === undefined ? null : median(ratios),
      spread: middleHalf(ratios ?? own),
      verdicts,
    };
  });
  return { name, unit, baseline, rows };
}

/** The value in the middle; of an even number of values, the mean of the two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between which values the middle half lies. */
export function middleHalf(values: readonly number[]): [number, number] {
  return [quantile(values, 0.25), quantile(values, 0.75)];
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}
