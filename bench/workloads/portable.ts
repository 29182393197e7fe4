/**
 * The workloads that run in Deno and in Node, in the order in which they run.
 *
 * @module
 */
import type { Workload } from "../workload.ts";
import { collect } from "./s1_collect.ts";
import { first } from "./s2_first.ts";
import { wrappers } from "./s3_wrappers.ts";
import { series } from "./s4_async.ts";
import { asyncWrappers } from "./s5_async_wrappers.ts";
import { registry } from "./s6_registry.ts";
import { nobody } from "./s7_nobody.ts";

export const portable: readonly Workload[] = [collect, first, wrappers, series, asyncWrappers, registry, nobody];
