import type { Entry } from "../manifest/mod.ts";
import { importError } from "./import_error.ts";
import { isCompiled } from "./runtime.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Imports the module of a plugin into the host: as the lock module does, if that has it, or else by its URL.
 *
 * @throws {PluginLoadError} Which says whether it is not there, or has failed.
 */
export async function importPlugin(
  { name, from, integrity }: Entry,
  url: string,
  { lock, ahead }: Pick<Surroundings, "lock" | "ahead">,
): Promise<unknown> {
  // What an integrity is of was looked at by its specifier; so that is what is imported, where both are possible.
  const locked = integrity === undefined || isCompiled() ? lock.find(name, from) : undefined;
  await ahead?.done;
  try {
    return await (locked === undefined ? import(url) : locked.load());
  } catch (cause) {
    throw importError(name, from, url, cause, locked === undefined && isCompiled());
  }
}
