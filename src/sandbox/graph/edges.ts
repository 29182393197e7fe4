import { extname } from "node:path";
import { GraphError, type GraphOwner } from "./errors.ts";
import { type Graph, type GraphEdge, leadsTo, reach } from "./info.ts";
import { type FileMark, markContent, markPlace } from "./marks.ts";
import { fromFileUrl, isWithin } from "./paths.ts";

/** What the modules of a plugin may lie in. */
export interface EdgeRules {
  /** The plugin's specifier. */
  readonly entry: string;
  /** The folders of a local plugin; a remote one may import no files. */
  readonly local: LocalFolders | undefined;
  /** The URL of the folder that is Tenon's own, if it runs beside the plugin. */
  readonly reserved: string | undefined;
  /** Whether the plugin may read a file anyway. */
  readonly readable: (path: string) => boolean;
}

/** Where a local plugin is at home. Symlinks are resolved. */
export interface LocalFolders {
  /** The folder of its entry file. */
  readonly own: string;
  /** The folder of its package, in which it may import code. */
  readonly package: string;
}

/** The extensions of files that can only be code. */
const CODE = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"]);

/**
 * Checks that nothing which a plugin imports lies where it must not: code outside its package, anything else outside its
 * entry file's folder. That matters since every file of a graph is loaded without any permission, and once it is in the graph,
 * a plugin can also get its text.
 *
 * @returns Marks of the local files.
 * @throws {GraphError} For the first edge that leaves, or that leads to nothing though the plugin cannot start without it.
 */
export async function checkEdges(graph: Graph, rules: EdgeRules, owner: GraphOwner): Promise<FileMark[]> {
  const entry = leadsTo(graph, rules.entry);
  const modules = [...reach(graph, rules.entry)];
  const marks = await markAll(modules.filter((url) => url.startsWith("file:")));
  for (const from of modules) {
    for (const edge of graph.modules.get(from)?.edges ?? []) {
      const to = edge.to === undefined ? undefined : leadsTo(graph, edge.to);
      if (to === undefined || to === entry) continue;
      if (isReserved(to, rules)) throw leaves(from, edge, to, "which is part of Tenon.", RESERVED_HINT, owner);
      if (!to.startsWith("file:") || isTenon(to, edge)) continue;
      if (!from.startsWith("file:") || rules.local === undefined) {
        throw leaves(from, edge, to, "which is a local file, and it is none.", PUBLISHED_HINT, owner);
      }
      checkPlace(from, edge, to, marks.get(to), rules.local, rules.readable, owner);
    }
  }
  checkThatAllAreThere(graph, rules.entry, owner);
  return await Promise.all([...marks.values()].map(markContent));
}

/** Marks those of some files that are there. */
async function markAll(urls: readonly string[]): Promise<Map<string, FileMark>> {
  const pairs = await Promise.all(urls.map(async (url): Promise<[string, FileMark][]> => {
    try {
      const path = pathOf(url);
      return path === "" ? [] : [[url, await markPlace(path)]];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
      throw error;
    }
  }));
  return new Map(pairs.flat());
}

function checkPlace(
  from: string,
  edge: GraphEdge,
  to: string,
  mark: FileMark | undefined,
  folders: LocalFolders,
  readable: (path: string) => boolean,
  owner: GraphOwner,
): void {
  const path = pathOf(to);
  // A file that is not there yet may be when the plugin starts.
  const places = mark === undefined ? [path] : [mark.target];
  const isCode = edge.attribute === undefined && [path, ...places].every((at) => CODE.has(at && extname(at)));
  const mayBe = (at: string) => isWithin(folders.own, at) || readable(at) || isCode && isWithin(folders.package, at);
  if (path !== "" && places.every(mayBe)) return;
  const truth = mark === undefined || mark.target === path
    ? "which lies"
    : `which is in truth ${mark.target}, and lies`;
  throw isCode
    ? leaves(from, edge, to, `${truth} outside the plugin's package, ${folders.package}.`, PACKAGE_HINT, owner)
    : leaves(from, edge, to, `${truth} outside the plugin's folder, ${folders.own}, and is no code.`, DATA_HINT, owner);
}

const RESERVED_HINT = "Import Tenon as a package.";
const PUBLISHED_HINT = "Publish that file as well.";
const PACKAGE_HINT = "Move that file into the package, or publish it and import it from there.";
const DATA_HINT = "Move that file into the folder, or grant the plugin to read it.";

/** The path of a file URL; none if it has what no path can have, such as an encoded slash. */
function pathOf(url: string): string {
  try {
    return fromFileUrl(url);
  } catch {
    return "";
  }
}

/** Where Tenon itself is, if it is a checkout: a plugin then has it by a path, which leads out of its package. */
const TENON = import.meta.url.startsWith("file:") ? new URL("../../../", import.meta.url).href : undefined;

/** Whether an edge leads to code of Tenon, which everyone may have. */
function isTenon(to: string, { attribute }: GraphEdge): boolean {
  if (TENON === undefined || attribute !== undefined) return false;
  return to === `${TENON}mod.ts` || to === `${TENON}plugin.ts` || (to.startsWith(`${TENON}src/`) && to.endsWith(".ts"));
}

function isReserved(url: string, { reserved, entry }: EdgeRules): boolean {
  return reserved !== undefined && url.startsWith(reserved) && !entry.startsWith(reserved);
}

function leaves(from: string, { specifier }: GraphEdge, to: string, why: string, hint: string, owner: GraphOwner) {
  const shown = specifier === to ? to : `'${specifier}' (${to})`;
  return new GraphError("edge-leaves", owner, `${from} imports ${shown}, ${why}`, hint);
}

/** What only an `import()` asks for may be missing: the plugin may be prepared for that. */
function checkThatAllAreThere(graph: Graph, entry: string, owner: GraphOwner): void {
  const eager = reach(graph, entry, true);
  const importer = new Map<string, string>();
  for (const from of eager) {
    for (const { specifier, to, error, dynamic } of graph.modules.get(from)?.edges ?? []) {
      if (dynamic) continue;
      if (to !== undefined) importer.set(leadsTo(graph, to), from);
      else throw new GraphError("missing-module", owner, `${from} imports '${specifier}': ${error}.`, NAME_HINT);
    }
  }
  for (const url of eager) {
    const error = graph.modules.get(url)?.error;
    if (error === undefined) continue;
    const from = importer.get(url);
    throw failure(from === undefined ? url : `${from} imports ${url}`, url, error, owner);
  }
}

const NAME_HINT = "Add the name to the imports of the deno.json that is nearest to the plugin.";

function failure(what: string, url: string, error: string, owner: GraphOwner): GraphError {
  const [reason = ""] = error.split("\n");
  if (reason.startsWith("Requires import access")) {
    const [, host = "its host"] = /"(.*)"/.exec(reason) ?? [];
    const hint = `Add "${host}" to "import" in the plugin's permissions if it is to import from there.`;
    return new GraphError("import-host", owner, `${what}, from a host that is not granted.`, hint);
  }
  // What follows the first line may be the text of the file.
  if (url.startsWith("file:")) {
    return new GraphError("missing-module", owner, `${what}: ${reason}`, "Correct the import, or that file.");
  }
  return new GraphError("fetch-failed", owner, `${what}: ${reason}`, "See whether it exists and can be reached.");
}
