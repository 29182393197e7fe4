/**
 * Marking specs: what a spec may look like, and which options its type does not allow.
 *
 * @module
 */
import { type Args, type First, type Historic, type Outcome, PluginManager } from "@tenon/tenon";
import { type Equal, expect, expectType } from "./expect.ts";
import { hookspec, type Message } from "./host.ts";

/** Options that agree with the type. */
export class Agreeing {
  @hookspec({})
  empty(_: { a: number }): void {}

  @hookspec({ args: ["a", "b"], defaults: { b: "x" }, warn_on_impl: "old", warn_on_impl_args: { a: "old" } })
  named(_: { a: number; b: string }): void {}

  @hookspec({ args: ["kind", "size", "text"] })
  union(_: { kind: "a"; size: number } | { kind: "b"; text: string }): void {}

  @hookspec({ args: [] })
  none(): void {}

  @hookspec({ firstresult: true, async: true, args: ["a"] })
  compiledDown(_: { a: number }): Promise<First<string> | void> {
    return Promise.resolve();
  }

  @hookspec({ firstresult: false, historic: false })
  neither(_: { a: number }): string | void {}

  @hookspec({ firstresult: true })
  always(_: { a: number }): First<Message> {
    return { role: "user", text: "" };
  }

  @hookspec({ firstresult: true })
  text(_: { a: number }): First<string> {
    return "";
  }

  @hookspec
  dictionary(_: { a: number }): Record<PropertyKey, unknown> | void {}

  @hookspec
  unchecked(_: { a: number }): ReturnType<typeof JSON.parse> {}

  @hookspec
  withThis(this: Agreeing, _: { a: number }): void {}

  @hookspec
  optional(_?: { a?: number }): void {}

  @hookspec
  "with-dashes"(_: { a: number }): void {}

  @hookspec
  generic<T>(_: { value: T }): T | void {}

  @hookspec
  static onClass(_: { a: number }): void {}
}

/** Options that contradict it. */
export class Contradicting {
  // @ts-expect-error: First without firstresult
  @hookspec
  first(_: { a: number }): First<string> | void {}

  // @ts-expect-error: First without firstresult, in other options
  @hookspec({ args: ["a"] })
  firstWithOptions(_: { a: number }): First<string> | void {}

  // @ts-expect-error: First with firstresult: false
  @hookspec({ firstresult: false })
  async firstDenied(_: { a: number }): Promise<First<string> | void> {}

  // @ts-expect-error: firstresult without First
  @hookspec({ firstresult: true })
  notFirst(_: { a: number }): string | void {}

  // @ts-expect-error: firstresult without anything to give
  @hookspec({ firstresult: true })
  nothing(_: { a: number }): void {}

  // @ts-expect-error: Historic without historic
  @hookspec
  async historic(_: { a: number }): Promise<Historic | void> {}

  // @ts-expect-error: historic without Historic
  @hookspec({ historic: true })
  async notHistoric(_: { a: number }): Promise<void> {}

  // @ts-expect-error: both
  @hookspec({ firstresult: true, historic: true })
  both(_: { a: number }): First<string> | void {}

  // @ts-expect-error: async without a promise
  @hookspec({ async: true })
  notAsync(_: { a: number }): string | void {}

  // @ts-expect-error: async without a promise, in a firstresult hook
  @hookspec({ firstresult: true, async: true })
  firstNotAsync(_: { a: number }): First<string> | void {}

  // @ts-expect-error: no such argument
  @hookspec({ args: ["a", "b"] })
  args(_: { a: number }): void {}

  // @ts-expect-error: no arguments at all
  @hookspec({ args: ["a"] })
  noArgs(): void {}

  // @ts-expect-error: no such argument to have a default
  @hookspec({ defaults: { b: 1 } })
  defaults(_: { a: number }): void {}

  // @ts-expect-error: a default of the wrong type
  @hookspec({ defaults: { a: "1" } })
  defaultType(_: { a: number }): void {}

  // @ts-expect-error: no such argument to warn of
  @hookspec({ warn_on_impl_args: { b: "old" } })
  warnings(_: { a: number }): void {}

  // @ts-expect-error: two parameters
  @hookspec
  two(_a: { a: number }, _b: { b: number }): void {}

  // @ts-expect-error: a parameter that is no object of named arguments
  @hookspec
  text(_: string): void {}

  // @ts-expect-error: no such option
  @hookspec({ frstresult: true })
  misspelt(_: { a: number }): void {}

  // @ts-expect-error: no such option, beside one that there is
  @hookspec({ args: ["a"], frstresult: true })
  misspeltToo(_: { a: number }): void {}

  // @ts-expect-error: an option of the wrong type
  @hookspec({ warn_on_impl: true })
  optionType(_: { a: number }): void {}

  // @ts-expect-error: a field is no method
  @hookspec
  field: unknown;

  // @ts-expect-error: a getter is no method
  @hookspec
  get getter(): number {
    return 1;
  }
}

// Functions: the same rules, and their types are kept.
const greet = hookspec((_: { name: string }): string | void => {});
expectType<(_: { name: string }) => string | void>()(greet);
const pick = hookspec({ firstresult: true }, (_: { hue: number }): First<string> | void => {});
expectType<(_: { hue: number }) => First<string> | void>()(pick);
const configure = hookspec(
  { historic: true, args: ["path"] },
  async (_: { path: string }): Promise<Historic | void> => {},
);
expectType<(_: { path: string }) => Promise<Historic | void>>()(configure);

// @ts-expect-error: First without firstresult
hookspec((_: { hue: number }): First<string> | void => {});
// @ts-expect-error: firstresult without First
hookspec({ firstresult: true }, (_: { hue: number }): string | void => {});
// @ts-expect-error: historic without Historic
hookspec({ historic: true }, (_: { hue: number }): void => {});
// @ts-expect-error: Historic without historic
hookspec({ args: ["hue"] }, (_: { hue: number }): Historic | void => {});
// @ts-expect-error: no such argument
hookspec({ args: ["hu"] }, (_: { hue: number }): void => {});
// @ts-expect-error: the options come first
hookspec((_: { hue: number }): void => {}, { args: ["hue"] });

// An object of marked functions is a spec as well.
const objectPm = new PluginManager("types", { greet, pick, configure });
expectType<string[]>()(objectPm.hook.greet({ name: "" }));
expectType<string | undefined>()(objectPm.hook.pick({ hue: 1 }));
expectType<Promise<void>>()(objectPm.hook.configure.callHistoric({ path: "" }));

// So is a class that inherits hooks, from an abstract one too.
export abstract class Base {
  @hookspec
  onBase(_: { a: number }): string | void {}
}
export class Derived extends Base {
  @hookspec({ firstresult: true })
  onDerived(_: { b: number }): First<boolean> | void {}

  @hookspec
  override onBase(_: { a: number; extra?: string }): string | void {}
}
const derivedPm = new PluginManager("types", Derived);
expectType<PluginManager<Derived>>()(derivedPm);
expectType<string[]>()(derivedPm.hook.onBase({ a: 1, extra: "" }));
expectType<boolean | undefined>()(derivedPm.hook.onDerived({ b: 1 }));
const abstractPm = new PluginManager("types", Base);
expectType<PluginManager<Base>>()(abstractPm);

// A class whose constructor takes arguments, or is private, is never constructed.
export class Constructed {
  private constructor(readonly size: number) {}

  @hookspec
  onSize(_: { a: number }): number | void {}
}
expectType<number[]>()(new PluginManager<Constructed>("types", Constructed.prototype).hook.onSize({ a: 1 }));

// A generic class gives its hooks the types it is given.
export class Generic<T> {
  @hookspec
  put(_: { value: T }): T | void {}

  @hookspec
  async list(_: { value: T }): Promise<T[] | void> {}

  @hookspec({ args: ["value"] })
  see(_: { value: T }): void {}
}
expectType<Date[]>()(new PluginManager("types", Generic<Date>).hook.put({ value: new Date() }));
expectType<Promise<Date[][]>>()(new PluginManager<Generic<Date>>("types", Generic).hook.list({ value: new Date() }));

// An interface is enough for everything but the manager's own use.
export interface AsInterface {
  greet(_: { name: string }): string | void;
  readonly pick: (_: { hue: number }) => First<string> | void;
}
expect<Equal<Args<AsInterface, "greet">, { name: string }>>();
expect<Equal<Outcome<AsInterface, "pick">, string | undefined>>();
expectType<string[]>()(new PluginManager<AsInterface>("types", { greet, pick }).hook.greet({ name: "" }));
