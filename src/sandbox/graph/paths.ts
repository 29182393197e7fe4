import { dirname, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export { dirname, fileURLToPath as fromFileUrl, pathToFileURL as toFileUrl, resolve };

/** Whether a path is a folder, or lies in it. Both have to be absolute and free of symlinks. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A folder and those that it lies in, from the inside out. */
export function* ancestors(folder: string): Generator<string> {
  for (let at = folder;; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}
