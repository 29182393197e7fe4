import { assertEquals } from "@std/assert";
import { type AnyCaller, type AnyFunction, hookimplMarker, PluginManager, RegistrationError } from "@tenon/tenon";
import * as fc from "fast-check";

interface Names {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

interface ImplModel extends Names {
  readonly tryfirst: boolean;
  readonly trylast: boolean;
  readonly wrapper: boolean;
}

interface PluginModel {
  readonly impls: readonly ImplModel[];
  readonly order: Names;
}

/** An impl in the model's list, with what it and its plugin say of the order. */
interface Placed {
  readonly id: string;
  readonly plugin: string;
  readonly impl: ImplModel;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

// What is only known at run time has no types for the markers to check.
const hookimpl = hookimplMarker("order") as (options: object, fn: AnyFunction) => AnyFunction;

function placed(name: string, { impls, order }: PluginModel): Placed[] {
  return impls.map((impl, i) => ({
    id: `${name}${i}`,
    plugin: name,
    impl,
    before: [...impl.before ?? [], ...order.before ?? []],
    after: [...impl.after ?? [], ...order.after ?? []],
  }));
}

/** pluggy's order of calls, group by group: the model's rule where nobody says anything of names. */
function groups(added: readonly Placed[]): Placed[][] {
  const called = added.toReversed();
  return [true, false].flatMap((wrapper) => {
    const half = called.filter(({ impl }) => impl.wrapper === wrapper);
    return [
      half.filter(({ impl }) => impl.tryfirst && !impl.trylast),
      half.filter(({ impl }) => !impl.tryfirst && !impl.trylast),
      half.filter(({ impl }) => impl.trylast).reverse(),
    ];
  });
}

function mustPrecede(a: Placed, b: Placed): boolean {
  return a.plugin !== b.plugin && (a.before.includes(b.plugin) || b.after.includes(a.plugin));
}

/** Takes, again and again, the first impl that nobody who is left must precede; null if there is none. */
function ordered(group: readonly Placed[]): Placed[] | null {
  if (group.length === 0) return [];
  const next = group.find((impl) => !group.some((other) => mustPrecede(other, impl)));
  if (next === undefined) return null;
  const rest = ordered(group.filter((impl) => impl !== next));
  return rest && [next, ...rest];
}

/** The ids in the order of calls, or null if there is none. */
function expected(added: readonly Placed[]): string[] | null {
  const all = groups(added).map(ordered);
  return all.includes(null) ? null : all.flatMap((group) => group!.map(({ id }) => id));
}

function makePlugin(name: string, model: PluginModel): object {
  return Object.fromEntries(model.impls.map(({ wrapper, ...flags }, i) => {
    const options = { ...flags, wrapper, specname: "run" };
    return [
      `${name}${i}`,
      hookimpl(
        options,
        wrapper
          ? function* (): Generator {
            return yield;
          }
          : () => `${name}${i}`,
      ),
    ];
  }));
}

const pluginNames = ["a", "b", "c", "d", "e"];
const names: fc.Arbitrary<Names> = fc.record({
  before: fc.subarray([...pluginNames, "absent"], { maxLength: 2 }),
  after: fc.subarray(pluginNames, { maxLength: 2 }),
}, { requiredKeys: [] });
// pluggy's rule for an impl that is tryfirst and trylast at once has a test of its own.
const flags = fc.constantFrom({ tryfirst: false, trylast: false }, { tryfirst: true, trylast: false }, {
  tryfirst: false,
  trylast: true,
});
const impl = fc.tuple(flags, fc.boolean(), names).map(([flags, wrapper, names]) => ({ ...flags, wrapper, ...names }));
const plugin = fc.record({ impls: fc.array(impl, { minLength: 1, maxLength: 2 }), order: names });

/** Each step registers a plugin under a name; if the name is taken, it replaces the plugin or takes it out. */
const step = fc.record({ name: fc.constantFrom(...pluginNames), plugin, replace: fc.boolean() });

Deno.test("plugins that come, go and are replaced are called in the model's order, and cycles are refused", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const pm = new PluginManager("order");
      const model = new Map<string, Placed[]>();
      const list = (): Placed[] => [...model.values()].flat();
      for (const { name, plugin, replace } of steps) {
        const there = model.get(name);
        if (there !== undefined && !replace) {
          pm.unregister(null, name);
          model.delete(name);
        } else {
          // A name that is there keeps its place in a map.
          model.set(name, placed(name, plugin));
          const isCycle = expected(list()) === null;
          if (isCycle && there !== undefined) model.set(name, there);
          else if (isCycle) model.delete(name);
          const object = makePlugin(name, plugin);
          const error = await register(pm, name, object, plugin.order, there !== undefined);
          assertEquals(error?.code, isCycle ? "order-cycle" : undefined, error?.message);
          if (isCycle) refused++;
        }
        assertEquals(calledNow(pm), expected(list()));
        assertEquals(pm.listNamePlugin().map(([name]) => name), [...model.keys()]);
      }
    }),
    { numRuns: 500 },
  );
  if (refused < 50) throw new Error(`Too few cycles were tried: ${refused}.`);
});

async function register(
  pm: PluginManager,
  name: string,
  object: object,
  order: Names,
  replace: boolean,
): Promise<RegistrationError | undefined> {
  try {
    if (replace) await pm.replace(name, object, { before: undefined, after: undefined, ...order });
    else pm.register(object, name, order);
    return undefined;
  } catch (error) {
    if (error instanceof RegistrationError) return error;
    throw error;
  }
}

/** The ids of the impls in the order of calls. */
function calledNow(pm: PluginManager): string[] {
  const { run } = pm.hook as { readonly run?: AnyCaller };
  return run?.getHookimpls().map(({ member }) => member).reverse() ?? [];
}
