import { GraphError, type GraphOwner } from "./errors.ts";
import { folderUrl } from "./files.ts";
import { asRecord, stringsOf } from "./jsonc.ts";
import { resolve, toFileUrl } from "./paths.ts";
import { type ConfigFile, type Project, readConfig } from "./project.ts";

/** An import map whose addresses do not depend on where it lies. */
export interface ImportMap {
  readonly imports: Readonly<Record<string, string>>;
  readonly scopes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The import map of a plugin that has no project. */
export const NO_IMPORTS: ImportMap = { imports: {}, scopes: {} };

/** Makes the import map by which the names in a local plugin mean what they mean in its project. */
export async function importMapOf(project: Project, owner: GraphOwner): Promise<ImportMap> {
  const { deno, npm, workspace } = project;
  const root = workspace?.root === deno ? undefined : workspace?.root;
  const maps = [
    packageImports(await packageJsonOf(root, owner)),
    packageImports(npm),
    ...(workspace?.members ?? []).map(memberImports),
    await configImports(root, owner),
    await configImports(deno, owner),
  ];
  return {
    imports: Object.fromEntries(maps.flatMap(({ imports }) => Object.entries(imports))),
    scopes: Object.fromEntries(maps.flatMap(({ scopes }) => Object.entries(scopes))),
  };
}

async function packageJsonOf(root: ConfigFile | undefined, owner: GraphOwner): Promise<ConfigFile | undefined> {
  return root === undefined ? undefined : await readConfig(resolve(root.folder, "package.json"), owner);
}

/** What package.json depends on, by name. Packages that come from elsewhere than a registry are left out. */
function packageImports(file: ConfigFile | undefined): ImportMap {
  const entries = ["dependencies", "devDependencies"].flatMap((key) => stringsOf(file?.content[key]));
  const imports = entries.flatMap(([name, range]): [string, string][] => {
    if (/^(?:npm|jsr):/.test(range)) return [[name, range]];
    return /[:/]/.test(range) ? [] : [[name, `npm:${name}@${range || "*"}`]];
  });
  return { imports: withSubpaths(imports), scopes: {} };
}

/** What a member of the workspace exports, by its name. */
function memberImports({ folder, content: { name, exports } }: ConfigFile): ImportMap {
  if (typeof name !== "string") return NO_IMPORTS;
  const paths: [string, string][] = typeof exports === "string" ? [[".", exports]] : stringsOf(exports);
  const imports = paths.map(([key, path]) => [name + key.slice(1), new URL(path, folderUrl(folder)).href]);
  return { imports: Object.fromEntries(imports), scopes: {} };
}

/** The import map in deno.json, or the one that it names. */
async function configImports(file: ConfigFile | undefined, owner: GraphOwner): Promise<ImportMap> {
  if (file === undefined) return NO_IMPORTS;
  const { importMap } = file.content;
  if (file.content.imports !== undefined || file.content.scopes !== undefined || importMap === undefined) {
    return absolute(file, withSubpaths);
  }
  const path = typeof importMap === "string" ? resolve(file.folder, importMap) : "";
  const map = path === "" || /^https?:/.test(String(importMap)) ? undefined : await readConfig(path, owner);
  if (map !== undefined) return absolute(map, Object.fromEntries);
  throw new GraphError(
    "bad-config",
    owner,
    `${file.path} names the import map ${JSON.stringify(importMap)}, which is no file.`,
    "Write the imports into that file itself.",
  );
}

type Entries = readonly (readonly [string, string])[];

function absolute({ path, content }: ConfigFile, complete: (entries: Entries) => Record<string, string>): ImportMap {
  const base = toFileUrl(path);
  const url = (text: string) => /^\.{0,2}\//.test(text) ? new URL(text, base).href : text;
  const entries = (map: unknown) => complete(stringsOf(map).map(([key, address]) => [url(key), url(address)] as const));
  const scopes = Object.entries(asRecord(content.scopes) ?? {}).map(([scope, map]) => {
    return [new URL(scope, base).href, entries(map)] as const;
  });
  return { imports: entries(content.imports), scopes: Object.fromEntries(scopes) };
}

/** Names of packages stand for all of their exports, as they do in deno.json: `"a"` brings `"a/"` along. */
function withSubpaths(entries: Entries): Record<string, string> {
  const all: [string, string][] = entries.map(([key, address]) => [key, address]);
  const keys = new Set(all.map(([key]) => key));
  for (const [key, address] of entries) {
    const [, scheme, name] = /^(npm|jsr):\/?((?:@[^/]+\/)?[^/]+)$/.exec(address) ?? [];
    if (name !== undefined && !key.endsWith("/") && !keys.has(`${key}/`)) all.push([`${key}/`, `${scheme}:/${name}/`]);
  }
  return Object.fromEntries(all);
}
