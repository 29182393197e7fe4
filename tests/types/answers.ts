/**
 * What `Args`, `Result`, `Outcome`, `Wrapper` and `SyncWrapper` make of the answers that a spec can have.
 *
 * @module
 */
import type {
  Args,
  First,
  Historic,
  HookNames,
  Impl,
  Outcome,
  SyncWrapper,
  ValueOf,
  Wrapper,
  WrapperImpl,
} from "@tenon/tenon";
import type { Nothing, Result } from "../../src/engine/types.ts";
import { type Equal, expect } from "./expect.ts";
import type { Message, Spec } from "./host.ts";

// The hooks are the methods.
expect<
  Equal<
    HookNames<Spec>,
    | "onTick"
    | "greet"
    | "fetchNames"
    | "onTurn"
    | "pickColour"
    | "beforeRequest"
    | "onConfigure"
    | "onOpen"
  >
>();
declare class WithOtherMembers {
  readonly version: number;
  readonly onClose: () => void;
  private secret(): void;
  protected inner(): void;
  static make(): void;
  open(): void;
}
expect<Equal<HookNames<WithOtherMembers>, "open" | "onClose">>();

// The arguments are the spec's first parameter.
expect<Equal<Args<Spec, "greet">, { name: string; loud?: boolean }>>();
expect<Equal<Args<Spec, "onTick">, Record<never, never>>>();
declare class OptionalParameter {
  hook(_?: { size: number }): void;
}
expect<Equal<Args<OptionalParameter, "hook">, { size: number }>>();

// What an impl returns: an answer or nothing, in a promise if the hook is asynchronous.
expect<Equal<Result<Spec, "greet">, string | Nothing>>();
expect<Equal<Result<Spec, "fetchNames">, Promise<string | Nothing>>>();
expect<Equal<Result<Spec, "onTick">, Nothing>>();
expect<Equal<Result<Spec, "onTurn">, Promise<Nothing>>>();
expect<Equal<Result<Spec, "pickColour">, string | Nothing>>();
expect<Equal<Result<Spec, "beforeRequest">, Promise<Message[] | Nothing>>>();
expect<Equal<Result<Spec, "onConfigure">, Promise<Nothing>>>();
expect<Equal<Result<Spec, "onOpen">, number | Nothing>>();

// An impl of an asynchronous hook may do without a promise.
expect<
  Equal<ReturnType<Impl<Spec, "fetchNames">>, string | Nothing | Promise<string | Nothing>>
>();
expect<Equal<ReturnType<Impl<Spec, "greet">>, string | Nothing>>();

// What a call gives: all answers, or the first.
expect<Equal<Outcome<Spec, "greet">, string[]>>();
expect<Equal<Outcome<Spec, "onTick">, never[]>>();
expect<Equal<Outcome<Spec, "pickColour">, string | undefined>>();
expect<Equal<Outcome<Spec, "beforeRequest">, Message[] | undefined>>();

// Wrappers get the outcome and give one back. That of a firstresult hook may be "no answer", in every form.
expect<Equal<Wrapper<Spec, "greet">, Generator<void, string[], string[]>>>();
expect<Equal<Wrapper<Spec, "fetchNames">, AsyncGenerator<void, string[], string[]>>>();
expect<Equal<SyncWrapper<Spec, "fetchNames">, Generator<void, string[], string[]>>>();
expect<
  Equal<Wrapper<Spec, "pickColour">, Generator<void, string | Nothing, string | undefined>>
>();
expect<
  Equal<SyncWrapper<Spec, "beforeRequest">, Generator<void, Message[] | Nothing, Message[] | undefined>>
>();

// A historic hook has no wrappers.
expect<Equal<Wrapper<Spec, "onConfigure">, never>>();
expect<Equal<SyncWrapper<Spec, "onOpen">, never>>();
expect<Equal<WrapperImpl<Spec, "onOpen">, never>>();

// Every kind of answer comes through First and Historic unchanged, and without them.
declare class Session {
  #id: number;
  readonly name: string;
}
declare class Answers<T> {
  collecting(): T | void;
  asynchronous(): Promise<T | void>;
  first(): First<T> | void;
  firstAsynchronous(): Promise<First<T> | void>;
  firstAlways(): First<T>;
  historic(): Historic<T> | void;
}
type ThroughAll<T> =
  & (Equal<ValueOf<Answers<T>["collecting"]>, T> extends true ? unknown : "collecting")
  & (Equal<ValueOf<Answers<T>["asynchronous"]>, T> extends true ? unknown : "asynchronous")
  & (Equal<ValueOf<Answers<T>["first"]>, T> extends true ? unknown : "first")
  & (Equal<ValueOf<Answers<T>["firstAsynchronous"]>, T> extends true ? unknown : "firstAsynchronous")
  & (Equal<ValueOf<Answers<T>["firstAlways"]>, T> extends true ? unknown : "firstAlways")
  & (Equal<ValueOf<Answers<T>["historic"]>, T> extends true ? unknown : "historic")
  & (Equal<Outcome<Answers<T>, "collecting">, T[]> extends true ? unknown : "outcome")
  & (Equal<Outcome<Answers<T>, "first">, T | undefined> extends true ? unknown : "first outcome");

expect<Equal<ThroughAll<string>, unknown>>();
expect<Equal<ThroughAll<number>, unknown>>();
expect<Equal<ThroughAll<boolean>, unknown>>();
expect<Equal<ThroughAll<true>, unknown>>();
expect<Equal<ThroughAll<bigint | symbol>, unknown>>();
expect<Equal<ThroughAll<"yes" | "no">, unknown>>();
expect<Equal<ThroughAll<string | number | Message>, unknown>>();
expect<Equal<ThroughAll<Message>, unknown>>();
expect<Equal<ThroughAll<{ size?: number }>, unknown>>();
expect<Equal<ThroughAll<Session>, unknown>>();
expect<Equal<ThroughAll<Session | string>, unknown>>();
expect<Equal<ThroughAll<Message[]>, unknown>>();
expect<Equal<ThroughAll<readonly Message[]>, unknown>>();
expect<Equal<ThroughAll<[string, number]>, unknown>>();
expect<Equal<ThroughAll<Map<string, Session>>, unknown>>();
expect<Equal<ThroughAll<(text: string) => number>, unknown>>();
expect<Equal<ThroughAll<Record<string, unknown>>, unknown>>();
expect<Equal<ThroughAll<object>, unknown>>();

// A type that has every key is not taken for a First.
declare class Dictionaries {
  hook(): Record<PropertyKey, unknown> | void;
}
expect<Equal<Outcome<Dictionaries, "hook">, Record<PropertyKey, unknown>[]>>();

// null and undefined are no answers, so a call does not give them.
declare class WithNull {
  collecting(): string | null;
  first(): First<string | null> | undefined;
}
expect<Equal<Outcome<WithNull, "collecting">, string[]>>();
expect<Equal<Outcome<WithNull, "first">, string | undefined>>();

// A spec that always answers does not make its impls do so.
declare class Always {
  hook(): string;
}
expect<Equal<Result<Always, "hook">, string | Nothing>>();

// A hook that is asynchronous only at times is asynchronous.
declare class Sometimes {
  hook(): string | Promise<string>;
}
expect<Equal<Outcome<Sometimes, "hook">, string[]>>();
expect<Equal<Wrapper<Sometimes, "hook">, AsyncGenerator<void, string[], string[]>>>();
