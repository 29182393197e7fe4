import type { Entry } from "../../manifest/mod.ts";
import type { HostPackage } from "../compatibility.ts";

/**
 * Whether there is anything to look at in a plugin before it is imported into the host, so that it is worth the time that
 * looking takes.
 */
export function needsCheck(
  { integrity, requires }: Pick<Entry, "integrity" | "requires">,
  url: string,
  host: HostPackage | undefined,
): boolean {
  return integrity !== undefined || host !== undefined || requires !== undefined || /^https?:/i.test(url);
}
