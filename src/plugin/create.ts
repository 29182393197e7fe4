import { isClass } from "../engine/kinds.ts";
import type { PluginContext } from "./context.ts";
import { CreateError } from "./create_error.ts";
import { describe } from "./describe.ts";

/** A plugin, and whether it was made for its entry: what a module exports may be in use elsewhere, too. */
export interface CreatedPlugin {
  readonly plugin: object;
  readonly isOwn: boolean;
}

/**
 * Makes a plugin of a module. Its default export is the plugin: a class is constructed with the options and what
 * it is told of itself, any other function is called with them and gives the plugin or a promise of it, an object is the plugin. A module without a default export is
 * itself the plugin. Where the entry has no options, classes and functions get an empty object.
 *
 * Classes are told from functions by their `prototype`, which cannot be assigned: a constructor written as an ES5 function,
 * and a bound class, look like functions and are called without `new`.
 *
 * @throws {CreateError} If there is no plugin in the module, or making it throws.
 */
export async function createPlugin(
  module: unknown,
  options: unknown,
  context: PluginContext,
): Promise<CreatedPlugin> {
  const hasDefault = isObject(module) && "default" in module;
  const exported = hasDefault ? await defaultOf(module) : module;
  if (typeof exported === "function") {
    const what = isClass(exported) ? `the constructor of ${exported.name || "its class"}` : "its function";
    let plugin: unknown;
    try {
      plugin = await make(exported as AnyMaker, options === undefined ? {} : options, context);
    } catch (cause) {
      throw new CreateError("create-failed", `${what} threw ${describe(cause)}`, constructorHint(exported), { cause });
    }
    if (isObject(plugin)) return { plugin, isOwn: true };
    const hint = constructorHint(exported) ?? "Return the object that has the impls.";
    throw new CreateError("no-plugin", `${what} gave ${describe(plugin)}, not a plugin object.`, hint);
  }
  if (!isObject(exported) || Array.isArray(exported)) {
    throw new CreateError(
      "no-plugin",
      `its default export is ${describe(exported)}.`,
      "Export a class, a function that gives the plugin, or the plugin object as default; or mark exported functions.",
    );
  }
  if (options !== undefined) {
    throw new CreateError(
      "options-not-taken",
      `its entry has options, but the module exports ${
        hasDefault ? "an object" : "no default"
      }, so nothing takes them.`,
      "Take the options out of the entry, or export a class or a function as default.",
    );
  }
  return { plugin: exported, isOwn: false };
}

type AnyMaker =
  | ((options: unknown, context: PluginContext) => unknown)
  | (new (options: unknown, context: PluginContext) => object);

function make(maker: AnyMaker, options: unknown, context: PluginContext): unknown {
  return isClass(maker)
    ? new (maker as new (options: unknown, context: PluginContext) => object)(options, context)
    : (maker as (options: unknown, context: PluginContext) => unknown)(options, context);
}

/**
 * The default export. Of CommonJS that was compiled from an ES module, Deno gives all of `module.exports` as default, and
 * what was exported as default is in there.
 */
function defaultOf(module: { default?: unknown }): unknown {
  const exported = module.default;
  return isObject(exported) && "__esModule" in exported && "default" in exported ? exported.default : exported;
}

/** A function that has methods on its prototype is a constructor, most likely compiled down from a class. */
function constructorHint(exported: object): string | undefined {
  const prototype: unknown = isClass(exported)
    ? undefined
    : Object.getOwnPropertyDescriptor(exported, "prototype")?.value;
  if (!isObject(prototype) || Object.getOwnPropertyNames(prototype).length <= 1) return undefined;
  return "It seems to be a constructor: write it as a class, since functions are called without new.";
}

function isObject(value: unknown): value is object {
  return value !== null && (typeof value === "object" || typeof value === "function");
}
