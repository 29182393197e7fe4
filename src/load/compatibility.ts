import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageOf } from "../manifest/integrity.ts";
import { type FoundModules, type GraphModule, jsrUrl, leadsTo, reach } from "../sandbox/graph/mod.ts";
import { npmFolderOf } from "./integrity/found.ts";
import { resolved } from "./specifier.ts";
import { type CheckedPlugin, checkProblem } from "./integrity/problem.ts";

/** The host's package: that from which plugins import its hooks. */
export interface HostPackage {
  /** Its name on JSR or npm, such as `@crow/acp`. */
  readonly package: string;
  /** The version that runs. */
  readonly version: string;
}

/** A range of versions of the host's package, and who says it. */
export interface StatedRange {
  readonly range: string;
  /** Completes the sentence "… for the range R, says …". */
  readonly by: string;
}

/** The parts of `semver` that are used here. */
interface Semver {
  satisfies(version: string, range: string, options: { includePrerelease: boolean }): boolean;
  validRange(range: string): string | null;
}

/**
 * Compares the host's version with what a plugin, or its entry, says that it is made for. Who says nothing fits.
 *
 * @throws {PluginLoadError} If they do not fit, or the entry's range is none.
 */
export async function checkVersion(
  host: HostPackage,
  requires: string | undefined,
  stated: readonly StatedRange[],
  who: CheckedPlugin,
): Promise<void> {
  const ranges = requires === undefined ? stated : [{ range: requires, by: '"requires" of its entry' }];
  if (ranges.length === 0) return;
  const { satisfies, validRange }: Semver = (await import("npm:semver@7.8.6")).default;
  for (const { range, by } of ranges) {
    if (validRange(range) === null) {
      // A tag, such as "latest", says nothing about versions.
      if (requires === undefined) continue;
      throw checkProblem(
        "bad-range",
        who,
        `"requires" of its entry must be a range of versions, such as "^1.2": found "${range}".`,
        "Correct the entry.",
      );
    }
    // Who runs a prerelease wants to try plugins with it.
    if (satisfies(host.version, range, { includePrerelease: true })) continue;
    throw checkProblem(
      "wrong-version",
      who,
      `it is made for ${host.package} ${range}, as ${by} says, but the host is ${host.package} ${host.version}.`,
      'Look for a version of it that fits the host. "ignoreVersion": true in its entry loads it all the same.',
    );
  }
}

/** What a plugin's own modules, or its package.json, say about the host's package. What it imports in turn has no say. */
export async function statedRanges(url: string, found: FoundModules, host: HostPackage): Promise<StatedRange[]> {
  if (packageOf(url)?.registry === "npm") return await rangesInPackageJson(url, found, host);
  const { graph } = found;
  const own = packagePrefix(leadsTo(graph, url));
  const modules = [...reach(graph, url)].filter((at) => packagePrefix(at) === own && !at.startsWith("npm:"));
  const ranges = modules.flatMap((at) => {
    return importsOf(graph.modules.get(at)).flatMap((specifier): StatedRange[] => {
      const imported = packageOf(specifier);
      if (imported === undefined || !isHost(imported.name, host)) return [];
      return [{ range: imported.version ?? "*", by: `its import of ${specifier}` }];
    });
  });
  return [...new Map(ranges.map((stated) => [stated.range, stated])).values()];
}

function importsOf(module: GraphModule | undefined): string[] {
  return module === undefined ? [] : [...module.edges.flatMap(({ to }) => to ?? []), ...module.types];
}

/** The URL of the JSR package that a module is of; nothing for all others. */
function packagePrefix(url: string): string {
  const base = jsrUrl();
  const [path] = url.startsWith(base) ? /^@[^/]+\/[^/]+\/[^/]+\//.exec(url.slice(base.length)) ?? [""] : [""];
  return path;
}

/** Whether it is the host's package, on JSR, on npm, or on JSR's registry for npm. */
function isHost(name: string, host: HostPackage): boolean {
  return name === host.package || name === `@jsr/${host.package.replace(/^@/, "").replace("/", "__")}`;
}

async function rangesInPackageJson(url: string, found: FoundModules, host: HostPackage): Promise<StatedRange[]> {
  const folder = npmFolderOf(url, found);
  return folder === undefined ? [] : await rangesIn(folder, host);
}

/** The same for a package that was not looked at, if Deno knows where it is installed. */
export async function rangesOfInstalled(url: string, host: HostPackage): Promise<StatedRange[]> {
  const at = resolved(url);
  const end = `/node_modules/${packageOf(url)?.name}/`;
  const start = at?.startsWith("file:") ? at.lastIndexOf(end) : -1;
  return start === -1 ? [] : await rangesIn(fileURLToPath(at!.slice(0, start + end.length)), host);
}

async function rangesIn(folder: string, host: HostPackage): Promise<StatedRange[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  } catch {
    // What is wrong with the package, the import says.
    return [];
  }
  for (const key of ["peerDependencies", "dependencies"]) {
    const entries = Object.entries(property(content, key) ?? {});
    for (const [name, value] of entries) {
      const target = packageOf(String(value));
      if (!isHost(target?.name ?? name, host)) continue;
      // "npm:name@^1", "jsr:^1" or "^1".
      const range = target === undefined ? String(value).replace(/^(?:jsr|npm|workspace):/, "") : target.version ?? "*";
      return [{ range, by: `"${key}" in its package.json` }];
    }
  }
  return [];
}

function property(value: unknown, key: string): object | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return typeof found === "object" && found !== null ? found : undefined;
}
