import type { Entry } from "../manifest/mod.ts";
import { PluginLoadError } from "./errors.ts";

/**
 * Refuses an entry whose grant cannot be kept. In the host's own isolate a plugin has all of the host's permissions, since
 * Deno has no permissions for single modules; so only an entry that says so may be loaded there, and only if it is the
 * user's own: a manifest that was fetched can ask, but not grant.
 *
 * @throws {PluginLoadError} With what to write instead.
 */
export function refuseUngranted({ name, from, permissions }: Entry, manifest: URL | undefined): void {
  const context = { plugin: name, source: from };
  if (permissions !== "inherit") {
    throw new PluginLoadError(
      "grant",
      "not-granted",
      `Cannot load plugin '${name}' from ${from}: its entry grants ${
        permissions === "none" ? "no permissions" : "only some permissions"
      }, and plugins can so far only run in the host itself, with all that the host may do.`,
      `If you trust it with that, write { "from": ${JSON.stringify(from)}, "permissions": "inherit" } as its entry.`,
      context,
    );
  }
  if (manifest !== undefined && manifest.protocol !== "file:") {
    throw new PluginLoadError(
      "grant",
      "remote-grant",
      `Cannot load plugin '${name}' from ${from}: its manifest was fetched from ${manifest.href}, and a manifest from ` +
        "elsewhere cannot grant permissions.",
      "If you trust the plugin, copy its entry into a manifest of your own.",
      context,
    );
  }
}
