/**
 * What the tests of engine and manager share: a manager whose hooks are given by their options alone, markers without
 * types, and ways to look at what was thrown.
 *
 * @module
 */
import {
  type AnyCaller,
  type AnyFunction,
  hookimplMarker,
  type HookimplOptions,
  type HookResult,
  hookspecMarker,
  type HookspecOptions,
  type HookWarning,
  PluginManager,
  TenonError,
} from "@tenon/tenon";

/** A marker that takes whatever the run-time checks have to judge. Types have tests of their own. */
export interface LooseMarker<O> {
  <F extends AnyFunction>(fn: F, context?: ClassMethodDecoratorContext): F;
  <F extends AnyFunction>(options: O, fn: F): F;
  (options: O): (value: AnyFunction, context: ClassMethodDecoratorContext) => void;
}

export const hookspec = hookspecMarker("demo") as unknown as LooseMarker<HookspecOptions>;
export const hookimpl = hookimplMarker("demo") as unknown as LooseMarker<HookimplOptions>;

/** What a wrapper returns that is written as a sync generator. */
export type Around = Generator<void, unknown, unknown>;
/** What a wrapper returns that is written as an async generator. */
export type AsyncAround = AsyncGenerator<void, unknown, unknown>;
/** What wrappers return that make the outcome undefined. */
export type Silent = Generator<void, void, unknown>;
export type AsyncSilent = AsyncGenerator<void, void, unknown>;
/** What an old-style wrapper returns. */
export type OldAround = Generator<void, void, HookResult>;

export interface Setup<K extends string> {
  readonly pm: PluginManager;
  readonly hook: Readonly<Record<K, AnyCaller>>;
  readonly warnings: HookWarning[];
}

/** Makes a manager with hooks of these names and options. */
export function setup<K extends string = never>(specs: Record<K, HookspecOptions> = {} as never): Setup<K> {
  const warnings: HookWarning[] = [];
  const pm = new PluginManager("demo", undefined, { onWarning: (warning) => warnings.push(warning) });
  if (Object.keys(specs).length > 0) pm.addHookspecs(namespace(specs));
  return { pm: pm as unknown as PluginManager, hook: pm.hook as never, warnings };
}

/** An object whose members are specs. */
export function namespace(specs: Readonly<Record<string, HookspecOptions>>): object {
  return Object.fromEntries(Object.entries(specs).map(([name, options]) => [name, hookspec(options, () => undefined)]));
}

/** A hook whose name the compiler does not know. */
export function hookOf(pm: { readonly hook: object }, name: string): AnyCaller {
  return (pm.hook as Readonly<Record<string, AnyCaller>>)[name]!;
}

/** What a function throws, which may be any value. Fails if it does not throw. */
export function thrown(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** What a promise is rejected with. Fails if it is fulfilled, and if there was no promise: a throw is no rejection. */
export async function rejection(call: () => unknown): Promise<unknown> {
  const promise = call();
  if (!(promise instanceof Promise)) throw new Error("no promise was given");
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("the promise was not rejected");
}

/** The code of the error of Tenon's own that a function throws. */
export function codeThrown(fn: () => unknown): string {
  return tenonError(thrown(fn)).code;
}

/** The code of the error of Tenon's own that a promise is rejected with. */
export async function codeRejected(call: () => unknown): Promise<string> {
  return tenonError(await rejection(call)).code;
}

/** Asserts that an error is one of Tenon's own. */
export function tenonError(error: unknown): TenonError {
  if (error instanceof TenonError) return error;
  throw new Error("not an error of Tenon's own", { cause: error });
}

/** A promise that is fulfilled from outside. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => open = resolve);
  return { open, opened };
}

/** Lets everything run that waits for nothing but its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
