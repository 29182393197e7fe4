import type { PermissionSet } from "../../manifest/types.ts";

/** The kinds of permission that Deno has, in the order in which they are listed everywhere. */
export const KINDS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;

/** One kind of permission. */
export type PermissionKind = typeof KINDS[number];

/** What is granted of one kind of permission, in normal form. */
export interface GrantRule {
  /** Everything, or these items. Nothing is an empty list. */
  readonly allow: true | readonly string[];
  /** What is denied of it. Empty where nothing is allowed, and without items that have nothing to do with what is. */
  readonly deny: readonly string[];
}

/** What a plugin may do, ready for Deno: paths are absolute, and every kind has a rule. */
export interface Grant {
  /** A rule for each kind. */
  readonly rules: Readonly<Record<PermissionKind, GrantRule>>;
  /** The permissions as the user wrote them, for people to read. */
  readonly written: PermissionSet;
  /** What relative paths were relative to. */
  readonly base: URL | undefined;
}

/** Whom a grant is for, as errors speak of it. */
export interface Grantee {
  /** The name of the plugin. */
  readonly plugin: string;
  /** Where the plugin comes from. */
  readonly source: string;
}

/** Whether a rule allows anything at all. */
export function grantsAny({ allow }: GrantRule): boolean {
  return allow === true || allow.length > 0;
}
