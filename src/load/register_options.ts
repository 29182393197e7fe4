import type { Entry } from "../manifest/mod.ts";
import type { TargetOptions } from "./target.ts";

/** What an entry says of how its plugin is to be registered. */
export function registerOptions({ from, onError, timeoutMs, before, after }: Entry): TargetOptions {
  return { source: from, onError, timeoutMs, before, after };
}
