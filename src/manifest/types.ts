/**
 * The shapes of a manifest, as a user writes it and as it is after reading. `schema.ts` holds the same shapes as a
 * schema; the compiler refuses a difference between the two.
 *
 * @module
 */

/**
 * What one kind of permission grants: `true` for all of it, `false` for none, or a list of what is allowed. The long
 * form can also deny.
 */
export type PermissionRule = boolean | readonly string[] | {
  /** What is allowed: everything, nothing, or a list. */
  readonly allow?: boolean | readonly string[];
  /** What is denied, even where `allow` covers it. */
  readonly deny?: boolean | readonly string[];
};

/** The permissions of one plugin, in the form of a permission set of deno.json. A kind that is left out is denied. */
export interface PermissionSet {
  /** Reading files: paths. */
  readonly read?: PermissionRule;
  /** Writing files: paths. */
  readonly write?: PermissionRule;
  /** The network: host names or addresses, with a port or without. */
  readonly net?: PermissionRule;
  /** Environment variables: their names. */
  readonly env?: PermissionRule;
  /** Running programs: names or paths. */
  readonly run?: PermissionRule;
  /** Information about the system: names of calls, such as `hostname`. */
  readonly sys?: PermissionRule;
  /** Native libraries: paths. */
  readonly ffi?: PermissionRule;
  /** Importing code from the web: host names. */
  readonly import?: PermissionRule;
}

/** What a plugin may do: nothing, all that the host may, or what the set grants. */
export type Permissions = "none" | "inherit" | PermissionSet;

/** One plugin as a manifest says it, in the long form. */
export interface EntryInput {
  /** The specifier: a path relative to the manifest, a URL, `jsr:…`, `npm:…`, or a name from the import map. */
  readonly from: string;
  /** What the plugin may do; `"none"` if it is left out. */
  readonly permissions?: Permissions;
  /**
   * What the plugin is kept apart by: a process of its own, which is also what holds if it is left out, or a worker, which
   * shares the host's memory. Not for plugins that inherit: those run in the host.
   */
  readonly isolation?: "process" | "worker";
  /** Whether it is known that the plugin can get around its permissions, as any can that runs programs. */
  readonly dangerous?: boolean;
  /** The most memory that the plugin's process may use, in MiB. */
  readonly memoryMb?: number;
  /** Any JSON value. The plugin is constructed with it. */
  readonly options?: unknown;
  /** `false` switches the plugin off without deleting its entry; `true` if it is left out. */
  readonly enabled?: boolean;
  /** Whether the host must not start without this plugin; `false` if it is left out. */
  readonly required?: boolean;
  /** How long the plugin may take to load, and each of its impls of asynchronous hooks to answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** What to do when an impl of the plugin fails: fail the call, or report it and go on with the next. */
  readonly onError?: "throw" | "skip";
  /**
   * The plugin is loaded only if it has this hash: `sha256-` and hexadecimal digits for URLs and files (of the source) and for
   * `jsr:` (of the version's `_meta.json`), `sha512-` and base64 for `npm:` (of the tarball). What it imports is not covered.
   */
  readonly integrity?: string;
  /** The versions of the host's package that the plugin fits, such as `"^1.2"`; wins over what its own imports say. */
  readonly requires?: string;
  /** Whether to load the plugin even if it is made for another version of the host; `false` if it is left out. */
  readonly ignoreVersion?: boolean;
  /** Names of plugins whose impls are to be called after those of this one. */
  readonly before?: readonly string[];
  /** Names of plugins whose impls are to be called before those of this one. */
  readonly after?: readonly string[];
}

/** A manifest as a user writes it. */
export interface ManifestInput {
  /** Where the JSON Schema is, for completion in editors. Tenon does not read it. */
  readonly $schema?: string;
  /** `false`: plugins are loaded only if this manifest names them, and none are discovered; `true` if it is left out. */
  readonly discover?: boolean;
  /** The plugins by name: for each a specifier, or an object that says more. */
  readonly plugins: { readonly [name: string]: string | EntryInput };
}

/** A place in a text; both parts start at 1. */
export interface Position {
  /** The line. */
  readonly line: number;
  /** The column, in UTF-16 code units, as editors count. */
  readonly column: number;
}

/** One plugin of a manifest that was read: nothing is left out any more. */
export interface Entry {
  /** The plugin's name. */
  readonly name: string;
  /** The specifier, as written. */
  readonly from: string;
  /** What the plugin may do. */
  readonly permissions: Permissions;
  /** What the plugin is kept apart by; `undefined` if the entry does not say. */
  readonly isolation: "process" | "worker" | undefined;
  /** Whether it is known that the plugin can get around its permissions. */
  readonly dangerous: boolean;
  /** The most memory that its process may use, in MiB; `undefined` if the entry does not say. */
  readonly memoryMb: number | undefined;
  /** What the plugin is constructed with, or `undefined` if the entry does not say. */
  readonly options: unknown;
  /** Whether the plugin is to be loaded at all. */
  readonly enabled: boolean;
  /** Whether loading must fail as a whole if this plugin fails. */
  readonly required: boolean;
  /** How long it may take to load, and its impls to answer, in milliseconds; `undefined` if the entry does not say. */
  readonly timeoutMs: number | undefined;
  /** What to do when an impl of the plugin fails; `undefined` if the entry does not say. */
  readonly onError: "throw" | "skip" | undefined;
  /** The hash that the plugin must have; `undefined` if the entry does not say. */
  readonly integrity: string | undefined;
  /** The versions of the host's package that the plugin fits; `undefined` if the entry does not say. */
  readonly requires: string | undefined;
  /** Whether it does not matter which version of the host the plugin is made for. */
  readonly ignoreVersion: boolean;
  /** Names of plugins whose impls are to be called after those of this one; `undefined` if the entry does not say. */
  readonly before: readonly string[] | undefined;
  /** Names of plugins whose impls are to be called before those of this one; `undefined` if the entry does not say. */
  readonly after: readonly string[] | undefined;
  /** Where the plugin's name stands in the manifest's text; left out for a manifest that never was a text. */
  readonly position?: Position;
}

/** A manifest that was read and found to be in order. */
export interface Manifest {
  /**
   * What relative specifiers are relative to: where the manifest was read from, after any HTTP redirects, or the base
   * that was given for an object in memory. `undefined` if there is neither.
   */
  readonly url: URL | undefined;
  /** Whether plugins may be discovered that it does not name. */
  readonly discover: boolean;
  /** The plugins, in the order of the manifest. */
  readonly entries: readonly Entry[];
}
