/**
 * The manifest: the schema of plugins.jsonc, reading and checking it.
 *
 * @module
 */

export { ManifestError, type ManifestErrorCode, type ManifestProblem, type ManifestProblemCode } from "./errors.ts";
export { readManifest, type ReadManifestOptions } from "./read.ts";
export type {
  Entry,
  EntryInput,
  Manifest,
  ManifestInput,
  PermissionRule,
  Permissions,
  PermissionSet,
  Position,
} from "./types.ts";
