/**
 * The types that follow from a host's spec class alone: arguments, results, impls, wrappers and calls. Nothing here
 * exists at run time.
 *
 * @module
 */

/** @internal */
declare const first: unique symbol;
/** @internal */
declare const historic: unique symbol;

/** What `First` adds to a type: an optional key that no value has, so that plain values still fit. */
export interface FirstBrand {
  /** Never present at run time. */
  readonly [first]?: true;
}

/** What `Historic` adds to a type: an optional key that no value has. */
export interface HistoricBrand {
  /** Never present at run time. */
  readonly [historic]?: true;
}

/**
 * The result of a hook that stops at its first answer. A spec method that returns it must be marked with
 * `firstresult: true`. Impls return a plain `T`; the call gives `T | undefined`.
 *
 * @example
 * ```ts
 * import { type First, hookspecMarker, PluginManager } from "@tenon/tenon";
 *
 * const hookspec = hookspecMarker("demo");
 *
 * class Spec {
 *   @hookspec({ firstresult: true })
 *   pickColour(_: { name: string }): First<string> | void {}
 * }
 *
 * const pm = new PluginManager("demo", Spec);
 * const colour: string | undefined = pm.hook.pickColour({ name: "sky" });
 * ```
 */
export type First<T> = T & FirstBrand;

/**
 * The result of a hook whose calls are remembered and replayed to plugins that come later. A spec method that returns it
 * must be marked with `historic: true`; the hook is then called with `callHistoric`, and a direct call or a wrapper of it
 * does not compile. `Historic<T>` says that impls may answer a `T`.
 */
export type Historic<T = never> = [T] extends [never] ? HistoricBrand : T & HistoricBrand;

/** What an impl gets as its second parameter, if it has one. */
export interface CallContext {
  /** Aborted when the deadline of the impl passes, with the {@linkcode HookTimeoutError} as its reason. */
  readonly signal: AbortSignal;
}

/** Any function, seen from outside. */
export type AnyFunction = (...args: never[]) => unknown;

/** The names of the hooks that the spec type `S` declares: its methods. */
export type HookNames<S> = { [K in keyof S]: S[K] extends AnyFunction ? K : never }[keyof S] & string;

/** The spec method of hook `K`. */
export type SpecMethod<S, K extends HookNames<S>> = Extract<S[K], AnyFunction>;

/** "No answer", in every form that it takes. */
export type Nothing = void | undefined | null;

/** The one argument of a spec method: an object of named arguments. */
export type ArgsOf<F extends AnyFunction> = Parameters<F> extends [] ? Record<never, never>
  : Parameters<F> extends [infer A, ...unknown[]] ? A
  : Parameters<F> extends [(infer A)?, ...unknown[]] ? Exclude<A, undefined>
  : never;

/**
 * Whether nothing is known of a function, as of every hook of a manager or marker that has no spec type.
 *
 * @internal
 */
type IsUntyped<F extends AnyFunction> = number extends Parameters<F>["length"] ? true : false;

/** @internal */
type AnswerOf<F extends AnyFunction> = Exclude<Awaited<ReturnType<F>>, Nothing>;

// Types with an index signature, and `any`, have every key there is: only the brand's own value tells it.
/** @internal */
type HasBrand<V, B extends symbol> = B extends keyof V
  ? unknown extends V[B] ? false : [V[B]] extends [true | undefined] ? true : false
  : false;

// The detour by `[never]` is one that the compiler can decide for the type parameter of a generic spec class, too.
/** @internal */
type Carries<V, B extends symbol> = [V extends unknown ? HasBrand<V, B> extends true ? true : never : never] extends
  [never] ? false
  : true;

/** Whether a spec method is asynchronous: whether it returns a promise. */
export type IsAsync<F extends AnyFunction> = [Extract<ReturnType<F>, PromiseLike<unknown>>] extends [never] ? false
  : true;

/** Whether a spec method returns `First<…>`. */
export type IsFirst<F extends AnyFunction> = Carries<AnswerOf<F>, typeof first>;

/** Whether a spec method returns `Historic<…>`. */
export type IsHistoric<F extends AnyFunction> = Carries<AnswerOf<F>, typeof historic>;

/** @internal */
type Unbranded<V> = V extends unknown ? HasBrand<V, typeof first> extends true ? (V extends First<infer T> ? T : never)
  : HasBrand<V, typeof historic> extends true ? (V extends HistoricBrand & infer T ? WithoutBare<V, T> : never)
  : V
  : never;

// `Historic` without an answer is the brand alone. A function or an `object` with the brand is assignable to and fro,
// and has no other key, but is not identical to it.
/** @internal */
type WithoutBare<V, T> = (<X>() => X extends V ? 1 : 2) extends (<X>() => X extends HistoricBrand ? 1 : 2) ? never : T;

/** What one impl of a spec method may answer, without brands and without "no answer". */
export type ValueOf<F extends AnyFunction> = Unbranded<AnswerOf<F>>;

/** What a whole call gives, once awaited: the first answer or `undefined`, else all answers in call order. */
export type OutcomeOf<F extends AnyFunction> = IsUntyped<F> extends true ? unknown
  : IsFirst<F> extends true ? ValueOf<F> | undefined
  : ValueOf<F>[];

/** The named arguments of hook `K`, for the parameter of an impl. */
export type Args<S, K extends HookNames<S>> = ArgsOf<SpecMethod<S, K>>;

/** What an impl of hook `K` returns: a promise if the hook is asynchronous. For annotating methods. */
export type Result<S, K extends HookNames<S>> = IsAsync<SpecMethod<S, K>> extends true
  ? Promise<ValueOf<SpecMethod<S, K>> | Nothing>
  : ValueOf<SpecMethod<S, K>> | Nothing;

/** What a call of hook `K` gives, once awaited; a wrapper receives it from its `yield`. */
export type Outcome<S, K extends HookNames<S>> = OutcomeOf<SpecMethod<S, K>>;

/** What a wrapper of hook `K` may return in place of the outcome. */
export type WrapperOutcome<S, K extends HookNames<S>> = IsFirst<SpecMethod<S, K>> extends true ? Outcome<S, K> | Nothing
  : Outcome<S, K>;

/**
 * The return type of a wrapper that is written as a sync generator. It fits sync and async hooks; around an async hook it
 * is several times faster than an async generator.
 */
export type SyncWrapper<S, K extends HookNames<S>> = IsHistoric<SpecMethod<S, K>> extends true ? never
  : Generator<void, WrapperOutcome<S, K>, Outcome<S, K>>;

/**
 * The return type of a wrapper of hook `K`: an async generator if the hook is asynchronous, else a sync one. `yield` gives
 * the outcome of everything inside; what is returned replaces it.
 */
export type Wrapper<S, K extends HookNames<S>> = IsHistoric<SpecMethod<S, K>> extends true ? never
  : IsAsync<SpecMethod<S, K>> extends true ? AsyncGenerator<void, WrapperOutcome<S, K>, Outcome<S, K>>
  : Generator<void, WrapperOutcome<S, K>, Outcome<S, K>>;

/** The function of a plain impl of hook `K`; that of an async hook may answer with or without a promise. */
export type Impl<S, K extends HookNames<S>> = (
  args: Args<S, K>,
  context: CallContext,
) => IsAsync<SpecMethod<S, K>> extends true
  ? ValueOf<SpecMethod<S, K>> | Nothing | Promise<ValueOf<SpecMethod<S, K>> | Nothing>
  : ValueOf<SpecMethod<S, K>> | Nothing;

/** The function of a wrapper of hook `K`; around an async hook it may be a sync or an async generator. */
export type WrapperImpl<S, K extends HookNames<S>> = IsHistoric<SpecMethod<S, K>> extends true ? never
  : IsUntyped<SpecMethod<S, K>> extends true
    ? (args: never) => Generator<void, unknown, never> | AsyncGenerator<void, unknown, never>
  : (args: Args<S, K>, context: CallContext) => Wrapper<S, K> | SyncWrapper<S, K>;

/** What an old-style wrapper receives from its `yield`: the outcome in a box, never thrown. */
export interface OutcomeBox<T> {
  /** The error, or `undefined` if there is none. */
  readonly exception: unknown;
  /** Whether the outcome is an error. Tells a thrown `undefined` from no error. */
  readonly failed: boolean;
  /** Gives the value, or throws the error: the same object each time. */
  getResult(): T;
  /** Sets the value and clears the error. */
  forceResult(value: T): void;
  /** Sets the error and clears the value. */
  forceException(error: unknown): void;
}

/** The function of an old-style wrapper (`hookwrapper: true`) of hook `K`. */
export type OldWrapperImpl<S, K extends HookNames<S>> = IsHistoric<SpecMethod<S, K>> extends true ? never
  : IsUntyped<SpecMethod<S, K>> extends true
    ? (args: never) => Generator<void, void, never> | AsyncGenerator<void, void, never>
  : IsAsync<SpecMethod<S, K>> extends true ? (
      args: Args<S, K>,
      context: CallContext,
    ) => Generator<void, void, OutcomeBox<Outcome<S, K>>> | AsyncGenerator<void, void, OutcomeBox<Outcome<S, K>>>
  : (args: Args<S, K>, context: CallContext) => Generator<void, void, OutcomeBox<Outcome<S, K>>>;

/**
 * A plugin object for the hooks of `S`, for use with `satisfies`: a misspelt hook or a wrong type is an error there, and the
 * functions inside are typed from their names. `Others` names further members, such as impls with a `specname`.
 *
 * @example
 * ```ts
 * import { hookimplMarker, type HookimplMarker, type Plugin } from "@tenon/tenon";
 *
 * interface Spec {
 *   formatLine(_: { line: string }): string | void;
 * }
 * const hookimpl: HookimplMarker<Spec> = hookimplMarker("demo");
 *
 * export const plugin = {
 *   formatLine: hookimpl({ tryfirst: true }, ({ line }) => line.trim()),
 * } satisfies Plugin<Spec>;
 * ```
 */
export type Plugin<S, Others extends string = never> =
  & { readonly [K in HookNames<S>]?: Impl<S, K> | WrapperImpl<S, K> | OldWrapperImpl<S, K> }
  & { readonly [K in Others]?: unknown };

/** The argument list of a call: optional where no argument is required. */
export type CallArgs<F extends AnyFunction> = IsUntyped<F> extends true ? [args?: Readonly<Record<string, unknown>>]
  : Parameters<F> extends [] ? [args?: Record<string, never>]
  : Record<never, never> extends ArgsOf<F> ? [args?: ArgsOf<F>]
  : [args: ArgsOf<F>];

/** What a call returns: a promise if the hook is asynchronous. */
export type CallResult<F extends AnyFunction> = IsAsync<F> extends true ? Promise<OutcomeOf<F>> : OutcomeOf<F>;

/** The spec type that a namespace stands for: the instances of a class, else the object itself. */
export type SpecOf<N> = N extends abstract new (...args: never[]) => infer I ? I : N;
