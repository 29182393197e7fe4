/**
 * A plugin that does all that a plugin should not: for the demo, and for the tests which show that Bernstein goes on.
 *
 * @module
 */
import { type HookimplMarker, hookimplMarker, type HookNames } from "@tenon/tenon";
import type { BernsteinSpec } from "@bernstein/hooks";

const hookimpl: HookimplMarker<BernsteinSpec> = hookimplMarker("bernstein");

/**
 * What it does instead of an answer: throws, never answers, computes forever, ends its process, or prints and answers more
 * than anybody can read.
 */
export type Misdeed = "throw" | "hang" | "spin" | "crash" | "flood";

/** What it does in which hook. It has no impls of the others. */
export type MisbehavingOptions = {
  readonly [Hook in HookNames<BernsteinSpec>]?: Misdeed;
};

/** How many lines a flood prints. */
const LINES = 20_000;

/** How long the answer of a flood is: more than the 16 MiB that cross the border. */
const ANSWER = 20 * 1024 * 1024;

/** Makes the plugin. */
export default function misbehaving(options: MisbehavingOptions = {}): object {
  return Object.fromEntries(
    Object.entries(options).map((
      [hook, misdeed],
    ) => [hook, hookimpl(() => MISDEEDS[misdeed](hook))]),
  );
}

const MISDEEDS: Readonly<Record<Misdeed, (hook: string) => unknown>> = {
  throw(hook) {
    throw new Error(`thrown on purpose in ${hook}`);
  },
  hang() {
    return new Promise<never>(() => {});
  },
  spin() {
    for (;;);
  },
  crash() {
    Deno.exit(3);
  },
  flood(hook) {
    for (let line = 0; line < LINES; line++) {
      console.log(`line ${line} of a flood in ${hook}`);
    }
    return "x".repeat(ANSWER);
  },
};
