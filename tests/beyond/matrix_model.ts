/** Which features and which kinds of calls are put together, and what must come of it. */

/** The features of which every pair is tried. */
export const FEATURES = [
  "concurrent",
  "order by name",
  "attributed",
  "skip",
  "quarantine",
  "timeoutMs",
  "signal",
  "schemas.args",
  "schemas.result",
  "scope",
  "replace",
  "lifecycle events",
] as const;

export type Feature = typeof FEATURES[number];

/** A kind of call. */
export interface Variant {
  readonly async: boolean;
  readonly wrapped: boolean;
  readonly firstresult: boolean;
  readonly caller: "direct" | "subset" | "historic";
}

/** All kinds of calls that there are: a historic hook has neither wrappers nor a first answer. */
export const VARIANTS: readonly Variant[] = [true, false].flatMap((async) => [
  ...[true, false].flatMap((wrapped) =>
    [true, false].flatMap((firstresult) =>
      (["direct", "subset"] as const).map((caller): Variant => ({ async, wrapped, firstresult, caller }))
    )
  ),
  { async, wrapped: false, firstresult: false, caller: "historic" } satisfies Variant,
]);

/** The features that a host has, and how it is called. */
export interface Combination extends Variant {
  readonly features: ReadonlySet<Feature>;
}

/** The code of the error with which a combination without meaning is refused. */
export function refusalOf({ features, async, firstresult, caller }: Combination): string | undefined {
  if (features.has("concurrent") && (!async || firstresult)) return "meaningless-option";
  if (features.has("timeoutMs") && !async) return "meaningless-option";
  if (features.has("attributed") && caller === "historic") return "historic-call";
  return undefined;
}

/** What the plugin `b` does when it is called; the others answer. */
export function deedOf(features: ReadonlySet<Feature>): "answers" | "throws" | "hangs" {
  if (features.has("timeoutMs")) return "hangs";
  return features.has("skip") || features.has("quarantine") ? "throws" : "answers";
}

/** What one call comes to. */
export interface Expected {
  /** The values in call order or the one; or that the error of `b` goes on. */
  readonly outcome: { readonly answers: readonly Answer[] } | "error of b";
  readonly trace: readonly string[];
  /** Events of errors and what comes of them. */
  readonly events: readonly string[];
}

interface Answer {
  readonly plugin: string;
  readonly value: string;
}

/** Runs the model for some calls, one after another. */
export function expect(combination: Combination, calls: number): Expected[] {
  let quarantined = false;
  return Array.from({ length: calls }, () => {
    const expected = expectOne(combination, quarantined);
    quarantined ||= combination.features.has("quarantine") && expected.events.length > 0;
    return expected;
  });
}

/** The plain plugins in call order: `a` is to come after `b`, if names say so, and that of a scope is the last registered. */
function orderOf(features: ReadonlySet<Feature>, quarantined: boolean): string[] {
  const order = features.has("order by name") ? ["b", "a", "c"] : ["a", "b", "c"];
  if (features.has("scope")) order.unshift("s");
  return order.filter((plugin) => plugin !== "b" || !quarantined);
}

/** What a plugin answers to the argument `id: 1`, after all validators. */
export function answerOf(plugin: string, features: ReadonlySet<Feature>): string {
  const id = features.has("schemas.args") ? 2 : 1;
  const text = `${plugin}${features.has("replace") && plugin === "c" ? " new" : ""} ${id}`;
  return features.has("schemas.result") ? text.toUpperCase() : text;
}

function expectOne({ features, wrapped, firstresult }: Combination, quarantined: boolean): Expected {
  const trace: string[] = [];
  const events: string[] = [];
  let answers: Answer[] = [];
  let failed = false;
  if (wrapped) trace.push("w begins");
  for (const plugin of orderOf(features, quarantined)) {
    if (firstresult && answers.length > 0) break;
    if (failed && !features.has("concurrent")) break;
    trace.push(plugin);
    if (plugin === "b" && deedOf(features) !== "answers") {
      if (features.has("skip")) events.push("skip b call");
      else failed = true;
      if (features.has("quarantine")) events.push("quarantine before b", "quarantine after b");
    } else {
      answers.push({ plugin, value: answerOf(plugin, features) });
    }
  }
  if (wrapped) trace.push(failed ? "w gets an error" : "w gets a value");
  if (failed) return { outcome: "error of b", trace, events };
  if (wrapped) {
    const mark = features.has("schemas.result") ? "W" : "w";
    const whole = { plugin: "w", value: `${answers[0]?.value}${mark}` };
    answers = firstresult ? [whole] : [...answers, { plugin: "w", value: mark }];
  }
  return { outcome: { answers }, trace, events };
}
