import { assert, assertEquals } from "@std/assert";
import { type AnyFunction, type HookimplOptions, PluginManager } from "@tenon/tenon";
import * as fc from "fast-check";
import { type Act, ACTS, Known, textOf, wrapperOf } from "./nesting_model.ts";
import { hookimpl, hookOf, namespace } from "./support.ts";

interface Plain {
  /** What the impl answers; "throw" if it fails. */
  readonly answer: unknown;
  readonly tryfirst: boolean;
  readonly trylast: boolean;
  /** The argument that it cannot do without. */
  readonly needs: string | undefined;
}

interface Wrapping {
  readonly act: Act;
  readonly tryfirst: boolean;
  readonly trylast: boolean;
}

interface Setup {
  readonly impls: readonly (Plain | Wrapping)[];
  readonly extras: readonly Plain[];
  readonly firstresult: boolean;
  readonly traced: boolean;
}

/** How the functions of the impls are written: all of one kind, or as the bits of a number say. */
interface Mode {
  readonly async: boolean;
  readonly isAsync: (i: number) => boolean;
}

const flags = { tryfirst: fc.boolean(), trylast: fc.boolean() };
const plain: fc.Arbitrary<Plain> = fc.record({
  answer: fc.constantFrom<unknown>(1, "text", 0, "", false, null, undefined, "throw"),
  needs: fc.constantFrom(undefined, undefined, undefined, "given", "missing"),
  ...flags,
});
const wrapping: fc.Arbitrary<Wrapping> = fc.record({ act: fc.constantFrom(...ACTS), ...flags });
const setup: fc.Arbitrary<Setup> = fc.record({
  impls: fc.array(fc.oneof(plain, wrapping), { maxLength: 8 }),
  extras: fc.array(plain, { maxLength: 2 }),
  firstresult: fc.boolean(),
  traced: fc.boolean(),
});

function plainFunction({ answer }: Plain, at: string, async: boolean, log: (event: string) => void): AnyFunction {
  const run = (): unknown => {
    log(at);
    if (answer === "throw") throw new Known(`${at} fails`);
    return answer;
  };
  if (!async) return run;
  return async () => {
    await undefined;
    return run();
  };
}

/** All that can be seen of a call. */
async function observe({ impls, extras, firstresult, traced }: Setup, { async, isAsync }: Mode): Promise<unknown> {
  const events: string[] = [];
  const log = (event: string): void => void events.push(event);
  const pm = new PluginManager("demo", undefined, { onWarning: ({ code, plugin }) => log(`${code} ${plugin}`) });
  pm.addHookspecs(namespace({ run: { firstresult, async, args: ["given", "missing"] } }));
  for (const [i, impl] of impls.entries()) {
    const at = `p${i}`;
    const { tryfirst, trylast } = impl;
    const fn = "act" in impl ? wrapperOf(impl.act, at, isAsync(i), log) : plainFunction(impl, at, isAsync(i), log);
    const options: HookimplOptions = "act" in impl
      ? { tryfirst, trylast, [impl.act.hookwrapper ? "hookwrapper" : "wrapper"]: true }
      : { tryfirst, trylast, args: impl.needs === undefined ? [] : [impl.needs] };
    pm.register({ run: hookimpl(options, fn) }, at);
  }
  const methods = extras.map((extra, i) => plainFunction(extra, `extra ${i}`, isAsync(i), log));
  if (traced) {
    pm.trace.root.setWriter(log);
    pm.enableTracing();
  }
  const run = hookOf(pm, "run");
  const call = () => methods.length > 0 ? run.callExtra(methods, { given: 1 }) : run({ given: 1 });
  let outcome: unknown;
  try {
    outcome = ["value", async ? await call() : call()];
  } catch (error) {
    outcome = ["error", textOf(error)];
  }
  return { outcome, events };
}

Deno.test("whatever the plugins do, a hook does the same synchronously and asynchronously", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(setup, fc.nat(255), async (setup, bits) => {
      const sync = await observe(setup, { async: false, isAsync: () => false });
      seen.add(JSON.stringify((sync as { outcome: unknown }).outcome));
      const modes: readonly (readonly [string, Mode])[] = [
        ["an asynchronous hook of synchronous impls", { async: true, isAsync: () => false }],
        ["an asynchronous hook of asynchronous impls", { async: true, isAsync: () => true }],
        ["an asynchronous hook of both", { async: true, isAsync: (i) => (bits >> i & 1) === 1 }],
      ];
      for (const [what, mode] of modes) assertEquals(await observe(setup, mode), sync, what);
    }),
    { numRuns: 1500 },
  );
  assert(seen.size > 40, "the setups are not all alike");
});
