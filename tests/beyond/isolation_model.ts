/** A simple model of calls whose impls fail at random: plain loops over plain data, to hold the engine against. */
import * as fc from "fast-check";

export type OnError = "throw" | "skip";

/** What a plain impl does. */
export interface PlainModel {
  readonly id: string;
  readonly does: "answer" | "nothing" | "fail";
  readonly async: boolean;
  readonly onError: OnError | undefined;
}

/** What a wrapper does: where it fails, or what it makes of the outcome. */
export interface WrapperModel {
  readonly id: string;
  readonly old: boolean;
  readonly does: "pass" | "add" | "save" | "replace error" | "fail early" | "no yield" | "fail late" | "yield twice";
  readonly async: boolean;
  readonly onError: OnError | undefined;
}

/** A hook, its plugins in call order, and what counts where plugins say nothing. */
export interface Model {
  readonly firstresult: boolean;
  readonly onError: OnError;
  readonly wrappers: readonly WrapperModel[];
  readonly plain: readonly PlainModel[];
}

/** What a call comes to: values and errors are told by texts. */
export interface ModelOutcome {
  readonly outcome: { readonly value: unknown } | { readonly error: string };
  /** Plugin and phase of each skipped error, in order. */
  readonly skips: readonly string[];
  /** Plugin and phase of the impl that the error which went on came from. */
  readonly source: string | undefined;
  /** What ran, in order. */
  readonly trace: readonly string[];
}

const onError = fc.constantFrom<(OnError | undefined)[]>("throw", "skip", undefined);

const plain = fc.record({
  does: fc.constantFrom<PlainModel["does"][]>("answer", "answer", "nothing", "fail"),
  async: fc.boolean(),
  onError,
});

const wrapper = fc.record({
  old: fc.boolean(),
  does: fc.constantFrom<WrapperModel["does"][]>(
    ...["pass", "add", "save", "replace error", "fail early", "no yield", "fail late", "yield twice"] as const,
  ),
  async: fc.boolean(),
  onError,
});

/** Hooks with up to four wrappers and four plain impls. */
export const models: fc.Arbitrary<Model> = fc.record({
  firstresult: fc.boolean(),
  onError: fc.constantFrom<OnError[]>("throw", "skip"),
  wrappers: fc.array(wrapper, { maxLength: 4 }).map((all) => all.map((each, i) => ({ ...each, id: `w${i}` }))),
  plain: fc.array(plain, { maxLength: 4 }).map((all) => all.map((each, i) => ({ ...each, id: `p${i}` }))),
});

/** What a wrapper that adds to an outcome makes of it. */
export function added(outcome: unknown, id: string): unknown {
  return Array.isArray(outcome) ? [...outcome, id] : id;
}

/** Runs the model. */
export function runModel({ firstresult, onError, wrappers, plain }: Model): ModelOutcome {
  const skips: string[] = [];
  const trace: string[] = [];
  const entered: WrapperModel[] = [];
  let outcome: ModelOutcome["outcome"] | undefined;
  let source: string | undefined;
  /** An impl fails: what goes on is its error, or, if it is skipped, what there was. */
  const fail = (impl: PlainModel | WrapperModel, phase: string): void => {
    if ((impl.onError ?? onError) === "skip") {
      skips.push(`${impl.id} ${phase}`);
    } else {
      outcome = { error: `${impl.id} ${phase}` };
      source = `${impl.id} ${phase}`;
    }
  };

  for (const wrapper of wrappers) {
    if (outcome !== undefined) break;
    trace.push(`${wrapper.id} setup`);
    if (wrapper.does === "fail early" || wrapper.does === "no yield") fail(wrapper, "setup");
    else entered.push(wrapper);
  }
  const answers: string[] = [];
  for (const impl of plain) {
    if (outcome !== undefined || (firstresult && answers.length > 0)) break;
    trace.push(`${impl.id} call`);
    if (impl.does === "fail") fail(impl, "call");
    if (impl.does === "answer") answers.push(impl.id);
  }
  outcome ??= { value: firstresult ? answers[0] : answers };
  for (const wrapper of entered.reverse()) {
    trace.push(`${wrapper.id} teardown`);
    if (wrapper.does === "fail late" || wrapper.does === "yield twice") {
      fail(wrapper, "teardown");
    } else if (wrapper.does === "save" && "error" in outcome) {
      [outcome, source] = [{ value: `saved by ${wrapper.id}` }, undefined];
    } else if (wrapper.does === "add" && "value" in outcome) {
      outcome = { value: added(outcome.value, wrapper.id) };
    } else if (wrapper.does === "replace error" && "error" in outcome) {
      // In the old style this is an outcome that the wrapper sets, and no failure.
      if (wrapper.old) [outcome, source] = [{ error: `${wrapper.id} teardown` }, `${wrapper.id} teardown`];
      else fail(wrapper, "teardown");
    }
  }
  return { outcome, skips, source, trace };
}
