/**
 * All workloads, in the order in which they run. Those that run in Deno only are listed here; they can be imported only there.
 *
 * @module
 */
import type { Workload } from "../workload.ts";
import { discovery } from "./discovery.ts";
import { imports } from "./import.ts";
import { isolated } from "./isolated.ts";
import { load } from "./load.ts";
import { portable } from "./portable.ts";
import { scale } from "./scale.ts";
import { start } from "./start.ts";
import { secondOpinion } from "../second_opinion.ts";

export const workloads: readonly Workload[] = [
  ...portable,
  secondOpinion,
  load,
  isolated,
  start,
  scale,
  imports,
  discovery,
];
