import { isClass } from "../engine/mod.ts";
import { PluginLoadError } from "./errors.ts";

/**
 * Makes a plugin of a module. Its default export is the plugin: a class is constructed with the options, any other function
 * is called with them and gives the plugin or a promise of it, an object is the plugin. A module without a default export is
 * itself the plugin. Where the entry has no options, classes and functions get an empty object.
 *
 * Classes are told from functions by their `prototype`, which cannot be assigned: a constructor written as an ES5 function,
 * and a bound class, look like functions and are called without `new`.
 *
 * @throws {PluginLoadError} If there is no plugin in the module, or making it throws.
 */
export async function createPlugin(module: object, name: string, specifier: string, options: unknown): Promise<object> {
  const context = { plugin: name, source: specifier };
  const hasDefault = "default" in module;
  const exported: unknown = hasDefault ? module.default : module;
  if (typeof exported === "function") {
    const made = await make(exported as (options: unknown) => unknown, name, specifier, options ?? {});
    if (isObject(made)) return made;
    throw new PluginLoadError(
      "create",
      "no-plugin",
      `Cannot create plugin '${name}' from ${specifier}: the function that it exports as default gave ${
        describe(made)
      }, not a plugin object.`,
      "Return the object that has the impls.",
      context,
    );
  }
  if (!isObject(exported)) {
    throw new PluginLoadError(
      "create",
      "no-plugin",
      `Cannot create plugin '${name}' from ${specifier}: its default export is ${describe(exported)}.`,
      "Export a class, a function that gives the plugin, or the plugin object as default; or mark exported functions.",
      context,
    );
  }
  if (options !== undefined) {
    throw new PluginLoadError(
      "create",
      "options-not-taken",
      `Cannot create plugin '${name}' from ${specifier}: its entry has options, but the module exports ${
        hasDefault ? "an object" : "no default"
      }, so nothing takes them.`,
      "Take the options out of the entry, or export a class or a function as default.",
      context,
    );
  }
  return exported;
}

async function make(
  exported: (options: unknown) => unknown,
  name: string,
  specifier: string,
  options: unknown,
): Promise<unknown> {
  try {
    if (isClass(exported)) return new (exported as unknown as new (options: unknown) => object)(options);
    return await exported(options);
  } catch (cause) {
    throw new PluginLoadError(
      "create",
      "create-failed",
      `Cannot create plugin '${name}' from ${specifier}: ${
        isClass(exported) ? `the constructor of ${exported.name || "its class"}` : "its function"
      } threw ${cause instanceof Error ? `${cause.name}: ${cause.message}` : describe(cause)}`,
      undefined,
      { plugin: name, source: specifier, cause },
    );
  }
}

function isObject(value: unknown): value is object {
  return value !== null && (typeof value === "object" || typeof value === "function");
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `the ${typeof value} ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}
