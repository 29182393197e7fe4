import { packageOf } from "../../manifest/integrity.ts";
import { type FoundModules, leadsTo } from "../../sandbox/graph/mod.ts";
import { fileURLToPath } from "node:url";

/** The npm package that a specifier stands for. */
export interface FoundNpmPackage {
  /** Its name and version. */
  readonly name: string;
  readonly version: string;
  /** The folder that it is loaded from. */
  readonly folder: string;
  /** Where the registry says that its tarball is, if that is an unusual place. */
  readonly tarball: string | undefined;
}

/** The hash of an entry's source, as Deno has computed or been told it; nothing if that cannot be said. */
export function foundIntegrity(url: string, { graph, lock, files }: FoundModules): string | undefined {
  const found = packageOf(url);
  if (found?.registry === "jsr") {
    const id = `${found.name}@${found.version}`;
    return sha256(textOf(lock.jsr[id], "integrity"));
  }
  if (found?.registry === "npm") {
    const id = npmId(url, { graph, lock, files });
    return id === undefined ? undefined : textOf(lock.npm[id], "integrity");
  }
  const at = leadsTo(graph, url);
  if (!at.startsWith("file:")) return sha256(lock.remote[at]);
  const path = fileURLToPath(at.replace(/[?#].*$/, ""));
  return sha256(files.find((file) => file.path === path)?.sha256);
}

/** The folder that the npm package is loaded from which a graph begins with. */
export function npmFolderOf(url: string, found: FoundModules): string | undefined {
  const id = npmId(url, found);
  return id === undefined ? undefined : found.graph.npmFolders.get(id);
}

/** Where an npm package is that a graph begins with, if one version of it is asked for. */
export function foundNpmPackage(url: string, found: FoundModules): FoundNpmPackage | undefined {
  const id = npmId(url, found);
  const { name, version } = packageOf(url) ?? {};
  const folder = npmFolderOf(url, found);
  if (id === undefined || folder === undefined || name === undefined || version === undefined) return undefined;
  return { name, version, folder, tarball: textOf(found.lock.npm[id], "tarball") };
}

/** The package's name, version and peers, as graphs and locks know it. */
function npmId(url: string, { graph }: FoundModules): string | undefined {
  return graph.modules.get(leadsTo(graph, url))?.npmPackage;
}

function sha256(hash: string | undefined): string | undefined {
  return hash === undefined ? undefined : `sha256-${hash}`;
}

function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const text: unknown = Reflect.get(value, key);
  return typeof text === "string" ? text : undefined;
}
