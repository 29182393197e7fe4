/**
 * What a plugin would have needed, by what Deno says when it denies something.
 *
 * A plugin can throw errors with any text, also Deno's. So nothing follows from these texts but what is shown to people.
 *
 * @module
 */
import { KINDS, type PermissionKind } from "./grant.ts";

/** One permission that was asked for and denied. */
export interface Needed {
  /** Its kind. */
  readonly kind: PermissionKind;
  /** What it was asked for, or `undefined` if for everything. */
  readonly value: string | undefined;
}

const LONGEST_TEXT = 20_000;
const MOST = 10;

const END = "(?:run again with the --allow-|specify the required permissions)";
const DENIAL = new RegExp(
  // A value is in quotes that nothing inside is escaped for; the folder for temporary files is not named.
  `Requires (${KINDS.join("|")}) access(?: to (?:"(.{0,300}?)"|(<TMP>)))?, ${END}` +
    // Links can only be made by who may do both to all files.
    "|(requires unscoped --allow-read and --allow-write permissions)" +
    "|Requires --allow-(run) permissions to spawn" +
    "|getaddrinfo EPERM ([^\\s\"']{1,300})",
  "gs",
);

/**
 * Takes a text, such as the message of an error that a plugin threw; gives the permissions that Deno denied according to
 * it, each once, at most ten. Values that are too long to be meant are left out.
 */
export function neededBy(text: string): Needed[] {
  const needed = new Map<string, Needed>();
  const add = (kind: string, value?: string) => {
    if (needed.size < MOST) needed.set(`${kind} ${value}`, { kind: kind as PermissionKind, value });
  };
  for (const [, kind, value, temporary, link, spawn, name] of text.slice(0, LONGEST_TEXT).matchAll(DENIAL)) {
    if (kind !== undefined) add(kind, temporary === undefined ? value : temporaryFolder());
    else if (link !== undefined) ["read", "write"].forEach((both) => add(both));
    else if (spawn !== undefined) add(spawn);
    else if (name !== undefined) add("net", name);
  }
  return [...needed.values()];
}

/** Where a process with an environment of its own puts temporary files. */
function temporaryFolder(): string | undefined {
  return Deno.build.os === "windows" ? undefined : "/tmp";
}

/** Takes what was denied; gives what an entry would have to say, or `undefined` if nothing was. */
export function grantFor(needed: readonly Needed[]): string | undefined {
  if (needed.length === 0) return undefined;
  const rules = KINDS.flatMap((kind) => {
    const values = needed.filter((one) => one.kind === kind).map(({ value }) => value);
    if (values.length === 0) return [];
    const named = values.filter((value) => value !== undefined);
    return [`${text(kind)}: ${named.length < values.length ? "true" : `[${named.map(text).join(", ")}]`}`];
  });
  const dangerous = needed.some(({ kind }) => kind === "run" || kind === "ffi") ? ', "dangerous": true' : "";
  return `"permissions": { ${rules.join(", ")} }${dangerous}`;
}

/** A string as JSON, with escapes for what cannot be seen. */
function text(value: string): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, (char) => {
    if (char === " ") return char;
    return Array.from({ length: char.length }, (_, index) => {
      return `\\u${char.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join("");
  });
}
