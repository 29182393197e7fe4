import type { HookImpl } from "./impl.ts";

/**
 * The part of a call that an impl was in: `setup`, a wrapper before its yield; `call`, a plain impl; `teardown`, a wrapper
 * after its yield.
 */
export type CallPhase = "setup" | "call" | "teardown";

/** Where an error came from. */
export interface ErrorSource {
  /** The name of the plugin whose impl threw it. */
  readonly plugin: string;
  /** The hook that was called. */
  readonly hook: string;
  /** What the impl was doing. */
  readonly phase: CallPhase;
  /** Of a concurrent call in which several impls failed: what the others threw, in call order. */
  readonly others: readonly { readonly plugin: string; readonly error: unknown }[];
}

const sources = new WeakMap<object, ErrorSource>();
const NONE: ErrorSource["others"] = [];

/** The last primitive that an impl threw: nothing else tells where it is from until it has left the call. */
let lastPrimitive: { readonly error: unknown; readonly source: ErrorSource } | undefined;

function isPrimitive(error: unknown): boolean {
  return error === null || (typeof error !== "object" && typeof error !== "function");
}

/**
 * Notes which impl an error came from: the innermost one, if hooks are called by impls of other hooks. `others`, where there
 * are any, take the place of those that are known.
 */
export function noteSource(
  error: unknown,
  hook: string,
  impl: HookImpl,
  phase: CallPhase,
  others: ErrorSource["others"] = NONE,
): void {
  const source = { plugin: impl.owner.name, hook, phase, others: others.filter((other) => other.error !== error) };
  if (isPrimitive(error)) {
    lastPrimitive = { error, source };
    return;
  }
  const known = sources.get(error as object);
  if (known === undefined) sources.set(error as object, source);
  else if (others.length > 0) sources.set(error as object, { ...known, others: source.others });
}

/** Says where an error is from that has just left a call of a hook, a primitive too. */
export function sourceOfThrown(error: unknown, hook: string): ErrorSource | undefined {
  if (!isPrimitive(error)) return sourceOf(error);
  const { error: last, source } = lastPrimitive ?? {};
  return source?.hook === hook && Object.is(last, error) ? source : undefined;
}

/**
 * Says which plugin's impl of which hook threw an error that left a hook call. The error itself is not changed. Gives
 * `undefined` for what left no call, and for thrown primitives, which cannot be told apart: the outcome that monitors are
 * given, and the event `skip`, say it for those.
 *
 * @example
 * ```ts
 * import { hookimplMarker, hookspecMarker, PluginManager, sourceOf } from "@tenon/tenon";
 * import { assertEquals } from "@std/assert";
 *
 * const hookspec = hookspecMarker("demo");
 * class Spec {
 *   @hookspec
 *   start(): void {}
 * }
 * const pm = new PluginManager("demo", Spec);
 * pm.register({ start: hookimplMarker("demo")(() => JSON.parse("{")) }, "config");
 *
 * try {
 *   pm.hook.start();
 * } catch (error) {
 *   const { plugin, hook, phase } = sourceOf(error)!;
 *   assertEquals([plugin, hook, phase], ["config", "start", "call"]);
 * }
 * ```
 */
export function sourceOf(error: unknown): ErrorSource | undefined {
  return isPrimitive(error) ? undefined : sources.get(error as object);
}
