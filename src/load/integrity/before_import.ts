import type { Entry } from "../../manifest/mod.ts";
import { isCompiled } from "../runtime.ts";
import type { Surroundings } from "../surroundings.ts";
import { refusePlainHttp } from "./address.ts";
import type { PluginCheck } from "./check.ts";
import { needsCheck } from "./needed.ts";

/**
 * Prepares the check of a plugin that is to be imported into the host. What that takes is loaded only where there is something
 * to check.
 *
 * @returns The check; nothing if there is nothing to check, or if it is done.
 * @throws {PluginLoadError} If the plugin must not be imported.
 */
export async function checkBeforeImport(
  entry: Entry,
  url: string,
  { target, base, lock }: Surroundings,
): Promise<PluginCheck | undefined> {
  const { name, from, integrity } = entry;
  refusePlainHttp(url, integrity, { plugin: name, source: from });
  if (!needsCheck(entry, url, target.host)) return undefined;
  if (isCompiled()) {
    const { checkCompiled } = await import("./compiled.ts");
    await checkCompiled(entry, lock.find(name, from), target.host);
    return undefined;
  }
  const { PluginCheck } = await import("./check.ts");
  const { hostLock } = await import("../../sandbox/host_lock.ts");
  return new PluginCheck(entry, { host: target.host, lock: hostLock(base) });
}
