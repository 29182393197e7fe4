/**
 * Paths of a grant: from what a user writes to what Deno compares with.
 *
 * Deno compares paths as texts. It does not look through links when it checks, and the system does when it opens. So a
 * path is granted, or denied, both as it is written and as it really is.
 *
 * @module
 */

const WINDOWS = Deno.build.os === "windows";

/** What is wrong with an item, as the end of the sentence "… must be …". */
export interface ItemProblem {
  readonly problem: string;
}

/** Characters that no path, host or name of a grant may have, and what to say of them. */
export function forbidden(text: string): string | undefined {
  if (text.trim() === "") return "not empty";
  if (text !== text.trim()) return "without blanks around it";
  if (!text.isWellFormed()) return "text that can be written in UTF-8";
  if (/\p{Cc}/u.test(text)) return "without control characters such as line ends";
  if (text.includes(",")) return "without commas: Deno's flags separate items by them and cannot escape them";
  return undefined;
}

/** Makes a path, relative to a manifest or not, or a `file:` URL, absolute and without `.`, `..` and doubled slashes. */
export function absolutePath(text: string, base: URL | undefined): string | ItemProblem {
  const wrong = forbidden(text);
  if (wrong !== undefined) return { problem: wrong };
  if (/^~($|[/\\])/.test(text)) return { problem: "a path without '~', which Deno does not expand" };
  if (/[*?]/.test(text)) {
    return { problem: "a path without '*' and '?': Deno has no patterns for paths, name the folder" };
  }
  if (/^file:/i.test(text)) return pathOfUrl(text);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return { problem: "a path or a file: URL" };
  const slashed = WINDOWS ? text.replaceAll("\\", "/") : text;
  const drive = WINDOWS && /^[a-z]:\//i.test(slashed);
  const encoded = slashed.split("/").map(encodeURIComponent).join("/");
  if (drive) return pathOf(new URL(`file:///${slashed.slice(0, 2)}${encoded.slice(encoded.indexOf("/"))}`));
  // The dot keeps a path that starts with two slashes from being taken for a host.
  if (slashed.startsWith("/")) return pathOf(new URL(`.${encoded}`, WINDOWS && base ? base : "file:///"));
  if (base?.protocol !== "file:") {
    return { problem: "an absolute path: there is no manifest in a folder that it could be relative to" };
  }
  return pathOf(new URL(`./${encoded}`, base));
}

function pathOfUrl(text: string): string | ItemProblem {
  try {
    const url = new URL(text);
    const local = url.host === "" && url.search === "" && url.hash === "";
    if (local && !/%(2f|5c|0)/i.test(url.pathname)) {
      const path = pathOf(url);
      const wrong = forbidden(path);
      return wrong === undefined ? path : { problem: wrong };
    }
  } catch {
    // Then it is none.
  }
  return { problem: "a file: URL of a path on this machine" };
}

/** The path of a `file:` URL, without doubled and trailing slashes. */
export function pathOf(url: URL): string {
  const path = decodeURIComponent(url.pathname).replace(/\/+/g, "/");
  const short = path.length > 1 ? path.replace(/\/$/, "") : path;
  if (!WINDOWS) return short;
  return (/^\/[a-z]:/i.test(short) ? short.slice(1) : short).replace(/^([a-z]:)$/i, "$1/").replaceAll("/", "\\");
}

/**
 * Takes an absolute path; gives where it really is, as far as it exists: the rest of a path of which only the beginning
 * exists is kept. Gives `undefined` if the host may not look, or if it is a link to nothing.
 */
export function realPath(path: string): string | undefined {
  const separator = WINDOWS ? "\\" : "/";
  let rest = "";
  for (let there = path;;) {
    try {
      const real = Deno.realPathSync(there);
      return rest === "" ? real : real.endsWith(separator) ? real + rest : real + separator + rest;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) return undefined;
    }
    if (isLink(there) !== false) return undefined;
    const cut = there.lastIndexOf(separator);
    const parent = there.slice(0, cut) || separator;
    if (cut < 0 || parent === there) return undefined;
    rest = rest === "" ? there.slice(cut + 1) : there.slice(cut + 1) + separator + rest;
    there = /^[a-z]:$/i.test(parent) ? parent + separator : parent;
  }
}

/** Whether there is a link at a path; `undefined` if the host may not look. */
export function isLink(path: string): boolean | undefined {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch (error) {
    return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ? false : undefined;
  }
}

/** Whether one path is another or in the folder that the other is. */
export function isWithin(path: string, folder: string): boolean {
  const separator = WINDOWS ? "\\" : "/";
  return path === folder || path.startsWith(folder.endsWith(separator) ? folder : folder + separator);
}
