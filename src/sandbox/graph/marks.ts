import { createHash } from "node:crypto";

/** What tells that a file is still the one that was looked at. */
export interface FileMark {
  /** The path by which the graph names it. */
  readonly path: string;
  /** The file that it leads to, symlinks followed. */
  readonly target: string;
  /** Whether it is a file, and not a device or a pipe, which may have no end. */
  readonly isFile: boolean;
  /** Device, inode, size, times and content of that file. */
  readonly stamp: string;
  /** SHA-256 of the content in hexadecimal, once it was read. */
  readonly sha256?: string;
  /** The latest time at which the file or its attributes can have changed, in milliseconds. */
  readonly changed: number;
}

/** Deno gives the time of the last change in whole seconds, so that the content has to be compared as well. */
const CHANGE_TIME_MS = 1000;

const BUFFER_BYTES = 16_384;

/**
 * Marks a file by all but its content, which is not read before it is known that it may be.
 *
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function markPlace(path: string): Promise<FileMark> {
  const target = await Deno.realPath(path);
  const { dev, ino, size, mtime, ctime, isFile } = await Deno.stat(target);
  return {
    path,
    target,
    isFile,
    stamp: [dev, ino, size, mtime?.getTime(), ctime?.getTime()].join(),
    // The time of the last modification can be set at will, that of the last change cannot; but not every system has it.
    changed: (ctime ?? mtime ?? new Date(8.64e15)).getTime() + CHANGE_TIME_MS,
  };
}

/** Adds the content to the mark of a file. */
export async function markContent(mark: FileMark): Promise<FileMark> {
  if (!mark.isFile) return mark;
  const hash = createHash("sha256");
  using file = await Deno.open(mark.target);
  // Not as a stream, which takes twice as long.
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (let length = await file.read(buffer); length !== null; length = await file.read(buffer)) {
    hash.update(buffer.subarray(0, length));
  }
  const sha256 = hash.digest("hex");
  return { ...mark, sha256, stamp: `${mark.stamp},${sha256}` };
}

/**
 * Looks whether files are those that were marked.
 *
 * @returns The path of one that is not, or nothing.
 */
export async function changedSince(files: readonly FileMark[]): Promise<string | undefined> {
  const same = await Promise.all(files.map(async (file) => {
    try {
      return isSame(file, await markContent(await markPlace(file.path)));
    } catch {
      return false;
    }
  }));
  return files[same.indexOf(false)]?.path;
}

/** Whether two marks are of the same file in the same state. */
export function isSame(one: FileMark, other: FileMark): boolean {
  return one.path === other.path && one.target === other.target && one.stamp === other.stamp;
}
