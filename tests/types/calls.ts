/**
 * Calling hooks through a manager.
 *
 * @module
 */
import {
  type AnyCaller,
  type AnyFunction,
  type First,
  type HistoricHookCaller,
  type HookCaller,
  type HookInfo,
  PluginManager,
} from "@tenon/tenon";
import { expectType } from "./expect.ts";
import { hookspec, type Message, pm, Spec } from "./host.ts";

const message: Message = { role: "user", text: "" };

// What a call gives.
expectType<string[]>()(pm.hook.greet({ name: "Ada" }));
expectType<string[]>()(pm.hook.greet({ name: "Ada", loud: true }));
expectType<Promise<string[]>>()(pm.hook.fetchNames({ id: 1 }));
expectType<never[]>()(pm.hook.onTick());
expectType<never[]>()(pm.hook.onTick({}));
expectType<Promise<never[]>>()(pm.hook.onTurn({ messages: [] }));
expectType<string | undefined>()(pm.hook.pickColour({ hue: 1 }));
expectType<Message[]>()(await pm.hook.beforeRequest({ messages: [] }) ?? []);

// What a call needs.
// @ts-expect-error: no arguments
pm.hook.greet();
// @ts-expect-error: a missing argument
pm.hook.greet({ loud: true });
// @ts-expect-error: an argument of the wrong type
pm.hook.greet({ name: 1 });
// @ts-expect-error: no such argument
pm.hook.greet({ name: "", lod: true });
// @ts-expect-error: arguments are named, not listed
pm.hook.greet("Ada");
// @ts-expect-error: two objects
pm.hook.greet({ name: "" }, { loud: true });
// @ts-expect-error: no such argument of a hook that has none
pm.hook.onTick({ name: "" });
// @ts-expect-error: nor another value
pm.hook.onTick(1);
// @ts-expect-error: no such hook
pm.hook.gret({ name: "" });
// @ts-expect-error: hooks are not assigned to
pm.hook.greet = pm.subsetHookCaller("greet", []);
// @ts-expect-error: a promise is not the answer
pm.hook.beforeRequest({ messages: [] })?.length;

// Optional arguments.
declare class Optional {
  all(_: { size?: number; name?: string }): number | void;
  parameter(_?: { size?: number }): number | void;
  withRequired(_?: { size: number }): number | void;
}
declare const optional: PluginManager<Optional>;
optional.hook.all();
optional.hook.all({});
optional.hook.all({ size: 1 });
optional.hook.parameter();
optional.hook.parameter({ size: 1 });
optional.hook.withRequired({ size: 1 });
// @ts-expect-error: an argument that impls will look for
optional.hook.withRequired();
// @ts-expect-error: no such argument
optional.hook.all({ sise: 1 });
// @ts-expect-error: no object
optional.hook.all("x");

// Historic hooks are called by callHistoric only.
expectType<Promise<void>>()(pm.hook.onConfigure.callHistoric({ config: message }));
expectType<void>()(pm.hook.onOpen.callHistoric({ path: "" }, (size) => {
  expectType<number>()(size);
}));
pm.hook.onOpen.callHistoric({ path: "" }, async (size) => await Promise.resolve(void size));
pm.hook.onConfigure.callHistoric({ config: message }, (nothing) => {
  expectType<never>()(nothing);
});
// @ts-expect-error: not directly
pm.hook.onConfigure({ config: message });
// @ts-expect-error: nor with extra functions
pm.hook.onConfigure.callExtra([], { config: message });
// @ts-expect-error: with the arguments that they have
pm.hook.onOpen.callHistoric({ pth: "" });
// @ts-expect-error: and a callback for the results that they have
pm.hook.onOpen.callHistoric({ path: "" }, (text: string) => void text);
// @ts-expect-error: others are not
pm.hook.greet.callHistoric({ name: "" });

// Extra functions are impls of the hook.
expectType<string[]>()(pm.hook.greet.callExtra([({ name }) => name], { name: "" }));
expectType<Promise<string[]>>()(
  pm.hook.fetchNames.callExtra([({ id }) => `${id}`, async ({ id }) => await Promise.resolve(`${id}`)], { id: 1 }),
);
expectType<never[]>()(pm.hook.onTick.callExtra([() => {}]));
expectType<string | undefined>()(pm.hook.pickColour.callExtra([], { hue: 1 }));
// @ts-expect-error: a result of the wrong type
pm.hook.greet.callExtra([({ name }) => name.length], { name: "" });
// @ts-expect-error: no such argument
pm.hook.greet.callExtra([({ nam }) => `${nam}`], { name: "" });
// @ts-expect-error: a missing argument
pm.hook.greet.callExtra([], {});
// @ts-expect-error: functions come in a list
pm.hook.greet.callExtra(({ name }: { name: string }) => name, { name: "" });

// Callers of fewer plugins are typed as the hook's own.
expectType<typeof pm.hook.greet>()(pm.subsetHookCaller("greet", []));
expectType<string | undefined>()(pm.subsetHookCaller("pickColour", [new Spec()])({ hue: 1 }));
expectType<Promise<void>>()(pm.subsetHookCaller("onConfigure", new Set<object>()).callHistoric({ config: message }));
// @ts-expect-error: no such hook
pm.subsetHookCaller("gret", []);
// @ts-expect-error: plugins, not their names
pm.subsetHookCaller("greet", ["plugin"]);
// @ts-expect-error: not directly, if historic
pm.subsetHookCaller("onConfigure", [])({ config: message });

// Callers tell of their hooks, and can be handed on.
const greet: HookCaller<Spec["greet"]> = pm.hook.greet;
expectType<string[]>()(greet({ name: "" }));
const onOpen: HistoricHookCaller<Spec["onOpen"]> = pm.hook.onOpen;
onOpen.callHistoric({ path: "" });
const infos: HookInfo[] = [pm.hook.greet, pm.hook.onOpen, pm.subsetHookCaller("onTick", [])];
infos.map(({ name }) => name);

// More specs add to the type.
class More {
  @hookspec({ firstresult: true })
  onMore(_: { b: number }): First<boolean> | void {}
}
const both = pm.addHookspecs(More);
expectType<boolean | undefined>()(both.hook.onMore({ b: 1 }));
expectType<string[]>()(both.hook.greet({ name: "" }));
const three = both.addHookspecs({ onThird: hookspec((_: { c: number }): number | void => {}) });
expectType<number[]>()(three.hook.onThird({ c: 1 }));
expectType<boolean | undefined>()(three.subsetHookCaller("onMore", [])({ b: 1 }));
// @ts-expect-error: but not to that of the manager before
pm.hook.onMore({ b: 1 });

// A manager can be handed to whoever needs fewer of its hooks, or none.
function greetAll(plugins: PluginManager<Pick<Spec, "greet">>): string[] {
  return plugins.hook.greet({ name: "all" });
}
function countPlugins(plugins: PluginManager): number {
  return plugins.getPlugins().size;
}
greetAll(pm);
greetAll(three);
countPlugins(pm);
const narrowed: PluginManager<Spec> = three;
void narrowed;
// @ts-expect-error: but not to whoever needs more
greetAll(new PluginManager("types", More));
// @ts-expect-error: nor needs others of the same names
const other: PluginManager<{ greet(_: { name: number }): string }> = pm;
void other;

// A manager of no specs.
const bare = new PluginManager("types");
expectType<PluginManager>()(bare);
// @ts-expect-error: it has no hooks that are known here
bare.hook.greet({ name: "" });
expectType<string[]>()(bare.addHookspecs(Spec).hook.greet({ name: "" }));
const quiet = new PluginManager("types", undefined, { onWarning: () => {} });
expectType<PluginManager>()(quiet);
expectType<string[]>()(quiet.addHookspecs(Spec).hook.greet({ name: "" }));
const promised = new PluginManager<Spec>("types");
expectType<string[]>()(promised.hook.greet({ name: "" }));
// @ts-expect-error: the class has to fit the type that is written
new PluginManager<Spec>("types", More);

// Where nothing is known of hooks, calls take named arguments and give what has to be looked at.
const anything = new PluginManager<Record<string, AnyFunction>>("types");
expectType<unknown>()(anything.hook.whatever?.({ name: "" }));
const callers: AnyCaller[] = pm.getHookcallers({}) ?? [];
for (const caller of callers) {
  expectType<unknown>()(caller({ name: "" }));
  expectType<string>()(caller.name);
}
// @ts-expect-error: arguments are named, not listed
anything.hook.whatever?.("Ada");

// A subclass keeps the types.
class Manager extends PluginManager<Spec> {
  constructor() {
    super("types", Spec);
  }
}
expectType<string[]>()(new Manager().hook.greet({ name: "" }));
