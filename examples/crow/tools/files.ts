/**
 * Where tools read and write files.
 *
 * @module
 */
import { dirname } from "node:path";

/** Reads and writes text files by their absolute paths. */
export interface Files {
  /** @throws {unknown} What {@linkcode isMissing} knows if there is no such file; something else if it cannot be read. */
  read(path: string): Promise<string>;
  /** Makes the file if it is not there, its folder too. */
  write(path: string, text: string): Promise<void>;
}

/** The files on the disk. */
export const DISK: Files = {
  async read(path) {
    const text = await Deno.readTextFile(path);
    if (text.includes("\0")) throw new Error(`${path} is no text.`);
    return text;
  },
  async write(path, text) {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  },
};

/** The code by which a client of the Agent Client Protocol says that there is no such file. */
const RESOURCE_NOT_FOUND = -32002;

/** Whether what reading a file has thrown means that there is none. */
export function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    (error instanceof Error && "code" in error && error.code === RESOURCE_NOT_FOUND);
}
