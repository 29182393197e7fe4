/**
 * Which plugins are loaded, for both of crow's main modules.
 *
 * @module
 */
import { type LoadReport, PluginManager } from "@tenon/tenon";
import { CrowSpec } from "./hooks.ts";

/** How long a plugin may take over a hook that says nothing about it. */
const HOOK_MS = 30_000;

/** That of the repository that crow is an example in. */
const MANIFEST = new URL("../../plugins.jsonc", import.meta.url);

/** The options that choose plugins. */
export const PLUGIN_USAGE = `  --plugins=FILE
                load those of another manifest than plugins.jsonc
  --no-plugins  load none, to see the difference`;

/** Which plugins the user wants. */
export interface PluginChoice {
  /** Whether there are to be none. */
  readonly none: boolean;
  /** The manifest that was named. */
  readonly manifest: string | undefined;
}

/** Takes the options that choose plugins out of a set of options. */
export function takePluginOptions(flags: Set<string>): PluginChoice & { readonly wrong: string | undefined } {
  const none = flags.delete("--no-plugins");
  const file = [...flags].find((flag) => flag.startsWith("--plugins="));
  if (file !== undefined) flags.delete(file);
  const wrong = none && file !== undefined ? "with --no-plugins there is no manifest to name." : undefined;
  return { none, manifest: file?.slice("--plugins=".length), wrong };
}

/** A manager of crow's plugins that goes on without those that fail or take too long. */
export function crowPlugins(): PluginManager<CrowSpec> {
  return new PluginManager("crow-acp", CrowSpec, { onError: "skip", timeoutMs: HOOK_MS });
}

/**
 * Loads the plugins of the manifest and those that were installed with `deno add`. Without a choice, the manifest is
 * plugins.jsonc: that of the repository, or where crow itself was installed from a registry that of the working folder, which
 * need not be there.
 *
 * @throws {TenonError} If the manifest cannot be read.
 */
export async function loadPlugins(plugins: PluginManager<CrowSpec>, choice: PluginChoice): Promise<LoadReport> {
  if (choice.none) return await plugins.load({ plugins: {} }, { discover: false });
  if (choice.manifest !== undefined) return await plugins.load(choice.manifest);
  if (MANIFEST.protocol === "file:") return await plugins.load(MANIFEST);
  return await plugins.load(isThere("plugins.jsonc") ? "plugins.jsonc" : undefined);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
