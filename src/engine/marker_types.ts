/**
 * The types of markers: what they take, and what they say at compile time about what does not fit.
 *
 * @module
 */

import type { HookimplOptions, HookspecOptions } from "./marks.ts";
import type {
  AnyFunction,
  Args,
  ArgsOf,
  HookNames,
  Impl,
  IsAsync,
  IsFirst,
  IsHistoric,
  OldWrapperImpl,
  OutcomeBox,
  WrapperImpl,
} from "./types.ts";

/**
 * The options `O` if they are in order, else the type that they must have. An inferred type alone would admit options
 * that do not exist, and the compiler says "Did you mean …?" only of a type that is not inferred.
 *
 * @internal
 */
type Checked<O, Known> = [keyof O, O] extends [keyof Known, Known] ? O : Known;

/**
 * The context of any method, also of one that declares its `this`.
 *
 * @internal
 */
type MethodContext = ClassMethodDecoratorContext<never>;

/**
 * A type that nothing fits. The compiler names the missing property, whose name says what is wrong.
 *
 * @internal
 */
type Problem<Text extends string> = { readonly [K in Text]: never };

/**
 * What a spec's options must say, given its type. Held against the decorator's context, which every method has, so that
 * the method's own type stays inferred.
 *
 * @internal
 */
type SpecProblem<F extends AnyFunction, O> = TakesOneObject<F> extends false
  ? Problem<"a spec takes one object of named arguments">
  : O extends { readonly firstresult: true; readonly historic: true }
    ? Problem<"a spec cannot be both firstresult and historic">
  : IsFirst<F> extends true ? O extends { readonly firstresult: true } ? AsyncProblem<F, O>
    : Problem<"a spec that returns First<…> needs firstresult: true">
  : O extends { readonly firstresult: true } ? Problem<"a spec with firstresult: true must return First<…>">
  : IsHistoric<F> extends true ? O extends { readonly historic: true } ? AsyncProblem<F, O>
    : Problem<"a spec that returns Historic needs historic: true">
  : O extends { readonly historic: true } ? Problem<"a spec with historic: true must return Historic">
  : AsyncProblem<F, O>;

/** @internal */
type TakesOneObject<F extends AnyFunction> = number extends Parameters<F>["length"] ? true
  : Parameters<F> extends [(object | undefined)?] ? true
  : false;

/** @internal */
type AsyncProblem<F extends AnyFunction, O> = O extends { readonly async: true }
  ? IsAsync<F> extends true ? NamesProblem<F, O> : Problem<"a spec with async: true must return a promise">
  : NamesProblem<F, O>;

/** @internal */
type NamesProblem<F extends AnyFunction, O> = O extends { readonly args: readonly (infer N)[] }
  ? [N] extends [NameIn<ArgsOf<F>>] ? DefaultsProblem<F, O> : Problem<"args must list names of the spec's arguments">
  : DefaultsProblem<F, O>;

/** @internal */
type DefaultsProblem<F extends AnyFunction, O> = O extends { readonly defaults: infer D }
  ? [keyof D] extends [NameIn<ArgsOf<F>>] ? D extends Partial<ArgsOf<F>> ? WarningsProblem<F, O>
    : Problem<"defaults must fit the types of the spec's arguments">
  : Problem<"defaults must name arguments of the spec">
  : WarningsProblem<F, O>;

/** @internal */
type WarningsProblem<F extends AnyFunction, O> = O extends { readonly warn_on_impl_args: infer W }
  ? [keyof W] extends [NameIn<ArgsOf<F>>] ? unknown : Problem<"warn_on_impl_args must name arguments of the spec">
  : unknown;

/**
 * The names of arguments; those of all members where the arguments are a union.
 *
 * @internal
 */
type NameIn<A> = A extends unknown ? keyof A : never;

/**
 * Marks the methods of a spec class, or plain functions, as hook specs of one project. Made by {@linkcode hookspecMarker}.
 * Options contradicting the method's type do not compile.
 */
export interface HookspecMarker {
  /** Marks a function: `hookspec(fn)`. Gives the same function. */
  <F extends AnyFunction>(
    fn: F & (SpecProblem<F, Record<never, never>> extends infer P ? P : never),
    context?: never,
  ): F;
  /** Marks a function with options: `hookspec({ firstresult: true }, fn)`. Gives the same function. */
  <const O extends HookspecOptions, F extends AnyFunction>(
    options: Checked<O, HookspecOptions>,
    fn: F & SpecProblem<F, O>,
  ): F;
  /** Marks a method with options: `@hookspec({ historic: true })`. */
  <const O extends HookspecOptions>(
    options: Checked<O, HookspecOptions>,
  ): <F extends AnyFunction>(value: F, context: MethodContext & SpecProblem<F, O>) => void;
  /** Marks a method: `@hookspec`. */
  <F extends AnyFunction>(
    value: F,
    context: MethodContext & SpecProblem<F, Record<never, never>>,
  ): void;
}

/** @internal */
type Target<O, Name> = O extends { readonly specname: infer N extends string } ? N : Name;

/**
 * What a member that is marked with options `O` must be: the impl, the wrapper, or the old-style wrapper of its hook.
 *
 * @internal
 */
type Expected<S, O, Name> = Target<O, Name> extends infer K
  ? K extends HookNames<S>
    ? O extends { readonly args: readonly (infer N)[] } ? [N] extends [NameIn<Args<S, K>>] ? ExpectedKind<S, O, K>
      : Problem<"args must list names of the hook's arguments">
    : ExpectedKind<S, O, K>
  : AnyFunction
  : never;

/** @internal */
type ExpectedKind<S, O, K extends HookNames<S>> = O extends { readonly wrapper: true } ? WrapperImpl<S, K>
  : O extends { readonly hookwrapper: true } ? OldWrapperImpl<S, K>
  : Impl<S, K>;

/**
 * What a marked method may be called: if it is for no hook, the hooks' names, so that the error can guess at one.
 *
 * @internal
 */
type MemberName<S, O, Name> = Target<O, Name> extends HookNames<S> ? Name
  : O extends { readonly optionalhook: true } ? Name
  : HookNames<S>;

/** Options of an impl for the spec type `S`: a `specname` must be a hook, unless the hook is optional. */
export type HookimplOptionsFor<S> =
  & Omit<HookimplOptions, "specname">
  & ({ readonly specname?: HookNames<S> } | { readonly specname: string; readonly optionalhook: true });

/**
 * The branch of {@linkcode HookimplOptionsFor} that `O` has chosen: of a union the compiler cannot say what is wrong.
 *
 * @internal
 */
type KnownOptions<S, O> = O extends { readonly optionalhook: true } ? HookimplOptions
  : Omit<HookimplOptions, "specname"> & { readonly specname?: HookNames<S> };

/**
 * What a function that is marked with options `O` must be. Where no `specname` tells its hook, that follows from where
 * it stands: `satisfies Plugin<S>` offers impl and wrappers as the union `F`, and the options choose.
 *
 * @internal
 */
type ExpectedFunction<S, O, F> = O extends { readonly specname: infer K extends HookNames<S> } ? Expected<S, O, K>
  : O extends { readonly wrapper: true } ? OfKind<F, "wrapper">
  : O extends { readonly hookwrapper: true } ? OfKind<F, "hookwrapper">
  : F;

/** @internal */
type OfKind<F, Kind> = F extends unknown ? Kind extends WrapperKind<F> ? F : never : never;

/**
 * Which kind of wrapper a function is, told by what its `yield` gives; both if it does not look at that.
 *
 * @internal
 */
type WrapperKind<F> = F extends (
  ...args: never[]
) => Generator<unknown, unknown, infer N> | AsyncGenerator<unknown, unknown, infer N>
  ? unknown extends N ? "wrapper" | "hookwrapper" : [N] extends [OutcomeBox<unknown>] ? "hookwrapper" : "wrapper"
  : never;

/**
 * The type of a function after it was marked: its own, or that of the hook that `specname` names.
 *
 * @internal
 */
type Marked<S, O, F> = O extends { readonly specname: infer K extends HookNames<S> } ? Expected<S, O, K> : F;

/**
 * Marks methods or plain functions as impls of the hooks of spec type `S`. Made by {@linkcode hookimplMarker}. A misspelt
 * hook, a wrong argument and a wrong result do not compile.
 */
export interface HookimplMarker<S> {
  /** Marks a function: `hookimpl(fn)`. Gives the same function. */
  <F extends AnyFunction>(fn: F, context?: never): F;
  /** Marks a function with options: `hookimpl({ tryfirst: true }, fn)`. Gives the same function. */
  <const O extends HookimplOptions, F extends AnyFunction>(
    options: Checked<O, KnownOptions<S, O>>,
    fn: ExpectedFunction<S, O, F>,
  ): Marked<S, O, F>;
  /** Marks a method with options: `@hookimpl({ tryfirst: true })`. */
  <const O extends HookimplOptions>(
    options: Checked<O, KnownOptions<S, O>>,
  ): <Name extends string>(
    value: Expected<S, O, Name>,
    context: MethodContext & { readonly name: MemberName<S, O, Name> },
  ) => void;
  /** Marks a method: `@hookimpl`. */
  <Name extends string>(
    value: Expected<S, Record<never, never>, Name>,
    context: MethodContext & { readonly name: MemberName<S, Record<never, never>, Name> },
  ): void;
}
