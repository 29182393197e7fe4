import { hookimplMarker, type HookimplOptions } from "@tenon/tenon";
import { byCodePoints } from "./encode.ts";
import { plainFunction } from "./plain.ts";
import type { Extra, Impl, PluginDefinition } from "./scenario.ts";
import type { Fn, Stage } from "./stage.ts";
import type { Unused } from "./unused.ts";
import { wrapperFunction } from "./wrappers.ts";

// Options that are only known at run time have no types for the marker to check.
const hookimpl = hookimplMarker("conformance") as (options: HookimplOptions, fn: Fn) => Fn;

/** What has no effect on the functions of plugins. */
type UnusedOfImpls = Pick<Unused, "fn" | "impl">;

/**
 * Makes a plugin: a plain object. Its impls come in ascending order, since Tenon visits members in the order of their
 * declaration.
 */
export function makePlugin(
  stage: Stage,
  { id, canonical, impls, attrs = {} }: PluginDefinition,
  unused: UnusedOfImpls = {},
): object {
  const members = new Map(Object.entries(attrs));
  if (canonical !== undefined) members.set("name", canonical);
  for (const impl of impls.toSorted((a, b) => byCodePoints(a.attr, b.attr))) {
    members.delete(impl.attr);
    members.set(impl.attr, implFunction(stage, `${id}.${impl.attr}`, impl, unused));
  }
  return Object.fromEntries(members);
}

/** Makes the function of an extra. */
export function extraFunction(stage: Stage, id: string, extra: Extra, { fn: use, impl }: UnusedOfImpls): Fn {
  const fn = plainFunction(stage, id, extra, extra.do);
  return hookimpl({ args: extra.args, ...impl }, use?.(fn) ?? fn);
}

function implFunction(stage: Stage, id: string, impl: Impl, { fn: use, impl: unusedOptions }: UnusedOfImpls): Fn {
  const { tryfirst, trylast, wrapper, hookwrapper, optionalhook, specname, args, plain, around } = impl;
  const fn = plain ? plainFunction(stage, id, impl, plain) : wrapperFunction(stage, id, impl, around!, hookwrapper);
  const options = { tryfirst, trylast, wrapper, hookwrapper, optionalhook, args, ...unusedOptions };
  return hookimpl(specname === undefined ? options : { ...options, specname }, use?.(fn) ?? fn);
}
