/**
 * Marking methods of plugin classes.
 *
 * @module
 */
import { type Args, hookimplMarker, type Outcome, type OutcomeBox, type SyncWrapper, type Wrapper } from "@tenon/tenon";
import type { Result } from "../../src/engine/types.ts";
import type { Message, Spec } from "./host.ts";
import { hookimpl } from "./host.ts";

/** Impls of each kind of hook, with the types inferred. */
export class Plain {
  constructor(private readonly options: { readonly prefix: string }) {}

  @hookimpl
  onTick() {}

  @hookimpl
  greet({ name }: Args<Spec, "greet">) {
    return this.options.prefix + name;
  }

  @hookimpl
  async fetchNames({ id }: Args<Spec, "fetchNames">) {
    return await Promise.resolve(`${id}`);
  }

  @hookimpl
  onTurn({ messages }: Args<Spec, "onTurn">) {
    void messages.length;
  }

  @hookimpl
  pickColour({ hue }: Args<Spec, "pickColour">) {
    return hue > 180 ? "blue" : undefined;
  }

  @hookimpl
  async beforeRequest({ messages }: Args<Spec, "beforeRequest">) {
    if (messages.length > 1) return await Promise.resolve(messages.slice(1));
  }

  @hookimpl
  async onConfigure({ config }: Args<Spec, "onConfigure">) {
    await Promise.resolve(config.text);
  }

  @hookimpl
  onOpen({ path }: Args<Spec, "onOpen">) {
    return path.length;
  }
}

/** The same with written types. */
export class Written {
  @hookimpl
  greet({ name }: Args<Spec, "greet">): Result<Spec, "greet"> {
    return name || null;
  }

  @hookimpl
  async fetchNames({ id }: Args<Spec, "fetchNames">): Result<Spec, "fetchNames"> {
    if (id > 0) return await Promise.resolve("x");
  }

  @hookimpl
  pickColour(): Result<Spec, "pickColour"> {}

  @hookimpl
  onTurn(): Promise<void> {
    return Promise.resolve();
  }
}

/** An impl may take less than it is given, and say so loosely. */
export class Loose {
  @hookimpl
  greet({ name }: { name: string }) {
    return name;
  }

  @hookimpl
  async onTurn({ messages }: { readonly messages: readonly { readonly text: string }[] }) {
    await Promise.resolve(messages[0]?.text);
  }

  @hookimpl
  fetchNames(_: unknown) {
    return null;
  }

  @hookimpl
  onTick(this: Loose) {}

  @hookimpl
  static pickColour({ hue = 0 }: { hue?: number }) {
    return hue.toFixed();
  }
}

/** An asynchronous hook's impl may answer with or without a promise, even both. */
export class Either {
  @hookimpl
  fetchNames({ id }: Args<Spec, "fetchNames">) {
    return id > 0 ? Promise.resolve("x") : undefined;
  }
}

/** Wrappers. */
export class Wrappers {
  @hookimpl({ wrapper: true })
  *greet({ name }: Args<Spec, "greet">): Wrapper<Spec, "greet"> {
    const greetings = yield;
    return greetings.map((text) => text.replace(name, "you"));
  }

  @hookimpl({ wrapper: true, tryfirst: true })
  async *fetchNames({ id }: Args<Spec, "fetchNames">): Wrapper<Spec, "fetchNames"> {
    const names = yield;
    return await Promise.resolve([...names, `${id}`]);
  }

  @hookimpl({ wrapper: true })
  *beforeRequest(): SyncWrapper<Spec, "beforeRequest"> {
    const messages = yield;
    return messages?.filter(({ text }) => text !== "");
  }

  @hookimpl({ wrapper: true })
  *onTick(): Wrapper<Spec, "onTick"> {
    return yield;
  }

  @hookimpl({ wrapper: true })
  *pickColour(): Wrapper<Spec, "pickColour"> {
    yield;
    return null;
  }

  @hookimpl({ wrapper: true, specname: "onTurn" })
  async *aroundTurn(): Wrapper<Spec, "onTurn"> {
    return yield;
  }
}

/** Old-style wrappers. */
export class OldWrappers {
  @hookimpl({ hookwrapper: true })
  *greet(): Generator<void, void, OutcomeBox<string[]>> {
    const box = yield;
    if (!box.failed) box.forceResult([...box.getResult(), "and so on"]);
  }

  @hookimpl({ hookwrapper: true })
  async *beforeRequest(): AsyncGenerator<void, void, OutcomeBox<Outcome<Spec, "beforeRequest">>> {
    const box = yield;
    await Promise.resolve(box.getResult()?.length);
  }
}

/** Other names, and hooks that need not exist. */
export class Named {
  @hookimpl({ specname: "greet" })
  sayHello({ name }: Args<Spec, "greet">) {
    return name;
  }

  @hookimpl({ specname: "greet", args: ["name"] })
  sayHelloAgain({ name }: Args<Spec, "greet">) {
    return name;
  }

  @hookimpl({ optionalhook: true })
  onOtherHost({ size }: { size: number }) {
    return size;
  }

  @hookimpl({ specname: "onThirdHost", optionalhook: true })
  other({ size }: { size: number }) {
    return size;
  }

  @hookimpl({ optionalhook: true, tryfirst: true, trylast: false })
  greet({ name }: Args<Spec, "greet">) {
    return name;
  }
}

/** Plugins inherit from each other. */
export abstract class BasePlugin {
  @hookimpl
  greet({ name }: Args<Spec, "greet">): string | undefined {
    return name;
  }

  abstract onTick(): void;
}
export class DerivedPlugin extends BasePlugin {
  @hookimpl({ tryfirst: true })
  override greet({ name }: Args<Spec, "greet">): string {
    return name;
  }

  @hookimpl
  override onTick(): void {}
}

/** What is wrong does not compile. */
export class Wrong {
  // @ts-expect-error: no such hook
  @hookimpl
  gret({ name }: Args<Spec, "greet">) {
    return name;
  }

  // @ts-expect-error: no such hook, with options
  @hookimpl({ tryfirst: true })
  fetchName({ id }: Args<Spec, "fetchNames">) {
    return `${id}`;
  }

  // @ts-expect-error: no such hook to name
  @hookimpl({ specname: "gret" })
  named({ name }: Args<Spec, "greet">) {
    return name;
  }

  // @ts-expect-error: an argument of the wrong type
  @hookimpl
  greet({ name }: { name: number }) {
    return `${name}`;
  }

  // @ts-expect-error: no such argument
  @hookimpl
  pickColour({ colour }: { colour: string }) {
    return colour;
  }

  // @ts-expect-error: a result of the wrong type
  @hookimpl
  fetchNames({ id }: Args<Spec, "fetchNames">) {
    return id;
  }

  // @ts-expect-error: a result where there is none
  @hookimpl
  onTick() {
    return "tock";
  }

  // @ts-expect-error: a promise where the hook is synchronous
  @hookimpl
  async onOpen({ path }: Args<Spec, "onOpen">) {
    return await Promise.resolve(path.length);
  }

  // @ts-expect-error: a second parameter
  @hookimpl
  onTurn({ messages }: Args<Spec, "onTurn">, turn: number) {
    void [messages, turn];
  }

  // @ts-expect-error: a wrapper's generator without the mark
  @hookimpl
  *beforeRequest({ messages }: Args<Spec, "beforeRequest">): SyncWrapper<Spec, "beforeRequest"> {
    yield;
    return messages;
  }

  // @ts-expect-error: no such option
  @hookimpl({ tryfrist: true })
  onConfigure() {}
}

/** Wrappers that are wrong. */
export class WrongWrappers {
  // @ts-expect-error: no generator
  @hookimpl({ wrapper: true })
  greet({ name }: Args<Spec, "greet">) {
    return [name];
  }

  // @ts-expect-error: an async generator around a synchronous hook
  @hookimpl({ wrapper: true })
  async *pickColour(): AsyncGenerator<void, string | undefined, string | undefined> {
    return await Promise.resolve(yield);
  }

  // @ts-expect-error: the wrong outcome is returned
  @hookimpl({ wrapper: true })
  *fetchNames(): Generator<void, string, string[]> {
    return (yield)[0] ?? "";
  }

  // @ts-expect-error: the wrong outcome is expected
  @hookimpl({ wrapper: true })
  *beforeRequest(): Generator<void, Message[] | undefined, string[]> {
    yield;
    return [];
  }

  // @ts-expect-error: the outcome of another hook
  @hookimpl({ wrapper: true })
  *onTick(): Wrapper<Spec, "greet"> {
    return yield;
  }

  // @ts-expect-error: something is yielded
  @hookimpl({ wrapper: true })
  *onTurn(): Generator<string, never[], never[]> {
    return yield "something";
  }

  // @ts-expect-error: a historic hook cannot be wrapped
  @hookimpl({ wrapper: true })
  *onOpen(): Generator<void, number[], number[]> {
    return yield;
  }

  // @ts-expect-error: nor in the old style
  @hookimpl({ hookwrapper: true })
  *onConfigure(): Generator<void, void, unknown> {
    yield;
  }

  // @ts-expect-error: an old-style wrapper gets a box
  @hookimpl({ hookwrapper: true, specname: "greet" })
  *old(): Generator<void, void, string[]> {
    yield;
  }
}

/** Other things that are wrong. */
export class WrongOtherwise {
  // @ts-expect-error: an impl under another name has the type of its hook
  @hookimpl({ specname: "onOpen" })
  greet({ name }: Args<Spec, "greet">) {
    return name;
  }

  // @ts-expect-error: an optional hook that exists has its type
  @hookimpl({ optionalhook: true })
  pickColour() {
    return 1;
  }

  // @ts-expect-error: no such argument to ask for
  @hookimpl({ specname: "pickColour", args: ["hue", "tone"] })
  colour() {}

  // @ts-expect-error: an arrow function in a field is no method
  @hookimpl
  onTick = () => {};

  // @ts-expect-error: nor is a getter
  @hookimpl
  get fetchNames(): () => string {
    return () => "";
  }

  // @ts-expect-error: nor a private method, which no manager can see
  @hookimpl
  #onTurn() {}

  use(): void {
    this.#onTurn();
  }
}

// @ts-expect-error: nor is a class
@hookimpl
export class MarkedClass {}

/** Without the host's spec type everything goes that a plugin could do. */
const untyped = hookimplMarker("types");
export class Untyped {
  @untyped
  anything({ name }: { name: string }) {
    return name;
  }

  @untyped({ wrapper: true })
  *around({ name }: { name: string }): Generator<void, string[], string[]> {
    return [...yield, name];
  }

  @untyped({ wrapper: true })
  *first(): Generator<void, string | undefined, string | undefined> {
    return yield;
  }

  @untyped({ wrapper: true })
  async *later(): AsyncGenerator<void, unknown, unknown> {
    return await Promise.resolve(yield);
  }

  @untyped({ hookwrapper: true })
  *old(): Generator<void, void, OutcomeBox<string>> {
    (yield).forceResult("");
  }

  // @ts-expect-error: a wrapper is a generator even so
  @untyped({ wrapper: true })
  noGenerator() {
    return 1;
  }

  // @ts-expect-error: options are checked even so
  @untyped({ tryfirst: true, tryfrist: true })
  misspelt() {}
}

/** A method can be an impl for two projects. */
const otherMarker = hookimplMarker<{ greet(_: { name: string; size: number }): string | void }>("other");
export class TwoProjects {
  @hookimpl
  @otherMarker
  greet({ name }: { name: string }) {
    return name;
  }
}
