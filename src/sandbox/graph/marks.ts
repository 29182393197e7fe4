/** What tells that a file is still the one that was looked at. */
export interface FileMark {
  /** The path by which the graph names it. */
  readonly path: string;
  /** The file that it leads to, symlinks followed. */
  readonly target: string;
  /** Device, inode, size and times of that file. */
  readonly stamp: string;
  /** When the file or its attributes changed last, in milliseconds. */
  readonly changed: number;
}

/** Marks a file. Throws if it cannot be found. */
export async function markFile(path: string): Promise<FileMark> {
  const target = await Deno.realPath(path);
  const { dev, ino, size, mtime, ctime } = await Deno.stat(target);
  return {
    path,
    target,
    stamp: [dev, ino, size, mtime?.getTime(), ctime?.getTime()].join(),
    // The time of the last modification can be set at will, that of the last change cannot; but not every system has it.
    changed: (ctime ?? mtime)?.getTime() ?? Infinity,
  };
}

/**
 * Looks whether files are those that were marked.
 *
 * @returns The path of one that is not, or nothing.
 */
export async function changedSince(files: readonly FileMark[]): Promise<string | undefined> {
  const same = await Promise.all(files.map(async (file) => {
    try {
      const now = await markFile(file.path);
      return now.target === file.target && now.stamp === file.stamp;
    } catch {
      return false;
    }
  }));
  return files[same.indexOf(false)]?.path;
}
