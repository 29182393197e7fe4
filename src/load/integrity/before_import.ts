import type { Entry } from "../../manifest/mod.ts";
import { isCompiled } from "../runtime.ts";
import type { Surroundings } from "../surroundings.ts";
import { refusePlainHttp } from "./address.ts";
import type { PluginCheck } from "./check.ts";

/**
 * Prepares the check of a plugin that is to be imported into the host, and needs one. What that takes is loaded only then.
 *
 * @returns The check; nothing if it is done.
 * @throws {PluginLoadError} If the plugin must not be imported.
 */
export async function checkBeforeImport(
  entry: Entry,
  url: string,
  { target, base, lock }: Surroundings,
): Promise<PluginCheck | undefined> {
  const { name, from, integrity } = entry;
  refusePlainHttp(url, integrity, { plugin: name, source: from });
  if (isCompiled()) {
    const { checkCompiled } = await import("./compiled.ts");
    await checkCompiled(entry, lock.find(name, from), target.host);
    return undefined;
  }
  const { PluginCheck } = await import("./check.ts");
  const { hostLock } = await import("../../sandbox/host_lock.ts");
  return new PluginCheck(entry, { host: target.host, lock: hostLock(base) });
}
