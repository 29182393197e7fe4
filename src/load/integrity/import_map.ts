import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What the host's import map puts in the place of a specifier that is complete in itself, if it does. For an npm package that is
 * a file, it may as well be the package's own; {@linkcode isWithin} tells.
 *
 * @param url The specifier.
 * @param used What the host would import for it, if that is known.
 * @param at Where redirects and registries lead it.
 */
export function inItsPlace(url: string, used: string | undefined, at: string): string | undefined {
  if (used === undefined || [url, at, new URL(url).href].includes(used)) return undefined;
  return url.startsWith("npm:") && used.startsWith("file:") ? undefined : used;
}

/** Whether a file, given by its URL, lies in a folder. */
export function isWithin(url: string, folder: string): boolean {
  return realpathSync(fileURLToPath(url)).startsWith(realpathSync(folder) + sep);
}
