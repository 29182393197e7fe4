import { measureCalls } from "../calls.ts";
import type { Engine } from "../engine.ts";
import { nanoevents, tapableCollecting } from "../engines/peers_sync.ts";
import { plainLoop } from "../engines/loops.ts";
import { tenon } from "../engines/tenon.ts";
import { hookShape } from "../hook_shape.ts";
import { ownCode } from "../own_code.ts";
import type { Workload } from "../workload.ts";

const empty: Engine = {
  name: "empty function",
  role: "baseline",
  leavesOut: "gives nothing",
  make: () => ownCode("(args) => {}"),
};

const frozen: Engine = {
  name: "one frozen list for all calls",
  role: "limit",
  leavesOut: "whoever pushes to the list gets an error",
  make: () => ownCode("(args) => none", { none: Object.freeze([]) }),
};

const fresh: Engine = { name: "by hand", role: "limit", make: () => ownCode("(args) => []") };

const engines = [empty, tenon(), fresh, frozen, { ...plainLoop, role: "peer" } as const, tapableCollecting, nanoevents];

/** A hook that nobody implements. */
export const nobody: Workload = {
  id: "S7",
  ofCalls: true,
  title: "A hook that nobody implements",
  about:
    "The call gives a new empty list. What calling an empty function takes is what all calls of this benchmark take at least.",
  async run(options) {
    const targets = { Tenon: [{ of: empty.name, max: 2.5 }] };
    const shape = hookShape({ impls: 0 });
    return [await measureCalls({ name: "no impls", shape, targets, engines, async: false }, options)];
  },
};
