/**
 * Tenon as a contender. All hooks of the benchmark are hooks of one manager, as those of a host are.
 *
 * @module
 */
import { hookimplMarker, hookspecMarker } from "../../src/engine/mod.ts";
import { PluginManager } from "../../src/manager/mod.ts";
import type { Engine } from "../engine.ts";
import { generatorWrappers, type HookShape, plainImpls } from "../hook_shape.ts";
import { callSite } from "../own_code.ts";

const hookspec = hookspecMarker("bench");
const hookimpl = hookimplMarker("bench");
const pm = new PluginManager("bench");
let hooks = 0;

/** What the spec of a hook says. */
interface Spec {
  readonly firstresult?: boolean;
  readonly async?: boolean;
}

/** Makes a hook with a plugin for each impl, and gives its name. */
function addHook(shape: HookShape, { firstresult = false, async = false }: Spec, asyncWrappers: boolean): string {
  const name = `hook${hooks++}`;
  const declaration: (args: never) => unknown = async ? async () => {} : () => {};
  pm.addHookspecs({ [name]: hookspec({ firstresult }, declaration) });
  // The last registered is called first, and the outermost.
  for (const fn of plainImpls(shape).reverse()) pm.register({ [name]: hookimpl(fn) });
  for (const fn of generatorWrappers<() => Generator>(shape, asyncWrappers).reverse()) {
    pm.register({ [name]: hookimpl({ wrapper: true }, fn) });
  }
  return name;
}

/** Tenon, for hooks of one kind. */
export function tenon(spec: Spec = {}, asyncWrappers = false): Engine {
  return {
    name: "Tenon",
    role: "tenon",
    make: (shape) => callSite(`pm.hook.${addHook(shape, spec, asyncWrappers)}(args)`, { pm }),
  };
}
