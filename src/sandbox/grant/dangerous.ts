import { shown } from "../../manifest/show.ts";
import { pluginsFolders } from "../graph/deno_dir.ts";
import { GrantError } from "./errors.ts";
import { type Grant, type Grantee, grantsAny } from "./grant.ts";
import { isWithin, pathOf, realPath } from "./path_item.ts";

/**
 * What of a grant lets a plugin do more than the grant says, one text for each: programs and native libraries are not held
 * by Deno's permissions, and who may write the files that are run, or everything, grants itself the rest.
 *
 * @param grant What is granted.
 * @param code Files that are run with other permissions than these, the host's and those of other plugins, or say what is.
 */
export function escapesOf({ rules, base }: Grant, code: readonly URL[] = []): string[] {
  const escapes: string[] = [];
  if (grantsAny(rules.run)) escapes.push("a program that it runs may do all that the user may ('run')");
  if (grantsAny(rules.ffi)) escapes.push("a native library that it loads may do all that the user may ('ffi')");
  const { allow, deny } = rules.write;
  if (allow === true) return [...escapes, "it may write every file, also those that others run ('write': true)"];
  for (const { what, places } of filesThatGrant(base, code)) {
    const granted = places.filter((place) => !deny.some((item) => isWithin(place, item)))
      .flatMap((place) => allow.filter((item) => isWithin(place, item)));
    if (granted.length > 0) escapes.push(`it may write ${what} ('write' has ${shown(granted[0])})`);
  }
  const movable = [...deny, ...rules.read.deny].find((item) => canBeMoved(item, allow));
  if (movable !== undefined) {
    escapes.push(`it may move what is around ${shown(movable)} and so come to it, although that is denied`);
  }
  return escapes;
}

/**
 * Whether a path that is denied lies in a folder that may be moved, and is not denied where it comes to be. The granted
 * folder itself can only be moved into another one.
 */
function canBeMoved(denied: string, writable: readonly string[]): boolean {
  const around = writable.filter((item) => item !== denied && isWithin(denied, item));
  const apart = writable.some((item) => around.some((folder) => !isWithin(item, folder) && !isAlias(item, folder)));
  return around.some((folder) => apart || /[/\\]/.test(denied.slice(folder.length).replace(/^[/\\]/, "")));
}

/** Whether two paths are the same place. */
function isAlias(a: string, b: string): boolean {
  return realPath(a) === b || realPath(b) === a;
}

/** The files that decide what plugins may do, or are run with more than that, with all paths to them. */
function filesThatGrant(base: URL | undefined, code: readonly URL[]): { what: string; places: string[] }[] {
  const main = mainModule();
  const files: [string, string | undefined][] = [
    ["the manifest, which grants it what it may do", base && isFile(base) ? pathOf(base) : undefined],
    ["the program of the host", main?.protocol === "file:" ? pathOf(main) : undefined],
    ["the program that runs it", Deno.execPath()],
    ...pluginsFolders().map((path): [string, string] => ["the folder that the modules of plugins are kept in", path]),
    ...code.filter(({ protocol }) => protocol === "file:").map(codeFile),
  ];
  return files.flatMap(([what, path]) => {
    return path === undefined ? [] : [{ what, places: [path, realPath(path)].filter((place) => place !== undefined) }];
  });
}

/** Whether it is the URL of a file, and not that of the folder that the host's own code grants in. */
function isFile({ protocol, pathname }: URL): boolean {
  return protocol === "file:" && !pathname.endsWith("/");
}

function codeFile(url: URL): [what: string, path: string] {
  const path = pathOf(url);
  const does = /\.jsonc?$/.test(path) ? "says what is run" : "is run";
  return [`${shown(path)}, which ${does} with other permissions`, path];
}

function mainModule(): URL | undefined {
  try {
    return new URL(Deno.mainModule);
  } catch {
    // Then the host may not know it itself.
    return undefined;
  }
}

/**
 * Refuses a grant that a plugin could get around, unless the entry says that this is known.
 *
 * @param grant What is granted.
 * @param dangerous What the entry says.
 * @param who Whom the error is to speak of.
 * @param code Files that are run with other permissions: those of the host and of other plugins, as far as known.
 * @throws {GrantError} With code `dangerous`, the reasons, and what to write.
 */
export function refuseDangerous(grant: Grant, dangerous: boolean, who: Grantee, code: readonly URL[] = []): void {
  const escapes = dangerous ? [] : escapesOf(grant, code);
  if (escapes.length === 0) return;
  throw new GrantError(
    "dangerous",
    who,
    `the plugin could get around them, since ${escapes.join(", and ")}.`,
    `Grant less, or, if you trust the plugin with all that you may do yourself, write "dangerous": true beside them.`,
  );
}
