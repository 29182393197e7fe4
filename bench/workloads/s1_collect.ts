import { measureCalls } from "../calls.ts";
import { unrolled } from "../engines/by_hand.ts";
import { plainLoop } from "../engines/loops.ts";
import {
  eventemitter3,
  hookable,
  mittCollecting,
  nanoevents,
  tapable,
  tapableAlone,
  tapableCollecting,
} from "../engines/peers_sync.ts";
import { tenon } from "../engines/tenon.ts";
import { hookShape } from "../hook_shape.ts";
import type { CaseResult, Target } from "../results.ts";
import type { Workload } from "../workload.ts";

const collecting = [tapableCollecting, nanoevents, eventemitter3, mittCollecting];
const engines = [plainLoop, tenon(), unrolled, ...collecting, tapableAlone, tapable, hookable];

/** A sync hook that collects the results of N impls. */
export const collect: Workload = {
  id: "S1",
  ofCalls: true,
  title: "Sync hook, collecting the results of N impls",
  about:
    "Each impl answers; the call gives the list of the answers. Compared with a `for` loop that pushes what is not null.",
  async run(options) {
    const cases: CaseResult[] = [];
    for (const [impls, max] of [[1, 0.6], [3, 0.65], [10, 1], [100, 0.8]] as const) {
      const faster: Target[] = collecting.map(({ name }) => ({ of: name, max: 1 }));
      const targets = { Tenon: [{ of: plainLoop.name, max }, ...faster] };
      const shape = hookShape({ impls });
      cases.push(await measureCalls({ name: `N=${impls}`, shape, targets, engines, async: false }, options));
    }
    cases.push(
      await measureCalls({
        name: "N=3, impls too large to inline",
        shape: hookShape({ impls: 3, large: true }),
        targets: { Tenon: [{ of: unrolled.name, max: 1.15 }] },
        engines,
        async: false,
      }, options),
    );
    return cases;
  },
};
