import { PluginLoadError } from "./errors.ts";
import { isBare } from "./specifier.ts";

/** What Deno says when an import fails, and what a user can do about it. The first that fits is shown. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /Unknown export '(.+?)' for/,
    "The package has no such export. Look at the exports in its deno.json, or leave the path out.",
  ],
  [/ERR_PACKAGE_PATH_NOT_EXPORTED/, "The package has no such export. Look at the exports in its package.json."],
  [
    /JSR package (manifest|version).*failed to load|JSR package not found/i,
    "Is the name right, and can the JSR registry be reached?",
  ],
  [
    /Could not find version of|Could not find constraint/i,
    "No published version fits. Look at the versions, or widen the range.",
  ],
  [
    /npm package .* does not exist|Could not find npm package|Error getting response at .*npm/i,
    "Is the name right, and can the npm registry be reached?",
  ],
  [
    /not a dependency and not in import map|Relative import path .* not prefixed/i,
    "The name is not in the import map. Add it with 'deno add', or write a path that begins with './'.",
  ],
  [
    /Module not found|ERR_MODULE_NOT_FOUND|Cannot find module/,
    "Is the path right? Paths are relative to the manifest.",
  ],
  [/lockfile is out of date|--frozen/i, "The lockfile does not list it. Run once without --frozen to add it."],
  [
    /Integrity check failed|integrity/i,
    "What was fetched is not what the lockfile lists. Do not run it before you know why.",
  ],
  [/--cached-only/, "It is not in the cache. Run once without --cached-only to fetch it."],
  [
    /Requires (\w+) access/,
    "The host lacks the permission to load it. Start the host with the flag that the error names.",
  ],
  [
    /error sending request|dns error|tcp connect error|connection refused|^Import '.*' failed/i,
    "The server could not be reached. Is the network up, and the address right?",
  ],
];

/** Says why a module could not be imported: because it is not there, or because it failed. */
export function importError(name: string, specifier: string, url: string, cause: unknown): PluginLoadError {
  const reason = cause instanceof Error ? firstLine(cause.message) : `it threw ${String(cause)}`;
  const kind = cause instanceof Error && cause.name !== "Error" ? `${cause.name}: ` : "";
  return new PluginLoadError(
    "import",
    "import-failed",
    `Cannot import plugin '${name}' from ${specifier}: ${kind}${reason}`,
    hintFor(specifier, url, cause),
    { plugin: name, source: specifier, cause },
  );
}

function hintFor(specifier: string, url: string, cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const hint = HINTS.find(([pattern]) => pattern.test(cause.message))?.[1];
  if (hint === undefined) return undefined;
  if (isBare(specifier) && /[\/\\]|\.[cm]?[jt]sx?$/.test(specifier) && !specifier.startsWith("@")) {
    return `Did you mean './${specifier}'? Without './' it is a name for the import map.`;
  }
  // What is missing may be something that the plugin imports; then its own path is fine.
  const missing = /Module not found "(.+?)"/.exec(cause.message)?.[1];
  return missing !== undefined && missing !== url ? "The plugin is there, but imports something that is not." : hint;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!;
}
