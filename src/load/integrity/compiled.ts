import { checkVersion, type HostPackage } from "../compatibility.ts";
import { LEFT_OUT } from "../runtime.ts";
import type { LockedPlugin } from "../lock/module.ts";
import type { CheckedEntry } from "./check.ts";
import { checkProblem } from "./problem.ts";

/**
 * Checks a plugin in a compiled program, where there is no Deno that could look at modules: its integrity was checked when the
 * lock module was written, and its version is told from its entry alone.
 *
 * @param entry The entry.
 * @param locked What the lock module has of it.
 * @param host The host's package, if the host says which it is.
 * @throws {PluginLoadError} If it must not be imported.
 */
export async function checkCompiled(
  entry: CheckedEntry,
  locked: LockedPlugin | undefined,
  host: HostPackage | undefined,
): Promise<void> {
  const { name, from, integrity, requires, ignoreVersion } = entry;
  const who = { plugin: name, source: from };
  if (integrity !== undefined && locked?.integrity !== integrity) {
    const found = locked?.integrity === undefined ? "it has none there" : `there it is ${locked.integrity}`;
    const why =
      `its integrity must be ${integrity}, and in a compiled program only the lock module can say it: ${found}.`;
    throw checkProblem("integrity-unknown", who, why, LEFT_OUT);
  }
  if (host !== undefined && !ignoreVersion) await checkVersion(host, requires, [], who);
}
