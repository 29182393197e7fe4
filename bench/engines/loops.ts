/**
 * What ratios are taken to: the plain loops that somebody without a plugin manager would write, each shared by all hooks.
 *
 * @module
 */
import type { Engine } from "../engine.ts";
import { generatorWrappers, plainImpls } from "../hook_shape.ts";
import { type Args, type Call, callSite } from "../own_code.ts";

function collect(fns: readonly Call[], args: Args): unknown[] {
  const results: unknown[] = [];
  for (let i = 0; i < fns.length; i++) {
    const result = fns[i]!(args);
    if (result !== undefined && result !== null) results.push(result);
  }
  return results;
}

/** Collects the results that are not null or undefined. */
export const plainLoop: Engine = {
  name: "plain loop",
  role: "baseline",
  make: (shape) => callSite("collect(fns, args)", { collect, fns: plainImpls(shape) }),
};

function first(fns: readonly Call[], args: Args): unknown {
  for (let i = 0; i < fns.length; i++) {
    const result = fns[i]!(args);
    if (result !== undefined && result !== null) return result;
  }
  return undefined;
}

/** Stops at the first result that is not null or undefined. */
export const firstLoop: Engine = {
  name: "plain loop",
  role: "baseline",
  make: (shape) => callSite("first(fns, args)", { first, fns: plainImpls(shape) }),
};

async function collectAwaited(fns: readonly Call[], args: Args): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let i = 0; i < fns.length; i++) {
    const result = await fns[i]!(args);
    if (result !== undefined && result !== null) results.push(result);
  }
  return results;
}

/** Awaits every impl. */
export const awaitLoop: Engine = {
  name: "await each",
  role: "baseline",
  make: (shape) => callSite("collectAwaited(fns, args)", { collectAwaited, fns: plainImpls(shape) }),
};

type SyncWrapper = (args: Args) => Generator<void, unknown, unknown>;
type AsyncWrapper = (args: Args) => AsyncGenerator<void, unknown, unknown>;

function aroundSync(wrappers: readonly SyncWrapper[], fns: readonly Call[], args: Args): unknown {
  const entered: Generator<void, unknown, unknown>[] = [];
  for (let i = 0; i < wrappers.length; i++) {
    const generator = wrappers[i]!(args);
    generator.next();
    entered.push(generator);
  }
  let value: unknown = collect(fns, args);
  for (let i = entered.length - 1; i >= 0; i--) value = entered[i]!.next(value).value;
  return value;
}

/** Drives generators around a plain loop, and trusts them: no error handling. */
export const generatorLoop: Engine = {
  name: "generator loop",
  role: "baseline",
  make: (shape) =>
    callSite("aroundSync(wrappers, fns, args)", {
      aroundSync,
      wrappers: generatorWrappers(shape),
      fns: plainImpls(shape),
    }),
};

async function aroundAsync(wrappers: readonly AsyncWrapper[], fns: readonly Call[], args: Args): Promise<unknown> {
  const entered: AsyncGenerator<void, unknown, unknown>[] = [];
  for (let i = 0; i < wrappers.length; i++) {
    const generator = wrappers[i]!(args);
    await generator.next();
    entered.push(generator);
  }
  let value: unknown = await collectAwaited(fns, args);
  for (let i = entered.length - 1; i >= 0; i--) value = (await entered[i]!.next(value)).value;
  return value;
}

/** Drives async generators around a loop that awaits every impl, and trusts them. */
export const asyncGeneratorLoop: Engine = {
  name: "async generator loop",
  role: "baseline",
  make: (shape) =>
    callSite("aroundAsync(wrappers, fns, args)", {
      aroundAsync,
      wrappers: generatorWrappers(shape, true),
      fns: plainImpls(shape),
    }),
};
