import type { PackageName } from "../../manifest/discover/mod.ts";
import type { Answer } from "./asker.ts";

/** Whether a package is a plugin; `unclear` if that could not be found out. */
export type Verdict = "plugin" | "no plugin" | "unclear";

/**
 * Tells from Deno's answer whether a package has an export. Deno gives all of these errors one code; it is their texts that tell
 * them apart, those of Deno 2.9.
 *
 * What is there and cannot be loaded is a plugin all the same: it fails when it is imported, with what Deno says then. And
 * what is not known to be otherwise is unclear: a plugin must never go missing without a word.
 *
 * @param asked The package.
 * @param path The export, such as `/demo`.
 * @param answer What Deno said.
 */
export function verdictOn(asked: PackageName, path: string, answer: Answer): Verdict {
  const { said } = answer;
  // The export is JSON, which is no plugin but claims to be one.
  if (said === undefined) return asked.id.startsWith("npm:") ? npmVerdict(path, answer) : "plugin";
  // An import in one of the plugin's modules that failed has a place; so the plugin is there.
  if (/^\s+at \S+:\d+:\d+$/m.test(said)) return "plugin";
  if (asked.id.startsWith("npm:")) return npmVerdict(path, answer);
  // A member of the workspace has no version there.
  if (said.startsWith(`Unknown export '.${path}' for '${asked.name}@`)) return "no plugin";
  if (said.startsWith(`Unknown export '.${path}' for '${asked.name}'`)) return "no plugin";
  return /^(?:Expected a JSON module|Module not found|Import 'file:)/.test(said) ? "plugin" : "unclear";
}

function npmVerdict(path: string, { said, packageSaid, exports }: Answer): Verdict {
  if (said?.startsWith(`[ERR_PACKAGE_PATH_NOT_EXPORTED] Package subpath '.${path}' is not defined`)) {
    // It may have the export under conditions that do not hold in Deno, such as "browser" alone.
    return exports?.includes(`.${path}`) ? "plugin" : "no plugin";
  }
  if (said?.startsWith("[ERR_INVALID_PACKAGE_TARGET]")) return "plugin";
  if (said !== undefined && targetIn(said) === undefined) return "unclear";
  // Its package.json could be read. A pattern such as "./*" makes an export of every file, and nobody meant this one.
  if (packageSaid === undefined) return exports?.includes(`.${path}`) ? "plugin" : "no plugin";
  // It has exports, and package.json is not among them.
  if (packageSaid.startsWith("[ERR_PACKAGE_PATH_NOT_EXPORTED]")) return "plugin";
  // It has a pattern that package.json falls under. Does the export, too, or is it one of its own?
  const [target, other] = [said && targetIn(said), targetIn(packageSaid)];
  if (other === undefined) return "unclear";
  return target === byPattern(other, path) ? "no plugin" : "plugin";
}

/** The file that an error of Deno's for an npm package is about: one that is not there, or is no JSON. */
function targetIn(said: string): string | undefined {
  return /^\[ERR_MODULE_NOT_FOUND\] Cannot find module '(.+?)' imported from/.exec(said)?.[1] ??
    /^\[ERR_UNSUPPORTED_DIR_IMPORT\] Directory import '(.+?)' is not supported/.exec(said)?.[1] ??
    /^Expected a JSON module, .*\n\s*Specifier: (.+)/.exec(said)?.[1];
}

/** Where an export would lead by the pattern that leads package.json somewhere. */
function byPattern(packageJson: string, path: string): string {
  const at = packageJson.lastIndexOf("package.json");
  return packageJson.slice(0, at) + path.slice(1) + packageJson.slice(at + "package.json".length);
}
