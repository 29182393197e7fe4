import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The deno.lock of the host's project: the nearest above the manifest, or, without a local manifest, above the working folder.
 * `undefined` if there is none that the host may read.
 */
export function hostLock(manifest: URL | undefined): string | undefined {
  let folder: string;
  try {
    folder = manifest?.protocol === "file:" ? dirname(fileURLToPath(manifest)) : Deno.cwd();
  } catch {
    return undefined;
  }
  for (;;) {
    const path = join(folder, "deno.lock");
    if (isFile(path)) return path;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
