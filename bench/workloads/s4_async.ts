import { measureCalls } from "../calls.ts";
import { unrolledAsync } from "../engines/by_hand.ts";
import { awaitLoop } from "../engines/loops.ts";
import { emitterySeries, hookableSeries, koaCompose, tapableSeries, tapableWaterfall } from "../engines/peers_async.ts";
import { tenon } from "../engines/tenon.ts";
import { hookShape } from "../hook_shape.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";

const engines = [
  awaitLoop,
  tenon({ async: true }),
  unrolledAsync,
  tapableWaterfall,
  koaCompose,
  tapableSeries,
  hookableSeries,
  emitterySeries,
];

/** An async hook, one impl after another. */
export const series: Workload = {
  id: "S4",
  ofCalls: true,
  title: "Async hook in series, N impls",
  about: "The call is awaited. Compared with an async function that awaits every impl.",
  async run(options) {
    const cases: CaseResult[] = [];
    for (const asyncImpls of [false, true]) {
      const most = asyncImpls ? [1.1, 1.1, 1.1] : [0.55, 0.45, 0.35];
      for (const [i, impls] of [1, 3, 10].entries()) {
        const name = `${asyncImpls ? "async" : "sync"} impls, N=${impls}`;
        const targets = { Tenon: [{ of: awaitLoop.name, max: most[i]! }] };
        const shape = hookShape({ impls, asyncImpls });
        cases.push(await measureCalls({ name, shape, targets, engines, async: true }, options));
      }
    }
    return cases;
  },
};
