import { assertEquals, assertThrows } from "@std/assert";
import {
  type AnyCaller,
  type AnyFunction,
  hookimplMarker,
  type HookimplOptions,
  hookspecMarker,
  PluginManager,
  PluginValidationError,
} from "@tenon/tenon";
import * as fc from "fast-check";

interface Flags {
  readonly tryfirst: boolean;
  readonly trylast: boolean;
  readonly wrapper: boolean;
  readonly hookwrapper: boolean;
}

interface ImplModel extends Flags {
  readonly id: string;
  /** Whether the function is async, where that is possible. */
  readonly async: boolean;
}

/** How an impl is placed among those that are there already: pluggy's rule, on a plain array. */
function insert(stored: readonly ImplModel[], added: ImplModel): ImplModel[] {
  const plain = stored.filter((impl) => !wraps(impl));
  const wrappers = stored.filter(wraps);
  const half = wraps(added) ? wrappers : plain;
  const lastNotFirst = half.findLastIndex((impl) => !impl.tryfirst);
  half.splice(added.trylast ? 0 : added.tryfirst ? half.length : lastNotFirst + 1, 0, added);
  return [...plain, ...wrappers];
}

function wraps({ wrapper, hookwrapper }: Flags): boolean {
  return wrapper || hookwrapper;
}

/** What happens in a call: setups from the outside in, plain impls, teardowns from the inside out. */
function expectedEvents(stored: readonly ImplModel[]): string[] {
  const called = stored.toReversed();
  const wrappers = called.filter(wraps);
  return [
    ...wrappers.map(({ id }) => `setup ${id}`),
    ...called.filter((impl) => !wraps(impl)).map(({ id }) => `call ${id}`),
    ...wrappers.toReversed().map(({ id }) => `teardown ${id}`),
  ];
}

// Options that are only known at run time have no types for the markers to check.
const hookimpl = hookimplMarker("order") as (options: HookimplOptions, fn: AnyFunction) => AnyFunction;
const hookspec = hookspecMarker("order");

class SyncSpec {
  @hookspec
  run(): unknown {
    return undefined;
  }
}

class AsyncSpec {
  @hookspec
  async run(): Promise<unknown> {
    return await undefined;
  }
}

/** Makes the function of an impl; it says what happens and gives its id. */
function makeImpl({ id, async, ...flags }: ImplModel, isAsync: boolean, events: string[]): AnyFunction {
  const options = { ...flags, specname: "run" };
  if (!wraps(flags)) {
    const call = () => {
      events.push(`call ${id}`);
      return id;
    };
    if (!isAsync || !async) return hookimpl(options, call);
    return hookimpl(options, async () => {
      await undefined;
      return call();
    });
  }
  if (isAsync && async) {
    return hookimpl(options, async function* () {
      events.push(`setup ${id}`);
      const outcome: unknown = yield;
      await undefined;
      events.push(`teardown ${id}`);
      return outcome;
    });
  }
  return hookimpl(options, function* () {
    events.push(`setup ${id}`);
    const outcome: unknown = yield;
    events.push(`teardown ${id}`);
    return outcome;
  });
}

const implFlags = fc.record({
  tryfirst: fc.boolean(),
  trylast: fc.boolean(),
  wrapper: fc.boolean(),
  hookwrapper: fc.boolean(),
  async: fc.boolean(),
});

const plugins = fc.array(fc.array(implFlags, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((all) => all.map((impls, i) => impls.map((flags, j): ImplModel => ({ ...flags, id: `${"abcdefgh"[i]}${j}` }))));

/** Each step registers one of the plugins or, if it is registered, takes it out again. */
const steps = fc.array(fc.nat(), { maxLength: 20 });

/** Runs the same steps on a manager and on the model, and compares them after each. */
async function compare(
  definitions: readonly (readonly ImplModel[])[],
  steps: readonly number[],
  isAsync: boolean,
  declared: boolean,
): Promise<void> {
  const events: string[] = [];
  const pm = new PluginManager("order");
  if (declared) pm.addHookspecs(isAsync ? AsyncSpec : SyncSpec);
  const objects = definitions.map((impls) =>
    Object.fromEntries(impls.map((impl) => [impl.id, makeImpl(impl, isAsync, events)]))
  );
  let stored: ImplModel[] = [];
  for (const step of steps) {
    const at = step % definitions.length;
    const [impls, plugin] = [definitions[at]!, objects[at]!];
    if (pm.isRegistered(plugin)) {
      pm.unregister(plugin);
      stored = stored.filter((impl) => !impls.includes(impl));
    } else if (declared && impls.some(({ wrapper, hookwrapper }) => wrapper && hookwrapper)) {
      // Only where there is a spec to check against are the two kinds of wrapper found to exclude each other.
      assertThrows(() => pm.register(plugin), PluginValidationError, "mutually exclusive");
    } else {
      pm.register(plugin);
      stored = impls.reduce(insert, stored);
    }
    const { run } = pm.hook as { readonly run: AnyCaller };
    assertEquals(run.getHookimpls().map(({ member }) => member), stored.map(({ id }) => id));
    events.length = 0;
    await run();
    assertEquals(events, expectedEvents(stored));
  }
}

for (const isAsync of [false, true]) {
  for (const declared of [false, true]) {
    const kind = `${isAsync ? "asynchronous" : "synchronous"} hook ${declared ? "with" : "without"} a spec`;
    Deno.test(`plugins that come and go are stored and called in pluggy's order: ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(plugins, steps, (definitions, steps) => compare(definitions, steps, isAsync, declared)),
        { numRuns: 300 },
      );
    });
  }
}
