/** A rule by which Tenon deliberately does otherwise than pluggy. `docs/deviations.md` says more of each. */
export interface Deviation {
  /** The heading in `docs/deviations.md`. */
  readonly rule: string;
  /** Why Tenon does so. */
  readonly reason: string;
  /** The scenarios whose outcomes differ for it; what Tenon gives is in `scenarios/deviations.expected.jsonl`. */
  readonly scenarios: readonly string[];
}

/** All deviations that scenarios show. The tests see to it that each of them is still one. */
export const deviations: readonly Deviation[] = [
  {
    rule: "Registering is all or nothing",
    reason: "A plugin that cannot be registered leaves no name behind, and none of its impls.",
    scenarios: ["unknown-arg-leaves-name-behind", "historic-replay-error-fails-register"],
  },
  {
    rule: "Adding specs is all or nothing",
    reason: "A namespace that does not fit the impls there are leaves none of its specs behind.",
    scenarios: ["late-spec-validates-existing-impls"],
  },
  {
    rule: "After a second yield the outer wrappers are resumed",
    reason: "The mistake of one wrapper must not keep the others from their teardown.",
    scenarios: ["two-yields-new-skips-outer-teardowns", "r000087", "r000183", "r000479", "r000569"],
  },
  {
    rule: "`unregister(plugin, name)` checks that both agree",
    reason: "Taking out the impls of one plugin and the name of another leaves both broken.",
    scenarios: ["unregister-name-plugin-disagree"],
  },
  {
    rule: "Monitors are undone in any order",
    reason: "Undoing takes away the one monitor that it is for, and leaves the others.",
    scenarios: ["monitors-undone-out-of-order"],
  },
  {
    rule: "Subset callers leave plugins out by identity",
    reason: "Whoever leaves a plugin out means all of its impls, those with a specname too.",
    scenarios: ["subset-misses-specname-impl"],
  },
  {
    rule: "Arguments with defaults in a spec are real arguments",
    reason: "They are there so that a hook can grow, and impls must be able to ask for them.",
    scenarios: ["spec-default-args-are-not-spec-args"],
  },
  {
    rule: "Default values of an impl give way to the caller's",
    reason: "That is what default values in JavaScript do.",
    scenarios: ["impl-defaults-never-overridden"],
  },
];
