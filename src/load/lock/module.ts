/** The form of the lock modules that this version writes and understands. */
export const LOCK_FORMAT = 1;

/** A plugin in a lock module. */
export interface LockedPlugin {
  /** The plugin's name. */
  readonly name: string;
  /** Its specifier, as the manifest has it or as discovery found it. */
  readonly from: string;
  /** What named it: `"manifest"`, or the file that discovery found it in, such as `"deno.json"`. */
  readonly found: string;
  /** The integrity that its entry asks for, which it had when the module was written. */
  readonly integrity?: string;
  /** Imports its module, by a literal specifier. */
  readonly load: () => Promise<unknown>;
}

/** What a lock module was made from, as SHA-256 hashes. Where one differs now, that part of the module is out of date. */
export interface LockSources {
  /** The names and specifiers in the manifest. */
  readonly manifest: string;
  /** The dependencies that discovery looked at; left out if it was switched off. */
  readonly dependencies?: string;
}

/** The module that {@linkcode writeLockModule} writes: `import * as lock from "./plugins.lock.ts"`. */
export interface LockModule {
  /** The form of the module. */
  readonly format: number;
  /** The project whose plugins these are. */
  readonly project: string;
  /** Where the module is. */
  readonly url: string;
  /** What it was made from. */
  readonly madeFrom: LockSources;
  /** The plugins, in the order in which they are registered. */
  readonly plugins: readonly LockedPlugin[];
}

/** A plugin on its way into a lock module. */
export interface LockLine extends Omit<LockedPlugin, "load"> {
  /** What is imported, as seen from the lock module. */
  readonly target: string;
}

const FIRST_LINE = "// Written by writeLockModule of Tenon. Do not edit it: write it again when plugins come or go.";

/** The text of a lock module. */
export function lockText(project: string, madeFrom: LockSources, lines: readonly LockLine[]): string {
  const entries = lines.map(({ target, ...plugin }) => {
    const properties = Object.entries(plugin).map(([key, value]) => `${key}: ${literal(value)}, `);
    return `  { ${properties.join("")}load: () => import(${literal(target)}) },\n`;
  });
  return `${FIRST_LINE}
// The imports are literal, so that deno cache, deno check, deno install and deno compile see the plugins.
// deno-fmt-ignore-file
// deno-lint-ignore-file

export const format = ${LOCK_FORMAT};
export const project: string = ${literal(project)};
export const url: string = import.meta.url;
export const madeFrom: { manifest: string; dependencies?: string } = ${literal(madeFrom)};
export const plugins: {
  name: string;
  from: string;
  found: string;
  integrity?: string;
  load: () => Promise<unknown>;
}[] = [
${entries.join("")}];
`;
}

/** JSON is JavaScript, so that nothing that comes from elsewhere can be code; on one line, also to regular expressions. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
}

/** Whether a text is that of a lock module, of whatever version. */
export function isLockText(text: string): boolean {
  return text.startsWith(FIRST_LINE.slice(0, FIRST_LINE.indexOf(".")));
}

/** What a lock module says of itself, read from its text: importing it would load all its plugins. */
export function readLockText(text: string): Omit<LockModule, "url" | "plugins"> | undefined {
  const value = (name: string): unknown => {
    const json = new RegExp(`^export const ${name}(?:: .*?)? = (.*);$`, "m").exec(text)?.[1];
    try {
      return JSON.parse(json ?? "null");
    } catch {
      return null;
    }
  };
  const said = { format: value("format"), project: value("project"), madeFrom: value("madeFrom") };
  return isLockText(text) && isHead(said) ? said : undefined;
}

/** Whether a value is a lock module, as far as this version can tell. */
export function isLockModule(value: unknown): value is LockModule {
  if (typeof value !== "object" || value === null || !isHead(value)) return false;
  const { url, plugins } = value as { url?: unknown; plugins?: unknown };
  return typeof url === "string" && URL.canParse(url) && Array.isArray(plugins) && plugins.every(isLockedPlugin);
}

function isHead(value: object): value is Omit<LockModule, "url" | "plugins"> {
  const { format, project, madeFrom } = value as { format?: unknown; project?: unknown; madeFrom?: unknown };
  if (typeof format !== "number" || typeof project !== "string") return false;
  if (typeof madeFrom !== "object" || madeFrom === null) return false;
  const { manifest, dependencies } = madeFrom as { manifest?: unknown; dependencies?: unknown };
  return typeof manifest === "string" && (dependencies === undefined || typeof dependencies === "string");
}

function isLockedPlugin(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { name, from, found, integrity, load } = value as Record<string, unknown>;
  if (integrity !== undefined && typeof integrity !== "string") return false;
  return typeof name === "string" && typeof from === "string" && typeof found === "string" &&
    typeof load === "function";
}
