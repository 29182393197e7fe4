import { describe, firstLine } from "../plugin/mod.ts";
import { LEFT_OUT } from "./runtime.ts";
import { PluginLoadError } from "./errors.ts";
import { isBare } from "./specifier.ts";

/**
 * What Deno says when it cannot load a module, and what a user can do about it. The first that fits is shown. A group is what
 * is missing: if it is no part of the plugin's own specifier, then something is that the plugin imports.
 */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/--cached-only/, "It is not in the cache. Run once without --cached-only to fetch it."],
  [/--no-remote|--no-npm/, "The host was started with a flag that keeps it from being fetched."],
  [
    /JSR package version not found/,
    "The registry does not have the version that the lockfile lists. If another will do, remove its entry from deno.lock.",
  ],
  [/lockfile is out of date/, "The lockfile does not list it. Run once without --frozen to add it."],
  [
    /Requires \w+ access/,
    "The host lacks the permission to load it. Start the host with the flag that the error names.",
  ],
  [
    /Unknown export '.+?' for '(.+?)@[^@]*'/,
    "The package has no such export. Look at the exports in its deno.json, or leave the path out.",
  ],
  [/ERR_PACKAGE_PATH_NOT_EXPORTED/, "The package has no such export. Look at the exports in its package.json."],
  [/Did you forget to run `deno install`|list(?:ed)? in your deno\.json or package\.json/, "Run deno install."],
  [
    /JSR package not found: (\S+)|JSR package manifest for '(.+?)' failed to load/,
    "Is the name right, and can the JSR registry be reached?",
  ],
  [/npm package '(.+?)' does not exist/, "Is the name right? The npm registry has no such package."],
  [/Failed (?:loading|caching) .*npm|Failed loading/, "Can the npm registry be reached?"],
  [
    /Could not find version of '(.+?)'|Could not find npm package '(.+?)' matching/,
    "No published version fits. Look at the versions, or widen the range.",
  ],
  [
    /Import "(.+?)" not a dependency/,
    "The name is not in the import map. Add it with 'deno add', or write a path that begins with './'.",
  ],
  [/ERR_UNSUPPORTED_DIR_IMPORT/, "That is a folder. Name the file in it."],
  [/JSON module/, "A plugin is a module of JavaScript or TypeScript."],
  [/Module not found "(file:.+?)"/, "Is the path right? Paths are relative to the manifest."],
  [/Module not found "(.+?)"/, "The server has no such file. Is the address right?"],
  [/Cannot find module/, "The package has no such file. Is the path right?"],
  [/No such built-in module/, "Neither Node nor Deno has such a module."],
  [/Invalid package specifier/, "Write it as jsr:@scope/name or npm:name."],
  [/Import '(.+?)' failed: \d+/, "The server did not give it. Is the address right, and is it open to everyone?"],
  [/Import '(.+?)' failed/, "The server could not be reached. Is the network up, and the address right?"],
];

/**
 * Says why a module could not be imported: because it is not there, or because it failed. `mayBeLeftOut` says that the host is a
 * compiled program, in which all is that it can import, and that its lock module does not have the plugin.
 */
export function importError(
  name: string,
  specifier: string,
  url: string,
  cause: unknown,
  mayBeLeftOut = false,
): PluginLoadError {
  const message = loaderMessage(cause);
  // The loader wraps everything in a TypeError, which says nothing.
  const reason = message === undefined ? `it threw ${describe(cause)}` : firstLine(message);
  const place = message && placeIn(message);
  return new PluginLoadError(
    "import",
    "import-failed",
    `Cannot import plugin '${name}' from ${specifier}: ${reason}${place ? `, at ${place}` : ""}`,
    message && (mayBeLeftOut ? LEFT_OUT : hintFor(message, place, specifier, url)),
    { plugin: name, source: specifier, cause },
  );
}

/** What Deno's loader, or Node's `require`, says; nothing for errors that a module threw. */
function loaderMessage(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code } = cause as { code?: unknown };
  // Where the error was caused by an import in another module, its place comes in colours.
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND"
    ? String(cause.message).replace(/\p{Cc}\[\d+m/gu, "")
    : undefined;
}

/** The place in a module that the loader objects to. The one that reads modules ahead, in a blob, is nobody's. */
function placeIn(message: string): string | undefined {
  return /^\s+at (?!blob:)(\S+:\d+:\d+)$/m.exec(message)?.[1];
}

/** What a user can do about what Deno's loader says. */
export function hintFor(
  message: string,
  place: string | undefined,
  specifier: string,
  url: string,
): string | undefined {
  if (message.startsWith("SyntaxError")) return undefined;
  const found = HINTS.map(([pattern, hint]) => ({ match: pattern.exec(message), hint })).find(({ match }) => match);
  const missing = found?.match?.slice(1).find((group) => group !== undefined);
  if (place !== undefined || importedByPackage(message, url) || (missing !== undefined && !url.includes(missing))) {
    return "The plugin is there, but something that it imports, or that its address leads to, cannot be loaded.";
  }
  if (missing === specifier && isBare(specifier) && /^[^@].*[\/\\]|\.[cm]?[jt]sx?$/.test(specifier)) {
    return `Did you mean './${specifier}'? Without './' it is a name for the import map.`;
  }
  return found?.hint;
}

/** Whether it is a file of the plugin's own npm package whose import failed. */
function importedByPackage(message: string, url: string): boolean {
  if (/^Require stack:|from referrer '/m.test(message)) return true;
  const name = /^npm:\/?((?:@[^\/]+\/)?[^\/@]+)/.exec(url)?.[1];
  const importer = /imported from '(.+?)'/.exec(message)?.[1];
  return name !== undefined && importer !== undefined && importer.includes(`/${name}/`);
}
