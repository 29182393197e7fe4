import { inspect, isDeepStrictEqual } from "node:util";
import { errorText, TenonError } from "../engine/mod.ts";
import type { AnyCall } from "./calls.ts";

/** Calls are not as a test expects. */
export class AssertionError extends TenonError {
  /** Takes what is expected and what was found, in words. */
  constructor(message: string) {
    super("assertion-failed", message);
  }
}

/** A call as a text: `"plugin.hook"`. */
export type Step<C extends AnyCall> = `${string}.${C["hook"]}`;

/** What the calls `C` of hook `H` may have answered. */
export type Answer<C extends AnyCall, H extends string> = C extends AnyCall ? H extends C["hook"] ? C["value"] : never
  : never;

/**
 * Asserts that impls were called in an order. Each step is `"plugin.hook"`; other calls may have come before, between and
 * after. A wrapper is called before what it goes around.
 *
 * @param calls The calls that a bench recorded.
 * @param order The steps, in the order that is expected.
 * @throws {AssertionError} If they were not, with the steps that were.
 *
 * @example
 * ```ts
 * import { assertOrder } from "@tenon/tenon/testing";
 * import { assertThrows } from "@std/assert";
 *
 * // Usually bench.calls
 * const call = { wrapper: false, args: {}, state: "returned", value: undefined, error: undefined } as const;
 * const calls = [
 *   { ...call, plugin: "plugin", hook: "onTicket" },
 *   { ...call, plugin: "stub", hook: "onTicket" },
 * ] as const;
 *
 * assertOrder(calls, ["plugin.onTicket", "stub.onTicket"]);
 * assertThrows(() => assertOrder(calls, ["stub.onTicket", "plugin.onTicket"]), Error, "it came earlier");
 * ```
 */
export function assertOrder<C extends AnyCall>(calls: readonly C[], order: readonly Step<C>[]): void {
  const found = calls.map(({ plugin, hook }) => `${plugin}.${hook}`);
  let from = 0;
  for (const [at, step] of order.entries()) {
    const next = found.indexOf(step, from);
    if (next < 0) {
      throw new AssertionError(
        `Expected a call of ${step}${at === 0 ? "" : ` after ${order.slice(0, at).join(", ")}`}, but ${
          found.includes(step) ? "it came earlier" : "there was none"
        }. The calls were: ${found.join(", ") || "none"}.`,
      );
    }
    from = next + 1;
  }
}

/**
 * Asserts what a plugin answered to a hook: the answers to all its calls, in order. Where it gave no answer, that is
 * `undefined` or `null`; of a wrapper, the outcome that it handed on.
 *
 * @param calls The calls that a bench recorded.
 * @param plugin The name of the plugin.
 * @param hook The name of the hook.
 * @param answers What is expected; compared in depth.
 * @throws {AssertionError} If it answered something else, or more or less often, or a call failed or has not ended.
 *
 * @example
 * ```ts
 * import { assertAnswers } from "@tenon/tenon/testing";
 *
 * // Usually bench.calls
 * const call = { plugin: "plugin", hook: "assign", wrapper: false, args: {}, state: "returned", error: undefined } as const;
 * const calls = [{ ...call, value: "Ada" }, { ...call, value: undefined }] as const;
 *
 * assertAnswers(calls, "plugin", "assign", ["Ada", undefined]);
 * ```
 */
export function assertAnswers<C extends AnyCall, H extends C["hook"]>(
  calls: readonly C[],
  plugin: string,
  hook: H,
  answers: readonly Answer<C, H>[],
): void {
  const who = `${plugin}.${hook}`;
  const own = calls.filter((call) => call.plugin === plugin && call.hook === hook);
  for (const [at, { state, error }] of own.entries()) {
    if (state === "returned") continue;
    const what = state === "threw"
      ? `it threw ${errorText(error)}`
      : state === "running"
      ? "it still runs"
      : "it was closed";
    throw new AssertionError(`Expected call ${at + 1} of ${who} to be answered, but ${what}.`);
  }
  const found = own.map(({ value }) => value);
  if (isDeepStrictEqual(found, answers)) return;
  throw new AssertionError(`Expected ${who} to answer ${inspect(answers)}, but it answered ${inspect(found)}.`);
}
