import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder whose nearest configuration files discovery looks at: that of the manifest if it is a local one, else that of the
 * host's main module, else the one that the host was started in.
 */
export function startFolder(base: URL | undefined): string {
  for (const url of [base?.href, Deno.mainModule]) {
    if (url?.startsWith("file:")) return dirname(fileURLToPath(new URL("./_", url)));
  }
  return Deno.cwd();
}
