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
 * The same for a plugin that will be isolated: complete in itself, as it is imported by a process that does not know the
 * host's import map.
 *
 * @throws {PluginLoadError} Also for a name that the import map does not have, and for a local file that a manifest from
 * elsewhere names.
 */
export function resolveIsolated(
  specifier: string,
  base: URL | undefined,
  fetchedFrom: URL | undefined,
  plugin: string,
): string {
  const written = resolveSpecifier(specifier, base, plugin);
  const refuse = (code: string, why: string, hint: string) => {
    const message = `Cannot resolve plugin '${plugin}' from ${specifier}: ${why}`;
    return new PluginLoadError("resolve", code, message, hint, { plugin, source: specifier });
  };
  const url = isBare(written) ? resolved(written) : written;
  if (url === undefined) {
    throw refuse(
      "unknown-name",
      "the name is not in the import map.",
      "Add it with 'deno add', or write a path that begins with './'.",
    );
  }
  if (fetchedFrom !== undefined && /^(file|data|node):/i.test(url)) {
    throw refuse(
      "local-from-elsewhere",
      `its manifest was fetched from ${fetchedFrom.href}, and names a module on this machine.`,
      "Name it in a manifest of your own.",
    );
  }
  return url;
}

/**
 * Makes of a plugin's specifier what `import()` takes, wherever it is called from: paths become URLs relative to the
 * manifest; names for the import map, and all that has a scheme, stay as they are.
 *
 * @throws {PluginLoadError} If a path has nothing to be relative to, or the scheme is none that modules come from.
 */
export function resolveSpecifier(specifier: string, base: URL | undefined, plugin: string): string {
  const refuse = (code: string, why: string, hint: string) => {
    const message = `Cannot resolve plugin '${plugin}' from ${specifier}: ${why}`;
    return new PluginLoadError("resolve", code, message, hint, { plugin, source: specifier });
  };
  if (PATH.test(specifier)) {
    if (/^[a-z]:/i.test(specifier)) return new URL(`file:///${specifier}`).href;
    // An absolute path needs a base only where it is one on a server.
    const from = base ?? (/^[/\\]/.test(specifier) ? "file:///" : undefined);
    if (from !== undefined) return new URL(specifier, from).href;
    throw refuse(
      "no-base",
      "the manifest was given as an object, and there is nothing that the path could be relative to.",
      "Give load the option base: import.meta.url.",
    );
  }
  if (!SCHEME.test(specifier)) return specifier;
  const scheme = specifier.slice(0, specifier.indexOf(":") + 1).toLowerCase();
  if (LOADABLE.has(scheme)) return specifier;
  throw refuse(
    "unknown-scheme",
    `modules cannot be loaded from '${scheme}'.`,
    "Write a path, or a specifier that begins with jsr:, npm:, https: or file:.",
  );
}

/** What the host's import map makes of a specifier, or Deno of a package that it has loaded; nothing for an unknown name. */
export function resolved(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return undefined;
  }
}
