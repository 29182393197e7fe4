import type { Entry } from "../manifest/mod.ts";
import { PluginLoadError } from "./errors.ts";

/**
 * Refuses an entry whose grant cannot be kept. In the host's own isolate a plugin has all of the host's permissions, since
 * Deno has no permissions for single modules; so only an entry that says so may be loaded there, and only if it is the
 * user's own: a manifest that was fetched can ask, but not grant. Takes where the manifest was fetched from if it was.
 *
 * @throws {PluginLoadError} With what to write instead.
 */
export function refuseUngranted({ name, from, permissions }: Entry, fetchedFrom: URL | undefined): void {
  const refuse = (code: string, why: string, hint: string) => {
    const message = `Cannot load plugin '${name}' from ${from}: ${why}`;
    return new PluginLoadError("grant", code, message, hint, { plugin: name, source: from });
  };
  const entry = `${JSON.stringify(name)}: { "from": ${JSON.stringify(from)}, "permissions": "inherit" }`;
  if (fetchedFrom !== undefined) {
    throw refuse(
      "remote-grant",
      `its manifest was fetched from ${fetchedFrom.href}, and a manifest from elsewhere cannot grant permissions.`,
      `If you trust it with all that the host may do, write ${entry} into a manifest of your own.`,
    );
  }
  if (permissions === "inherit") return;
  throw refuse(
    "not-granted",
    `its entry grants ${permissions === "none" ? "no permissions" : "only some permissions"}, and plugins can so far ` +
      "only run in the host itself, with all that the host may do.",
    `If you trust it with that, write ${entry}.`,
  );
}
