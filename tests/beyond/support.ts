import {
  type AnyCaller,
  type AnyFunction,
  hookimplMarker,
  type HookimplOptions,
  hookspecMarker,
  type HookspecOptions,
  type HookWarning,
  type LateAnswer,
  PluginManager,
  type PluginManagerOptions,
  type RegisterOptions,
  type SkippedError,
} from "@tenon/tenon";

// Options that are only known at run time have no types for the markers to check.
const hookspec = hookspecMarker("beyond") as (options: object, fn: AnyFunction) => AnyFunction;
const hookimpl = hookimplMarker("beyond") as (options: HookimplOptions, fn: AnyFunction) => AnyFunction;

/** Marks a function as an impl of a {@linkcode host}'s hook. */
export const impl = hookimpl;

/** Marks a generator function as a wrapper of a {@linkcode host}'s hook. */
export function wrapper(fn: AnyFunction, options: HookimplOptions = {}): AnyFunction {
  return hookimpl({ ...options, wrapper: true }, fn);
}

/** Marks a generator function as an old-style wrapper of a {@linkcode host}'s hook. */
export function hookwrapper(fn: AnyFunction, options: HookimplOptions = {}): AnyFunction {
  return hookimpl({ ...options, hookwrapper: true }, fn);
}

/** A manager with the one hook `run`, and what it told. */
export interface Host {
  readonly pm: PluginManager<{ readonly run: AnyFunction }>;
  readonly run: AnyCaller;
  readonly skips: SkippedError[];
  readonly lates: LateAnswer[];
  readonly warnings: HookWarning[];
  /** Registers a plugin with one impl of `run`: a function that is marked, or is to be. */
  add(name: string, fn: AnyFunction, options?: RegisterOptions): void;
  /** Registers several, so that they are called in the order in which they are written. */
  addAll(plugins: Readonly<Record<string, AnyFunction>>): void;
}

/**
 * Makes a manager with the one hook `run`, which is asynchronous unless `spec` says otherwise. Without `listen` nobody hears
 * of what is skipped or late.
 */
export function host(spec: HookspecOptions = {}, options: PluginManagerOptions = {}, listen = true): Host {
  const warnings: HookWarning[] = [];
  const pm = new PluginManager<{ readonly run: AnyFunction }>(
    "beyond",
    { run: hookspec({ async: true, ...spec }, () => {}) },
    { onWarning: (warning) => warnings.push(warning), ...options },
  );
  return { ...hostOf(pm, listen), warnings };
}

/** What a {@linkcode Host} has, for a manager that is there already. */
export function hostOf(pm: Host["pm"], listen = true): Omit<Host, "warnings"> {
  const skips: SkippedError[] = [];
  const lates: LateAnswer[] = [];
  if (listen) {
    pm.on("skip", (event) => skips.push(event));
    pm.on("late", (event) => lates.push(event));
  }
  const add: Host["add"] = (name, fn, options) => {
    const marked = Object.getOwnPropertySymbols(fn).length > 0;
    pm.register({ run: marked ? fn : hookimpl({}, fn) }, name, options);
  };
  return {
    pm,
    run: pm.hook.run as unknown as AnyCaller,
    skips,
    lates,
    add,
    addAll(plugins) {
      for (const [name, fn] of Object.entries(plugins).reverse()) add(name, fn);
    },
  };
}

/** Gives what a function or a promise comes to: its value or its error, so that both can be compared. */
export async function outcomeOf(action: () => unknown): Promise<{ value: unknown } | { error: unknown }> {
  try {
    return { value: await action() };
  } catch (error) {
    return { error };
  }
}

/** What something throws, or its promise is rejected with. */
export async function errorOf(action: () => unknown): Promise<unknown> {
  const outcome = await outcomeOf(action);
  if ("error" in outcome) return outcome.error;
  throw new Error("It did not fail.");
}

/** What something throws, or its promise is rejected with, which must be an error of this class. */
export async function errorOfKind<E extends Error>(
  kind: abstract new (...args: never[]) => E,
  action: () => unknown,
): Promise<E> {
  const error = await errorOf(action);
  if (error instanceof kind) return error;
  throw new Error(`It failed with something else than ${kind.name}.`, { cause: error });
}

/** A promise that never settles. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** Lets everything go on that waits for promises which have settled already. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await undefined;
}
