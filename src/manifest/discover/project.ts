import { basename, dirname, join } from "node:path";
import { asRecord, type ConfigFile, type ConfigProblem, isRead, NotReadable, readConfig } from "./config_file.ts";

/** The configuration files of a project. */
export interface Project {
  /** Those that were read: of the nearest folder that has any, of its workspace's root, of the other members. */
  readonly files: readonly ConfigFile[];
  /** Those that could not be. */
  readonly problems: readonly ConfigProblem[];
  /** The file that the host may not read, if that is why none was found. */
  readonly unreadable: string | undefined;
  /** The paths of all that count, and of those that would if they were there. */
  readonly paths: readonly string[];
}

/** The configuration files in one folder. */
interface Folder {
  readonly path: string;
  readonly files: readonly (ConfigFile | ConfigProblem)[];
}

/**
 * Finds the configuration files that count for a folder, as Deno does: those of the nearest folder, going up, that has a
 * deno.json, deno.jsonc or package.json; and, if a folder above, or itself, names it as a member of its workspace, those of
 * the workspace.
 */
export async function findProject(start: string): Promise<Project> {
  let nearest: Folder | undefined;
  try {
    for (const path of ancestors(start)) {
      nearest = await readFolder(path);
      if (nearest !== undefined) break;
    }
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    return { files: [], problems: [], unreadable: error.path, paths: [] };
  }
  if (nearest === undefined) return { files: [], problems: [], unreadable: undefined, paths: namesIn(start) };
  const folders = await workspaceOf(nearest);
  const found = folders.flatMap(({ files }) => files);
  return {
    files: found.filter(isRead),
    problems: found.filter((file): file is ConfigProblem => !isRead(file)),
    unreadable: undefined,
    paths: [...new Set([start, ...folders.map(({ path }) => path)])].flatMap(namesIn),
  };
}

/** The paths that configuration files in a folder have. */
function namesIn(folder: string): string[] {
  return ["deno.json", "deno.jsonc", "package.json"].map((name) => join(folder, name));
}

/** The folders of the workspace that a folder is of: itself, the root, the other members. Only itself if it is of none. */
async function workspaceOf(nearest: Folder): Promise<Folder[]> {
  for (const path of ancestors(nearest.path)) {
    const root = path === nearest.path ? nearest : await ifReadable(path);
    if (root === undefined) continue;
    const members = await memberFolders(root);
    if (members === undefined) continue;
    if (root !== nearest && !members.includes(nearest.path)) return [nearest];
    const others = await Promise.all(members.filter((member) => member !== nearest.path).map(ifReadable));
    return [nearest, ...(root === nearest ? [] : [root]), ...others.filter((folder) => folder !== undefined)];
  }
  return [nearest];
}

async function readFolder(path: string): Promise<Folder | undefined> {
  const deno = await readConfig(join(path, "deno.json")) ?? await readConfig(join(path, "deno.jsonc"));
  const files = [deno, await readConfig(join(path, "package.json"))].filter((file) => file !== undefined);
  return files.length === 0 ? undefined : { path, files };
}

/** What the host may not read counts as not there. */
async function ifReadable(path: string): Promise<Folder | undefined> {
  try {
    return await readFolder(path);
  } catch (error) {
    if (error instanceof NotReadable) return undefined;
    throw error;
  }
}

/** The folders of a workspace's members. */
async function memberFolders({ path: folder, files }: Folder): Promise<string[] | undefined> {
  const said = files.filter(isRead).map(({ content }) => content.workspace ?? content.workspaces)
    .find((workspace) => workspace !== undefined);
  const patterns: unknown = asRecord(said)?.members ?? asRecord(said)?.packages ?? said;
  if (!Array.isArray(patterns)) return undefined;
  const written = patterns.filter((pattern) => typeof pattern === "string");
  const found = await Promise.all(written.map((pattern) => foldersOf(folder, pattern.split(/[/\\]/))));
  return [...new Set(found.flat())];
}

/** The folders that a pattern stands for, in which `*` is any name, or a part of one, and `**` any number of folders. */
async function foldersOf(folder: string, pattern: readonly string[]): Promise<string[]> {
  const [segment, ...others] = pattern;
  if (segment === undefined) return [folder];
  if (!segment.includes("*")) return await foldersOf(join(folder, segment), others);
  const below = await foldersIn(folder);
  if (segment !== "**") {
    const names = new RegExp(`^${segment.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);
    const matching = below.filter((path) => names.test(basename(path)));
    return (await Promise.all(matching.map((path) => foldersOf(path, others)))).flat();
  }
  const deeper = await Promise.all(below.map((path) => foldersOf(path, pattern)));
  return [...await foldersOf(folder, others), ...deeper.flat()];
}

/** The folders in a folder that can hold members: none of what is hidden or installed. */
async function foldersIn(path: string): Promise<string[]> {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return [];
  try {
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(path)) if (isDirectory) names.push(name);
    return names.filter((name) => !/^\.|^node_modules$/.test(name)).sort().map((name) => join(path, name));
  } catch {
    // Deno says so itself when it is started there.
    return [];
  }
}

/** A folder and those that it lies in, from the inside out. */
export function* ancestors(folder: string): Generator<string> {
  for (let at = folder;; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}
