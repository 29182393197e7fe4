import { listed } from "../../manifest/show.ts";
import { GrantError } from "./errors.ts";
import type { Grant, Grantee, GrantRule } from "./grant.ts";
import { isWithin, realPath } from "./path_item.ts";

/** How many files and folders of a grant are looked at. That takes about a second. */
const MOST_ENTRIES = 100_000;

/** How many links are denied one by one: they are all in the arguments of the process. */
const MOST_LINKS = 500;

/** A link in a granted folder. */
interface Link {
  readonly path: string;
  /** Where it leads, or `undefined` for nowhere. */
  readonly real: string | undefined;
}

/**
 * Closes a grant against links. Deno compares paths as texts, and the system follows links: one in a granted folder opens
 * what it leads to. A plugin cannot make links (that takes the permission for all files), but whoever may write a folder can
 * move those that are there, and a relative one then leads elsewhere. So, in folders that are granted for
 *
 * - reading, links that lead out of the grant are denied;
 * - writing, there must be no links.
 *
 * Where the entry says `"dangerous": true`, and where everything is granted, nothing is looked at.
 *
 * @returns The grant with what has to be denied as well.
 * @throws {GrantError} With code `links`, if a writable folder has links, or if there is more than can be looked at.
 */
export async function closeLinks(grant: Grant, dangerous: boolean, who: Grantee): Promise<Grant> {
  if (dangerous) return grant;
  const { read, write } = grant.rules;
  const search = new Search(who);
  if (write.allow !== true) {
    // Also those that are denied: the folder around them can be moved.
    const links = await search.links({ ...write, deny: [] });
    if (links.length > 0) {
      throw refusal(
        who,
        `folders that it may write have links in them (${listed(links.slice(0, 5).map(({ path }) => path))}), and a ` +
          "link that is moved can lead out of what is granted.",
      );
    }
  }
  if (read.allow === true) return grant;
  const out = (await search.links(read)).filter((link) => leadsOut(link, read)).map(({ path }) => path);
  if (out.length === 0) return grant;
  const comma = out.find((path) => path.includes(","));
  if (comma !== undefined || out.length > MOST_LINKS) {
    const what = comma === undefined ? `${out.length} links` : `the link '${comma}'`;
    throw refusal(who, `folders that it may read have ${what} that lead out of what is granted, and cannot be denied.`);
  }
  const rules = { ...grant.rules, read: { allow: read.allow, deny: [...new Set([...read.deny, ...out])] } };
  return Object.freeze({ ...grant, rules: Object.freeze(rules) });
}

/** Whether a link leads to what is not granted, or to a folder of which a part is denied. */
function leadsOut({ real }: Link, { allow, deny }: GrantRule): boolean {
  if (real === undefined || allow === true) return true;
  return !allow.some((item) => isWithin(real, item)) ||
    deny.some((item) => isWithin(real, item) || isWithin(item, real));
}

/** One look through the folders of a grant. */
class Search {
  readonly #who: Grantee;
  readonly #found = new Map<string, readonly Link[]>();
  #entries = 0;

  constructor(who: Grantee) {
    this.#who = who;
  }

  /** The links in the folders of a rule, but for those in denied ones. */
  async links({ allow, deny }: GrantRule): Promise<Link[]> {
    if (allow === true) return [];
    const links = new Map<string, Link>();
    for (const item of allow) {
      // Where a path as written and as it is are both granted, links have to be denied under both.
      for (const link of await this.#within(item)) {
        if (!deny.some((denied) => isWithin(link.path, denied))) links.set(link.path, link);
      }
    }
    return [...links.values()];
  }

  async #within(root: string): Promise<readonly Link[]> {
    const known = this.#found.get(root);
    if (known !== undefined) return known;
    const links: Link[] = [];
    const folders = [root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const separator = folder.endsWith("/") || folder.endsWith("\\") ? "" : Deno.build.os === "windows" ? "\\" : "/";
      for (const { name, isDirectory, isSymlink } of await this.#entriesOf(folder)) {
        const path = `${folder}${separator}${name}`;
        if (isSymlink) links.push({ path, real: realPath(path) });
        else if (isDirectory) folders.push(path);
      }
    }
    this.#found.set(root, links);
    return links;
  }

  async #entriesOf(folder: string): Promise<Deno.DirEntry[]> {
    const entries: Deno.DirEntry[] = [];
    try {
      for await (const entry of Deno.readDir(folder)) {
        entries.push(entry);
        if (++this.#entries > MOST_ENTRIES) {
          throw refusal(this.#who, `there are more than ${MOST_ENTRIES} files in what it may read or write.`);
        }
      }
    } catch (error) {
      if (error instanceof GrantError) throw error;
      if (error instanceof Deno.errors.NotCapable) {
        throw refusal(this.#who, `the host may not look for links in '${folder}': it would need --allow-read.`, error);
      }
      // A file, nothing yet, or what the user of host and plugin may not open.
    }
    return entries;
  }
}

function refusal(who: Grantee, why: string, cause?: unknown): GrantError {
  const hint = "Grant other folders, or, if you trust the plugin with where links can lead, " +
    'write "dangerous": true beside the permissions.';
  return new GrantError("links", who, why, hint, cause);
}
