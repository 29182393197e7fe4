/**
 * What a plugin may do: from the permissions of its entry to what Deno is told.
 *
 * @module
 */

export { refuseMoreThanHost } from "./beyond_host.ts";
export { escapesOf, refuseDangerous } from "./dangerous.ts";
export { grantFor, type Needed, neededBy } from "./denials.ts";
export { describeGrant } from "./describe.ts";
export { grantedEnv } from "./env.ts";
export { GrantError, type GrantErrorCode } from "./errors.ts";
export { denoFlags, importHosts } from "./flags.ts";
export { type Grant, type Grantee, type GrantRule, KINDS, type PermissionKind } from "./grant.ts";
export { closeLinks } from "./links.ts";
export { missing } from "./missing.ts";
export { resolveGrant } from "./resolve.ts";
export { describeWanted, type Wanted, wantedPermissions, type WantedResult } from "./wanted.ts";
export { workerPermissions } from "./worker_permissions.ts";
