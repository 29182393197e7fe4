import { assertEquals } from "@std/assert";
import { PluginManager } from "@tenon/tenon";
import { type Act, ACTS, implOf, model, type Outcome, textOf, wrapperOf } from "./nesting_model.ts";
import { hookimpl, hookOf, namespace } from "./support.ts";

const INNER: readonly Outcome[] = [{ ok: true, text: "value" }, { ok: false, text: "impl fails" }];

/** Every sequence of `length` acts. */
function* sequences(length: number): Generator<Act[]> {
  if (length === 0) return yield [];
  for (const rest of sequences(length - 1)) for (const act of ACTS) yield [act, ...rest];
}

interface Case {
  /** From the outside in. */
  readonly acts: readonly Act[];
  readonly inner: Outcome;
  /** Which of the wrappers, and last the impl, are asynchronous, a bit each; `undefined` for a synchronous hook. */
  readonly async: number | undefined;
}

async function check({ acts, inner, async }: Case): Promise<void> {
  const events: string[] = [];
  const log = (event: string): void => void events.push(event);
  const isAsync = (i: number): boolean => async !== undefined && (async >> i & 1) === 1;

  const pm = new PluginManager("demo", undefined, { onWarning: () => {} });
  pm.addHookspecs(namespace({ run: { firstresult: true, async: async !== undefined } }));
  pm.register({ run: hookimpl(implOf(inner, isAsync(acts.length), log)) });
  for (const [i, act] of [...acts.entries()].reverse()) {
    const options = act.hookwrapper ? { hookwrapper: true } : { wrapper: true };
    pm.register({ run: hookimpl(options, wrapperOf(act, `w${i}`, isAsync(i), log)) });
  }

  let outcome: Outcome;
  try {
    outcome = { ok: true, text: String(await hookOf(pm, "run")()) };
  } catch (error) {
    outcome = { ok: false, text: textOf(error) };
  }
  const expectedEvents: string[] = [];
  const expected = model(acts, inner, (event) => void expectedEvents.push(event));
  const what = `${acts.map(({ name }) => name).join(" > ")} > ${inner.text} (async ${async?.toString(2)})`;
  assertEquals([outcome, events], [expected, expectedEvents], what);
}

for (const length of [0, 1, 2, 3]) {
  Deno.test(`${length} wrappers around a synchronous hook do what function composition does`, async () => {
    for (const acts of sequences(length)) {
      for (const inner of INNER) await check({ acts, inner, async: undefined });
    }
  });
}

for (const length of [0, 1, 2]) {
  Deno.test(`${length} wrappers, each sync or async, around an asynchronous hook do what function composition does`, async () => {
    for (const acts of sequences(length)) {
      for (const inner of INNER) {
        for (let async = 0; async < 2 ** (length + 1); async++) await check({ acts, inner, async });
      }
    }
  });
}

Deno.test("three wrappers of alternating kinds around an asynchronous hook do what function composition does", async () => {
  for (const acts of sequences(3)) {
    for (const inner of INNER) {
      for (const async of [0b0101, 0b1010]) await check({ acts, inner, async });
    }
  }
});
