import { HookCallError } from "./errors.ts";
import type { HookImpl } from "./impl.ts";

const counts = new WeakMap<HookImpl, number>();

/**
 * Counts a failure of an impl; gives how many it has had in a row. Counted by impl, not by plugin: one that always fails is
 * found out also if the plugin's others go well.
 */
export function countFailure(impl: HookImpl): number {
  const count = (counts.get(impl) ?? 0) + 1;
  counts.set(impl, count);
  return count;
}

/** Begins an impl's count anew. */
export function forgetFailures(impl: HookImpl): void {
  counts.delete(impl);
}

/** Whether an error at an impl's turn is a validator's own: then it fails the call, whatever is to be done for plugins' errors. */
export function isOfValidator(error: unknown): boolean {
  const code = codeOf(error);
  return code === "validator-failed" || code === "async-validator";
}

/** Whether an error at an impl's turn is the caller's doing, so that the impl has not failed. */
export function isOfCaller(error: unknown): boolean {
  return codeOf(error) === "missing-argument";
}

/** The code of an error of ours. What a plugin throws may throw when it is looked at. */
function codeOf(error: unknown): string | undefined {
  try {
    return error instanceof HookCallError ? error.code : undefined;
  } catch {
    return undefined;
  }
}
