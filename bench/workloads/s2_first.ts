import { measureCalls } from "../calls.ts";
import { chained } from "../engines/by_hand.ts";
import { firstLoop } from "../engines/loops.ts";
import { tapableBail } from "../engines/peers_sync.ts";
import { tenon } from "../engines/tenon.ts";
import { hookShape } from "../hook_shape.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";

const IMPLS = 10;
const engines = [firstLoop, tenon({ firstresult: true }), chained, tapableBail];

/** A sync hook that stops at the first answer. */
export const first: Workload = {
  id: "S2",
  ofCalls: true,
  title: "Sync firstresult hook, the k-th of 10 impls answers",
  about: "The impls before the k-th give undefined; those after it are not called.",
  async run(options) {
    const cases: CaseResult[] = [];
    for (const k of [1, 5, 10]) {
      const answers = Array.from({ length: IMPLS }, (_, i) => i + 1 < k ? "undefined" : `args.a + ${i}`);
      const targets = { Tenon: [{ of: firstLoop.name, max: 0.9 }, { of: tapableBail.name, max: 1 }] };
      const shape = hookShape({ answers, firstresult: true });
      cases.push(await measureCalls({ name: `k=${k}`, shape, targets, engines, async: false }, options));
    }
    return cases;
  },
};
