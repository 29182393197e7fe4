import { measureCalls } from "../calls.ts";
import { nested } from "../engines/by_hand.ts";
import { generatorLoop } from "../engines/loops.ts";
import { kareemSync } from "../engines/peers_sync.ts";
import { tenon } from "../engines/tenon.ts";
import { hookShape } from "../hook_shape.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";

const engines = [generatorLoop, tenon(), nested, kareemSync];

/** Sync wrappers around 3 impls. */
export const wrappers: Workload = {
  id: "S3",
  ofCalls: true,
  title: "W sync wrappers around 3 impls",
  about:
    "Each wrapper is a generator that adds 1 to the first result. Compared with a loop that drives the generators without " +
    "any error handling; Tenon's includes it.",
  async run(options) {
    const cases: CaseResult[] = [];
    for (const count of [1, 3, 10]) {
      const targets = { Tenon: [{ of: generatorLoop.name, max: 0.95 }] };
      const shape = hookShape({ wrappers: count });
      cases.push(await measureCalls({ name: `W=${count}`, shape, targets, engines, async: false }, options));
    }
    return cases;
  },
};
