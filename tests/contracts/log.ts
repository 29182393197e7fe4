/**
 * Recorded logs of what pluggy did. `recorded/README.md` says what their lines mean.
 *
 * @module
 */

import type { HookimplOptions } from "@tenon/tenon";

/** A line of a log. */
export type Line = readonly [kind: string, ...rest: unknown[]];

/** What a call gave or a wrapper received: the number of a value, or a list of them where the hook collects. */
export type Outcome = number | null | readonly number[];

/** One impl of a plugin: its hook, the member that it is, the arguments that it takes, its options. */
export type ImplLine = readonly [hook: string, member: string, args: readonly string[], options: HookimplOptions];

/** One hook spec. */
export type SpecLine = readonly [hook: string, args: readonly string[], flags: { firstresult?: true; historic?: true }];

/** Reads a log of the folder `recorded`. */
export function readLog(name: string): Line[] {
  const text = Deno.readTextFileSync(new URL(`./recorded/${name}.jsonl`, import.meta.url));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}
