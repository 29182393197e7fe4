import { dirname, join } from "node:path";
import { GraphError, type GraphOwner } from "./errors.ts";
import { readIfThere } from "./files.ts";
import { asRecord, parseJsonc } from "./jsonc.ts";
import { ancestors } from "./paths.ts";

/** A configuration file of a project. */
export interface ConfigFile {
  readonly path: string;
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The project that a local plugin belongs to. */
export interface Project {
  /** The folder of the nearest deno.json(c) or package.json, else the entry file's own. */
  readonly folder: string;
  /** The deno.json(c) in it. */
  readonly deno: ConfigFile | undefined;
  /** The package.json in it. */
  readonly npm: ConfigFile | undefined;
  /** The workspace that it is a member of. */
  readonly workspace: Workspace | undefined;
}

/** Projects that know each other by name. */
export interface Workspace {
  readonly root: ConfigFile;
  readonly members: readonly ConfigFile[];
}

/** Finds the project of a local plugin by its entry file. Throws a GraphError if a configuration file is broken. */
export async function findProject(entry: string, owner: GraphOwner): Promise<Project> {
  const own = dirname(entry);
  for (const folder of ancestors(own)) {
    try {
      const reading = early(readConfig(join(folder, "package.json"), owner));
      const [deno, npm] = [await readDenoJson(folder, owner), await reading];
      if (deno !== undefined || npm !== undefined) {
        return { folder, deno, npm, workspace: await findWorkspace(folder, deno, owner) };
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      // What the host may not read cannot be the plugin's project.
      break;
    }
  }
  return { folder: own, deno: undefined, npm: undefined, workspace: undefined };
}

/** Reads the deno.json or deno.jsonc of a folder, if it has one. */
async function readDenoJson(folder: string, owner: GraphOwner): Promise<ConfigFile | undefined> {
  const other = early(readConfig(join(folder, "deno.jsonc"), owner));
  return await readConfig(join(folder, "deno.json"), owner) ?? await other;
}

/** Lets a promise be awaited later, or not at all if it turns out that nobody needs it. */
function early<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Reads a file of JSON, if it is there. */
export async function readConfig(path: string, owner: GraphOwner): Promise<ConfigFile | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  try {
    const content = asRecord(parseJsonc(text));
    if (content !== undefined) return { path, folder: dirname(path), content };
    throw new SyntaxError("it is no object");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "it is no JSON";
    throw new GraphError(
      "bad-config",
      owner,
      `${path}, which says what the names in its imports stand for, cannot be read: ${reason}.`,
      "Correct that file.",
      cause,
    );
  }
}

/** Finds the workspace that a folder is the root or a member of. */
async function findWorkspace(
  folder: string,
  own: ConfigFile | undefined,
  owner: GraphOwner,
): Promise<Workspace | undefined> {
  for (const at of ancestors(folder)) {
    let root: ConfigFile | undefined;
    try {
      root = at === folder ? own : await readDenoJson(at, owner);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable || at !== folder && error instanceof GraphError) return undefined;
      throw error;
    }
    if (root?.content.workspace === undefined) continue;
    const folders = await memberFolders(root);
    if (at !== folder && !folders.includes(folder)) return undefined;
    const members = await Promise.all(folders.map((member) => readDenoJson(member, owner)));
    return { root, members: members.filter((member) => member !== undefined) };
  }
  return undefined;
}

/** The folders of the members; `*` at the end of a path stands for all folders there. */
async function memberFolders({ content, folder }: ConfigFile): Promise<string[]> {
  const { workspace } = content;
  const patterns: unknown = asRecord(workspace)?.members ?? workspace;
  const found: string[] = [];
  for (const pattern of Array.isArray(patterns) ? patterns : []) {
    if (typeof pattern !== "string") continue;
    const path = join(folder, pattern).replace(/[/\\]$/, "");
    if (!/[/\\]\*$/.test(path)) found.push(path);
    else {
      try {
        for await (const { name, isDirectory } of Deno.readDir(dirname(path))) {
          if (isDirectory) found.push(join(dirname(path), name));
        }
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }
  return found;
}
