/**
 * Finds Markdown files, and reads those that are text.
 *
 * @module
 */

/** A file that was found. */
export interface FoundFile {
  /** Its path, as seen from the working folder. */
  readonly path: string;
  /** Changes when the file does. */
  readonly version: string;
}

/** A file that large is no document. */
const MOST_BYTES = 512 * 1024;

/**
 * The Markdown files at or below a path, always in the same order. Links in a folder are not followed: what they lead to need
 * not be in the folder.
 *
 * @throws {Error} If there is nothing at the path, or it cannot be read.
 */
export async function* markdownFiles(path: string): AsyncGenerator<FoundFile> {
  const { isDirectory, mtime, size } = await Deno.stat(path);
  if (!isDirectory) {
    yield { path, version: `${mtime?.getTime()} ${size}` };
    return;
  }
  const entries = await Array.fromAsync(Deno.readDir(path));
  for (const { name, isDirectory, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (!isDirectory && !(isFile && /\.(?:md|markdown)$/i.test(name))) continue;
    try {
      yield* markdownFiles(`${path}/${name}`);
    } catch (error) {
      // It is gone since the folder was read.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/**
 * The text of a file.
 *
 * @throws {Error} If it is too large, or no text.
 */
export async function readMarkdown(path: string): Promise<string> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, and only files of up to ${MOST_BYTES} are searched`);
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const read = await file.read(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  const text = decode(bytes.subarray(0, length));
  if (text === undefined || text.includes("\0")) throw new Error("it is no text");
  return text;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
