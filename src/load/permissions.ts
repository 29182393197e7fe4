import type { Entry, EntryInput, Permissions } from "../manifest/mod.ts";

/** What the host's own code grants a plugin, in the place of what its entry says. */
export type GrantInput = Pick<EntryInput, "permissions" | "dangerous" | "isolation" | "memoryMb">;

/** What a plugin is given. */
export interface GivenPermissions {
  readonly permissions: Permissions;
  readonly dangerous: boolean;
  readonly isolation: "process" | "worker";
  readonly memoryMb: number | undefined;
  /** What relative paths are relative to, if they can be. */
  readonly base: URL | undefined;
  /** What a manifest from elsewhere asks for, and may not grant. */
  readonly asked: Permissions | undefined;
}

/**
 * What a plugin is given: what the host's code grants, else what its entry says. A manifest that was fetched can only ask:
 * without a grant by code its plugins run with no permissions.
 */
export function permissionsFor(
  entry: Entry,
  granted: GrantInput | undefined,
  base: URL | undefined,
  fetchedFrom: URL | undefined,
): GivenPermissions {
  const isolation = granted?.isolation ?? entry.isolation ?? "process";
  if (granted !== undefined) {
    const { permissions = "none", dangerous = false, memoryMb = entry.memoryMb } = granted;
    return { permissions, dangerous, isolation, memoryMb, base: workingFolder(), asked: undefined };
  }
  const { permissions, dangerous, memoryMb } = entry;
  if (fetchedFrom === undefined) return { permissions, dangerous, isolation, memoryMb, base, asked: undefined };
  const asked = permissions === "none" ? undefined : permissions;
  return { permissions: "none", dangerous: false, isolation, memoryMb, base, asked };
}

/** The folder that paths in the host's own code are relative to. */
function workingFolder(): URL | undefined {
  try {
    const encoded = Deno.cwd().replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
    return new URL(`file:///${encoded.replace(/^\//, "").replace(/^([a-z])%3A/i, "$1:")}/`);
  } catch {
    // It was removed, or the host may not know it: only absolute paths can be granted then.
    return undefined;
  }
}

/**
 * The entry of a manifest that was fetched: it does not choose what costs the host more than the host has said. A worker
 * would share the host's memory, so that its plugins run in processes, unless the host's code grants them otherwise.
 */
export function heldToHost(entry: Entry, most: { timeoutMs: number; memoryMb: number }): Entry {
  const { timeoutMs, memoryMb } = entry;
  return {
    ...entry,
    isolation: undefined,
    timeoutMs: timeoutMs && Math.min(timeoutMs, most.timeoutMs),
    memoryMb: memoryMb && Math.min(memoryMb, most.memoryMb),
  };
}
