import { measureCalls } from "../calls.ts";
import { nestedAsync } from "../engines/by_hand.ts";
import { asyncGeneratorLoop } from "../engines/loops.ts";
import { beforeAfterHook, kareemAsync, koaWrapping } from "../engines/peers_async.ts";
import { tenon } from "../engines/tenon.ts";
import { hookShape } from "../hook_shape.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";

const baseline = asyncGeneratorLoop;
const sync = [baseline, tenon({ async: true }), nestedAsync, koaWrapping, beforeAfterHook, kareemAsync];
const async = [baseline, tenon({ async: true }, true)];

/** Wrappers of an async hook. */
export const asyncWrappers: Workload = {
  id: "S5",
  ofCalls: true,
  title: "W wrappers around 3 async impls",
  about:
    "Each wrapper adds 1 to the first result. Tenon's are sync generators, and then async ones. Compared with a loop that " +
    "drives async generators without any error handling.",
  async run(options) {
    const cases: CaseResult[] = [];
    for (
      const [kind, engines, most] of [["sync", sync, [0.7, 0.45, 0.3]], ["async", async, [1.1, 1.1, 1.1]]] as const
    ) {
      for (const [i, wrappers] of [1, 3, 10].entries()) {
        const name = `${kind} generators, W=${wrappers}`;
        const targets = { Tenon: [{ of: baseline.name, max: most[i]! }] };
        const shape = hookShape({ wrappers, asyncImpls: true });
        cases.push(await measureCalls({ name, shape, targets, engines, async: true }, options));
      }
    }
    return cases;
  },
};
