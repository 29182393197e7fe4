import { requireDeno } from "../runtime.ts";
import type { ManifestInput } from "../../manifest/types.ts";

/** What {@linkcode writeLockModule} has to know besides the manifest. */
export interface WriteLockOptions {
  /** The project whose plugins they are, as the host's `PluginManager` has it. */
  readonly project: string;
  /** The file to write; by default `plugins.lock.ts` beside a local manifest, or beside `base`. */
  readonly to?: string | URL;
  /** What relative specifiers are relative to, for a manifest that is given as an object. */
  readonly base?: string | URL;
  /** `false` if the host loads without discovery. */
  readonly discover?: boolean;
}

/** What {@linkcode writeLockModule} did. */
export interface WrittenLock {
  /** Where the module is. */
  readonly url: string;
  /** The plugins in it, in the order in which they are registered. */
  readonly plugins: readonly { readonly name: string; readonly from: string }[];
  /** Whether there was none before, or another one. One that needs no change is left as it is. */
  readonly changed: boolean;
}

/**
 * Writes `plugins.lock.ts`, a module that imports the plugins of a manifest and those that discovery finds by literal
 * specifiers. With it, `deno cache`, `deno check`, `deno install --entrypoint` and `deno compile` see the plugins as they see
 * the host. No plugin's code runs for it.
 *
 * A host that imports the module gives it to `load`, as the option `lock`; a module beside a local manifest is found without
 * that. It is used as long as manifest and dependencies name the same plugins as when it was written. Otherwise the report says
 * that it is out of date, and the plugins are loaded as without it.
 *
 * @example
 * ```ts ignore
 * import { PluginManager, writeLockModule } from "@tenon/tenon";
 *
 * // Once, when plugins come or go:
 * await writeLockModule("plugins.jsonc", { project: "greeter" });
 *
 * // In the host, also a compiled one:
 * import * as lock from "./plugins.lock.ts";
 * const plugins = new PluginManager("greeter", GreeterSpec);
 * await plugins.load(new URL("./plugins.jsonc", import.meta.url), { lock });
 * ```
 *
 * @param manifest The manifest, as for `load`; without one, only what discovery finds is in the module.
 * @param options The project, and where to write.
 * @returns Where it is, and what is in it.
 * @throws {ManifestError} If the manifest cannot be read or is not in order.
 * @throws {PluginLoadError} If a specifier is none that modules come from, an entry has another integrity than it says, or it
 * cannot be told whether a dependency is a plugin.
 * @throws {LockError} If the module cannot be written, or there is another file in its place.
 */
export async function writeLockModule(
  manifest: string | URL | ManifestInput | undefined,
  options: WriteLockOptions,
): Promise<WrittenLock> {
  requireDeno("write a lock module");
  // Neither hosts that load plugins nor plugins pay for it.
  const { makeLock } = await import("./make.ts");
  return await makeLock(manifest, options);
}
