/**
 * Tools stay in the folder of their session.
 *
 * @module
 */
import { basename, dirname, isAbsolute, join, parse, relative, resolve } from "node:path";

const SEPARATORS = Deno.build.os === "windows" ? /[/\\]/ : "/";

/**
 * The absolute path of what a model names, inside a folder. Links are followed: one that leads out of the folder is outside.
 *
 * @throws {Error} If it is outside.
 */
export async function inside(folder: string, path: string): Promise<string> {
  const absolute = resolve(folder, path);
  const outside = new Error(`${path} is outside of ${folder}: tools stay in the folder of their session.`);
  if (path.includes("\0") || !contains(folder, absolute)) throw outside;
  if (!contains(await Deno.realPath(folder), await realPath(absolute))) throw outside;
  return absolute;
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

/** How many links to nowhere are followed, as systems have it: there are some that lead to themselves. */
const MOST_LINKS = 40;

/** Of a file that is not there yet, the folders above it count. */
async function realPath(path: string, followed = { links: 0 }): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const folder = await realPath(dirname(path), followed);
  // A link to nowhere is not found either, and is written through to where it leads.
  const target = await Deno.readLink(path).catch(() => undefined);
  if (target === undefined) return join(folder, basename(path));
  if (++followed.links > MOST_LINKS) throw new Error(`Cannot follow ${path}: there are too many links.`);
  const { root } = parse(target);
  let real = root === "" ? folder : root;
  // One by one, as the `..` behind a link leads out of the folder that it leads to.
  for (const part of target.slice(root.length).split(SEPARATORS)) {
    real = part === ".." ? dirname(real) : await realPath(join(real, part), followed);
  }
  return real;
}
