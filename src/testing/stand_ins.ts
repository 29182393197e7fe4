import { hookimplMarker, type HookNames, type Impl, type SpecMethod, type ValueOf } from "../engine/mod.ts";
import { hookNames, type Host, partsOf } from "./host.ts";

/** What a plugin made by {@linkcode answering} answers: by hook, a value, or a function that is its impl. */
export type Answers<S> = { readonly [K in HookNames<S>]?: ValueOf<SpecMethod<S, K>> | Impl<S, K> };

/**
 * Makes a plugin that stands beside the one that is tested and answers hooks, the same each time or by functions. One that
 * is to fail has a function that throws.
 *
 * @param host The host, as {@linkcode testPlugin} takes it.
 * @param answers What it answers. It has impls of these hooks only.
 * @returns The plugin, for `beside` or to be registered.
 *
 * @example
 * ```ts
 * import { type First, hookspecMarker, PluginManager } from "@tenon/tenon";
 * import { answering } from "@tenon/tenon/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hookspec = hookspecMarker("desk");
 * class DeskSpec {
 *   @hookspec({ firstresult: true })
 *   assign(_: { id: number }): First<string> | void {}
 * }
 *
 * const pm = new PluginManager("desk", DeskSpec);
 * pm.register(answering(DeskSpec, { assign: "Ada" }));
 * pm.register(answering(DeskSpec, { assign: ({ id }) => id > 100 ? "Ben" : undefined }));
 *
 * assertEquals(pm.hook.assign({ id: 1 }), "Ada");
 * assertEquals(pm.hook.assign({ id: 101 }), "Ben");
 * ```
 */
export function answering<S>(host: Host<S>, answers: Answers<S>): object {
  const hookimpl = hookimplMarker(partsOf(host).project);
  const impls = Object.entries<unknown>(answers).map(([hook, answer]) => {
    // A function of its own each time: marking one that is used elsewhere would change it.
    const impl = typeof answer === "function"
      ? (args: unknown, ...context: unknown[]): unknown => answer(args, ...context)
      : () => answer;
    return [hook, hookimpl(impl)] as const;
  });
  return Object.fromEntries(impls);
}

/**
 * Makes a plugin that has an impl of every hook and answers none: what it is asked stands in the calls that a bench records.
 * So a test sees whether a call came past the plugin that is tested, and with what.
 *
 * @param host The host, as {@linkcode testPlugin} takes it.
 * @returns The plugin, for `beside` or to be registered.
 *
 * @example
 * ```ts
 * import { hookspecMarker, PluginManager } from "@tenon/tenon";
 * import { recorder } from "@tenon/tenon/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hookspec = hookspecMarker("desk");
 * class DeskSpec {
 *   @hookspec
 *   onTicket(_: { id: number }): string | void {}
 * }
 *
 * const pm = new PluginManager("desk", DeskSpec);
 * pm.register(recorder(DeskSpec), "recorder");
 * assertEquals(pm.hook.onTicket({ id: 1 }), []);
 * ```
 */
export function recorder<S>(host: Host<S>): object {
  const parts = partsOf(host);
  const hookimpl = hookimplMarker(parts.project);
  return Object.fromEntries(hookNames(parts).map((hook) => [hook, hookimpl(() => undefined)]));
}
