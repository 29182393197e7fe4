import { PluginLoadError } from "./errors.ts";

/** A specifier that is complete in itself: it begins with a scheme such as `jsr:` or `https:`. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** A path, relative or absolute, also a Windows one such as `C:\plugins\a.ts`. */
const PATH = /^(\.{0,2}[\/\\]|\.{1,2}$|[a-z]:[\/\\])/i;

/** The kinds of URL that modules can be loaded from. */
const LOADABLE = new Set(["file:", "http:", "https:", "jsr:", "npm:", "node:", "data:"]);

/** Whether a specifier is a name to be found in the import map. */
export function isBare(specifier: string): boolean {
  return !PATH.test(specifier) && !SCHEME.test(specifier);
}

/**
 * Makes of a manifest's specifier what `import()` takes, wherever it is called from: paths become URLs relative to the
 * manifest; names for the import map, and all that has a scheme, stay as they are.
 *
 * @throws {PluginLoadError} If a path has nothing to be relative to, or the scheme is none that modules come from.
 */
export function resolveSpecifier(specifier: string, base: URL | undefined): string {
  if (PATH.test(specifier)) return resolvePath(specifier, base);
  if (!SCHEME.test(specifier)) return specifier;
  const scheme = specifier.slice(0, specifier.indexOf(":") + 1).toLowerCase();
  if (LOADABLE.has(scheme)) return specifier;
  throw new PluginLoadError(
    "resolve",
    "unknown-scheme",
    `Cannot resolve '${specifier}': modules cannot be loaded from '${scheme}'.`,
    "Write a path, or a specifier that begins with jsr:, npm:, https: or file:.",
  );
}

function resolvePath(path: string, base: URL | undefined): string {
  if (/^[a-z]:/i.test(path)) return new URL(`file:///${path.replaceAll("\\", "/")}`).href;
  if (base === undefined) {
    throw new PluginLoadError(
      "resolve",
      "no-base",
      `Cannot resolve '${path}': the manifest was given as an object, and there is nothing the path could be relative to.`,
      "Give load the option base: import.meta.url.",
    );
  }
  return new URL(path, base).href;
}
