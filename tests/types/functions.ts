/**
 * Marking functions: plugins that are objects or modules.
 *
 * @module
 */
import {
  type Args,
  type HookimplMarker,
  hookimplMarker,
  type HookimplOptionsFor,
  type Impl,
  type OutcomeBox,
  type Plugin,
  type Wrapper,
} from "@tenon/tenon";
import { expectType } from "./expect.ts";
import { hookimpl, type Message, type Spec } from "./host.ts";

/** Under `satisfies`, functions are typed by the names of their hooks. */
export const plain = {
  onTick: hookimpl(() => {}),
  greet: hookimpl(({ name, loud }) => {
    expectType<string>()(name);
    expectType<boolean | undefined>()(loud);
    return name;
  }),
  fetchNames: hookimpl(async ({ id }) => await Promise.resolve(id.toFixed())),
  onTurn: hookimpl({ tryfirst: true }, ({ messages }) => {
    expectType<Message[]>()(messages);
  }),
  pickColour: hookimpl({ trylast: true }, function ({ hue }) {
    return hue > 180 ? "blue" : undefined;
  }),
  beforeRequest: hookimpl(({ messages }) => messages.filter(({ text }) => text !== "")),
  onConfigure: hookimpl(async ({ config }) => {
    await Promise.resolve(config.text);
  }),
  onOpen: hookimpl(({ path }) => path.length),
} satisfies Plugin<Spec>;

/** An async hook's impl may answer without a promise. */
export const withoutPromise = {
  fetchNames: hookimpl(({ id }) => id.toFixed()),
  beforeRequest: hookimpl(() => null),
} satisfies Plugin<Spec>;

/** Wrappers know what their `yield` gives. */
export const wrappers = {
  greet: hookimpl({ wrapper: true }, function* ({ name }) {
    const greetings = yield;
    expectType<string[]>()(greetings);
    return [...greetings, name];
  }),
  fetchNames: hookimpl({ wrapper: true }, async function* ({ id }) {
    const names = yield;
    expectType<string[]>()(names);
    return await Promise.resolve([...names, id.toFixed()]);
  }),
  pickColour: hookimpl({ wrapper: true, tryfirst: true }, function* ({ hue }) {
    const colour = yield;
    expectType<string | undefined>()(colour);
    return hue > 180 ? colour : null;
  }),
  beforeRequest: hookimpl({ wrapper: true }, async function* () {
    const messages = yield;
    expectType<Message[] | undefined>()(messages);
    return await Promise.resolve(messages?.toReversed());
  }),
  onTurn: hookimpl({ wrapper: true }, function* ({ messages }) {
    expectType<Message[]>()(messages);
    return yield;
  }),
  onTick: hookimpl({ wrapper: true }, function* () {
    return yield;
  }),
} satisfies Plugin<Spec>;

/** Old-style wrappers get a box. */
export const oldWrappers = {
  greet: hookimpl({ hookwrapper: true }, function* ({ name }) {
    const box = yield;
    expectType<OutcomeBox<string[]>>()(box);
    box.forceResult([name]);
  }),
  beforeRequest: hookimpl({ hookwrapper: true }, async function* () {
    const box = yield;
    expectType<OutcomeBox<Message[] | undefined>>()(box);
    await Promise.resolve(box.getResult()?.length);
  }),
} satisfies Plugin<Spec>;

/** Impls under other names are typed by their `specname`; other members are named beside the spec. */
export const named = {
  name: "named",
  sayHello: hookimpl({ specname: "greet" }, ({ name }) => name.trim()),
  around: hookimpl({ specname: "beforeRequest", wrapper: true }, async function* ({ messages }) {
    const outcome = yield;
    expectType<Message[] | undefined>()(outcome);
    return await Promise.resolve(outcome ?? messages);
  }),
  elsewhere: hookimpl({ optionalhook: true }, ({ size }: { size: number }) => size),
  greet: hookimpl(({ name }) => name),
} satisfies Plugin<Spec, "name" | "sayHello" | "around" | "elsewhere">;

/** A type annotation does what `satisfies` does. */
export const annotated: Plugin<Spec> = {
  greet: hookimpl(({ name }) => name.trim()),
};
export function makePlugin(suffix: string): Plugin<Spec> {
  return { greet: hookimpl({ tryfirst: true }, ({ name }) => name + suffix) };
}

/** In a module `specname` gives the types, the function's own name does not. */
export const greet = hookimpl(({ name }: Args<Spec, "greet">) => name);
expectType<({ name }: Args<Spec, "greet">) => string>()(greet);
export const sayHello = hookimpl({ specname: "greet" }, ({ name }) => name.trim());
expectType<Impl<Spec, "greet">>()(sayHello);
export const nobody = hookimpl({ specname: "fetchNames" }, () => {});
export const later = hookimpl(
  { specname: "fetchNames", tryfirst: true },
  async ({ id }) => await Promise.resolve(`${id}`),
);
export const around = hookimpl({ specname: "greet", wrapper: true }, function* () {
  const greetings = yield;
  expectType<string[]>()(greetings);
  return greetings;
});
export const oldAround = hookimpl({ specname: "greet", hookwrapper: true }, function* ({ name }) {
  const box = yield;
  expectType<OutcomeBox<string[]>>()(box);
  box.forceResult([name]);
});
export const optional = hookimpl({ specname: "onThirdHost", optionalhook: true }, ({ size }: { size: number }) => size);
expectType<({ size }: { size: number }) => number>()(optional);
export const asked = hookimpl({ specname: "greet", args: ["name"] }, (args) => args.name);
export function* annotatedAround({ name }: Args<Spec, "greet">): Wrapper<Spec, "greet"> {
  return [...yield, name];
}
hookimpl({ wrapper: true, specname: "greet" }, annotatedAround);
hookimpl({ wrapper: true }, annotatedAround);

/** Options can be made beforehand. */
const early: HookimplOptionsFor<Spec> = { tryfirst: true, specname: "greet" };
void early;

// What is wrong does not compile.
export const wrong = {
  // @ts-expect-error: no such hook
  gret: hookimpl(({ name }: Args<Spec, "greet">) => name),
} satisfies Plugin<Spec>;
export const wrongResult = {
  // @ts-expect-error: a result of the wrong type
  greet: hookimpl(({ name }) => name.length),
  // @ts-expect-error: a result where there is none
  onTick: hookimpl(() => "tock"),
  // @ts-expect-error: a promise where the hook is synchronous
  pickColour: hookimpl(async ({ hue }) => await Promise.resolve(`${hue}`)),
} satisfies Plugin<Spec>;
export const wrongArguments = {
  // @ts-expect-error: no such argument
  greet: hookimpl(({ nam }) => `${nam}`),
  // @ts-expect-error: an argument of the wrong type
  pickColour: hookimpl(({ hue }: { hue: string }) => hue),
} satisfies Plugin<Spec>;
export const wrongWrappers = {
  // @ts-expect-error: no generator
  greet: hookimpl({ wrapper: true }, ({ name }) => [name]),
  // @ts-expect-error: an async generator around a synchronous hook
  pickColour: hookimpl({ wrapper: true }, async function* ({ hue }) {
    yield;
    return await Promise.resolve(`${hue}`);
  }),
  // @ts-expect-error: the wrong outcome is returned
  fetchNames: hookimpl({ wrapper: true }, function* () {
    yield;
    return "x";
  }),
  beforeRequest: hookimpl({ wrapper: true }, function* ({ messages }) {
    const outcome = yield;
    // @ts-expect-error: the outcome comes without a box
    outcome?.getResult();
    return messages;
  }),
  // @ts-expect-error: a historic hook cannot be wrapped
  onOpen: hookimpl({ wrapper: true }, function* (): Generator<void, number[], number[]> {
    return yield;
  }),
} satisfies Plugin<Spec>;
export const wrongOptions = {
  // @ts-expect-error: no such option
  onTick: hookimpl({ tryfirst: true, tryfrist: true }, () => {}),
} satisfies Plugin<Spec>;

// @ts-expect-error: no such hook
hookimpl({ specname: "gret" }, () => {});
// @ts-expect-error: no such argument
hookimpl({ specname: "greet" }, ({ nam }) => `${nam}`);
// @ts-expect-error: a result of the wrong type
hookimpl({ specname: "greet" }, ({ name }) => name.length);
// @ts-expect-error: a result of the wrong type, of a hook that takes no arguments
hookimpl({ specname: "onTick" }, () => 1);
// @ts-expect-error: no generator
hookimpl({ specname: "greet", wrapper: true }, ({ name }) => [name]);
// @ts-expect-error: a historic hook cannot be wrapped
hookimpl({ specname: "onOpen", wrapper: true }, function* (): Generator<void, number[], number[]> {
  return yield;
});
// @ts-expect-error: no such argument to ask for
hookimpl({ specname: "greet", args: ["nam"] }, () => {});
// @ts-expect-error: the options come first
hookimpl(({ name }: Args<Spec, "greet">) => name, { tryfirst: true });
// @ts-expect-error: a text cannot be marked
hookimpl("greet");

/** A marker can be typed by a spec of which only the type is imported, however it is written down. */
export const annotatedMarker: HookimplMarker<Spec> = hookimplMarker("types");
export const genericMarker = hookimplMarker<Spec>("types");
expectType<HookimplMarker<Spec>>()(genericMarker);
// @ts-expect-error: a result of the wrong type
annotatedMarker({ specname: "greet" }, () => 1);

/** An interface does as a spec. */
interface AsInterface {
  measure(_: { text: string }): number | void;
}
const measuring = hookimplMarker<AsInterface>("types");
export const measurer = {
  measure: measuring(({ text }) => text.length),
} satisfies Plugin<AsInterface>;

/** Without the host's spec type everything goes that a plugin could do. */
const untyped = hookimplMarker("types");
export const untypedPlugin = {
  anything: untyped(({ name }: { name: string }) => name),
  around: untyped({ wrapper: true }, function* (): Generator<void, string[], string[]> {
    return yield;
  }),
  other: untyped({ specname: "anything", tryfirst: true }, ({ name }: { name: string }) => name),
};
// @ts-expect-error: but for options that there are not
untyped({ tryfrist: true }, () => {});
