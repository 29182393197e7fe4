import type { Args, HookNames, Outcome, SpecMethod, ValueOf } from "../engine/mod.ts";

/**
 * What became of an impl that was called: it runs, it returned, it threw, or, of a wrapper, it was closed at its yield, as
 * happens when another one breaks the rules.
 */
export type CallState = "running" | "returned" | "threw" | "closed";

/** A call of one impl of one plugin, whatever the hook is. */
export interface AnyCall {
  /** The name of the plugin. */
  readonly plugin: string;
  /** The name of the hook. */
  readonly hook: string;
  /** Whether the impl is a wrapper. */
  readonly wrapper: boolean;
  /** The arguments, as they were given: the same object, not a copy. */
  readonly args: unknown;
  /** What became of it. */
  readonly state: CallState;
  /** What it answered, once it has; of a wrapper, the outcome that it handed on. */
  readonly value: unknown;
  /** What it threw, if it did. */
  readonly error: unknown;
}

/** A call of an impl of hook `K` that is no wrapper. */
export interface ImplCall<S, K extends HookNames<S>> extends AnyCall {
  /** The name of the hook. */
  readonly hook: K;
  /** It is none. */
  readonly wrapper: false;
  /** The arguments, as they were given. */
  readonly args: Args<S, K>;
  /** What it answered, once it has. */
  readonly value: ValueOf<SpecMethod<S, K>> | null | undefined;
}

/** A call of a wrapper of hook `K`. */
export interface WrapperCall<S, K extends HookNames<S>> extends AnyCall {
  /** The name of the hook. */
  readonly hook: K;
  /** It is one. */
  readonly wrapper: true;
  /** The arguments, as they were given. */
  readonly args: Args<S, K>;
  /** The outcome that it handed on, once it has. */
  readonly value: Outcome<S, K> | null | undefined;
}

/** A call of any impl of any hook of `S`. Comparing its `hook` tells the compiler which. */
export type Call<S> = { [K in HookNames<S>]: ImplCall<S, K> | WrapperCall<S, K> }[HookNames<S>];
