/**
 * An event as it is kept.
 *
 * @module
 */
import type { Args, HookNames } from "@tenon/tenon";
import type { BernsteinSpec, EventInfo } from "@bernstein/hooks";

/** A hook, and what it was called with. */
export type Entry = {
  [Hook in HookNames<BernsteinSpec>]: {
    readonly hook: Hook;
    readonly args: Omit<Args<BernsteinSpec, Hook>, "event">;
    readonly event: EventInfo;
  };
}[HookNames<BernsteinSpec>];
