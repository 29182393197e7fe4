import { toFileUrl } from "./paths.ts";

/** The text of a file, or nothing if there is none. Throws what else goes wrong. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

/** Writes a file so that who reads it at the same time finds it whole, as it was or as it is then. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(part, text, { mode: 0o600 });
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}

/** The URL of a folder, with a slash at its end. */
export function folderUrl(path: string): string {
  const { href } = toFileUrl(path);
  return href.endsWith("/") ? href : `${href}/`;
}
