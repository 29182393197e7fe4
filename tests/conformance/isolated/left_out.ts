/** Why some scenarios cannot come to the same when their plugins are isolated. */
export interface LeftOut {
  /** What the scenarios depend on. */
  readonly reason: string;
  /** The behaviours by which they do; each scenario has one of a kind. */
  readonly behaviours: readonly string[];
  /** The scenarios. */
  readonly scenarios: readonly string[];
}

/** All that are left out. The tests see to it that each of them has to be, and no other. */
export const leftOut: readonly LeftOut[] = [
  {
    reason: "A plugin changes an argument, and others see that: isolated plugins get copies.",
    behaviours: ["mutate_arg"],
    scenarios: ["args-shared-by-reference", "historic-kwargs-shared-across-replays"],
  },
  {
    reason: "A result is an object of which there can be no copy: a generator.",
    behaviours: ["generator"],
    scenarios: ["generator-nonwrapper-is-a-value"],
  },
  {
    reason:
      "What a wrapper's function gives is looked at without waiting for it: an isolated plugin's is not even called " +
      "if it is no generator function, and the call fails in the same way.",
    behaviours: ["not_generator"],
    scenarios: ["nongenerator-wrapper-without-spec-fails-at-call"],
  },
];
