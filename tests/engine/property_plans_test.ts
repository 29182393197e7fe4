import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { sourceOf } from "@tenon/tenon";
import { type Around, hookimpl, setup } from "./support.ts";

// Calls as the engine lays them out, against the plainest loop there is: for any impls and wrappers, before and after V8 has
// compiled them.

/** What a function of a plugin does. */
type Act = "answer" | "none" | "throw";
/** What a wrapper does before its yield and, to the outcome it gets, after it. */
interface Wrapping {
  readonly before: "yield" | "throw";
  readonly after: "keep" | "replace" | "throw" | "rescue";
}
interface Case {
  readonly plain: readonly Act[];
  readonly wrappers: readonly Wrapping[];
  readonly firstresult: boolean;
  readonly async: boolean;
  /** Which impls of an asynchronous hook give promises. */
  readonly later: readonly boolean[];
}
type Outcome = { readonly value: unknown } | { readonly error: string; readonly plugin: string };
type Log = string[];

const act = fc.constantFrom<Act>("answer", "answer", "answer", "none", "throw");
const wrapping = fc.record<Wrapping>({
  before: fc.constantFrom("yield", "yield", "yield", "throw"),
  after: fc.constantFrom("keep", "replace", "throw", "rescue"),
});
const cases = fc.record<Case>({
  plain: fc.array(act, { maxLength: 24 }),
  wrappers: fc.array(wrapping, { maxLength: 4 }),
  firstresult: fc.boolean(),
  async: fc.boolean(),
  later: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
});

/** What a call must come to, and who must have run. */
function reference({ plain, wrappers, firstresult }: Case): { outcome: Outcome; log: Log } {
  const log: Log = [];
  const entered: number[] = [];
  let outcome: Outcome | undefined;
  for (const [i, { before }] of wrappers.entries()) {
    log.push(`enter w${i}`);
    if (before === "throw") {
      outcome = { error: `before w${i}`, plugin: `w${i}` };
      break;
    }
    entered.push(i);
  }
  if (outcome === undefined) {
    const list: unknown[] = [];
    for (const [i, what] of plain.entries()) {
      log.push(`p${i}`);
      if (what === "throw") {
        outcome = { error: `p${i}`, plugin: `p${i}` };
        break;
      }
      if (what === "none") continue;
      list.push(`answer ${i}`);
      if (firstresult) break;
    }
    outcome ??= { value: firstresult ? list[0] : list };
  }
  for (const i of entered.reverse()) {
    log.push(`leave w${i}`);
    const { after } = wrappers[i]!;
    if ("error" in outcome && after !== "rescue") continue;
    if (after === "throw") outcome = { error: `after w${i}`, plugin: `w${i}` };
    else if (after !== "keep") outcome = { value: `by w${i}` };
  }
  return { outcome, log };
}

/** Makes the hook of a case. */
function hookOf({ plain, wrappers, firstresult, async, later }: Case) {
  const { pm, hook } = setup({ run: { firstresult, async } });
  const state: { log: Log } = { log: [] };
  for (const [i, what] of [...plain.entries()].reverse()) {
    const give = (): unknown => {
      state.log.push(`p${i}`);
      if (what === "throw") throw new Error(`p${i}`);
      return what === "none" ? (i % 2 === 0 ? null : undefined) : `answer ${i}`;
    };
    // deno-lint-ignore require-await -- what it throws must be a rejection
    pm.register({ run: hookimpl(async && later[i] ? async () => give() : give) }, `p${i}`);
  }
  for (const [i, { before, after }] of [...wrappers.entries()].reverse()) {
    const wrapper = function* (): Around {
      state.log.push(`enter w${i}`);
      if (before === "throw") throw new Error(`before w${i}`);
      let outcome: unknown;
      try {
        outcome = yield;
      } catch (error) {
        if (after !== "rescue") throw error;
      } finally {
        state.log.push(`leave w${i}`);
      }
      if (after === "throw") throw new Error(`after w${i}`);
      return after === "keep" ? outcome : `by w${i}`;
    };
    const asynchronous = async function* (): AsyncGenerator<void, unknown, unknown> {
      const inner = wrapper();
      inner.next();
      let step: IteratorResult<void, unknown>;
      try {
        step = inner.next(yield);
      } catch (error) {
        step = inner.throw(error);
      }
      return step.value;
    };
    // The asynchronous one hands an error on only if it came at its yield.
    const plainOne = !async || !later[i] || after === "throw";
    pm.register({ run: hookimpl({ wrapper: true }, plainOne ? wrapper : asynchronous) }, `w${i}`);
  }
  return { hook, state };
}

async function outcomeOf(call: () => unknown): Promise<Outcome> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error: (error as Error).message, plugin: sourceOf(error)?.plugin ?? "nobody" };
  }
}

Deno.test("calls come to what a plain loop comes to, and run the same impls in the same order", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { hook, state } = hookOf(one);
      const expected = reference(one);
      for (let i = 0; i < 3; i++) {
        state.log = [];
        assertEquals(await outcomeOf(() => hook.run({ i })), expected.outcome);
        assertEquals(state.log, expected.log);
      }
    }),
    { numRuns: 400 },
  );
});

Deno.test("calls come to the same when they have been made often", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { hook, state } = hookOf(one);
      const expected = reference(one);
      const site = (i: number): unknown => hook.run({ i });
      for (let i = 0; i < 1100; i++) {
        state.log = [];
        const outcome = await outcomeOf(() => site(i));
        if (i % 50 === 0 || i > 990) {
          assertEquals(outcome, expected.outcome);
          assertEquals(state.log, expected.log);
        }
      }
    }),
    { numRuns: 25 },
  );
});
