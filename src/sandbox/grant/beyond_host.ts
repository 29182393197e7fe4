import { shown } from "../../manifest/show.ts";
import { GrantError } from "./errors.ts";
import { type Grant, type Grantee, KINDS, type PermissionKind } from "./grant.ts";
import { type HostItem, hostText, parseHost } from "./host_item.ts";
import { realPath } from "./path_item.ts";

/**
 * Refuses a grant that goes beyond what the host itself may do: a child's permissions are not limited by those of the
 * process that starts it, so this is the only place where they are.
 *
 * Deno does not say of a single host, or of variables by a pattern, whether the host is denied a part of them. So every
 * port of a host without one is asked for, and patterns and subnets need the permission for everything.
 *
 * @throws {GrantError} With code `beyond-host`, all that goes beyond, and the flags that the host would need.
 */
export function refuseMoreThanHost(grant: Grant, who: Grantee): void {
  const beyond: string[] = [];
  const flags: string[] = [];
  for (const kind of KINDS) {
    const { allow } = grant.rules[kind];
    if (allow !== true && allow.length === 0 || holds({ name: kind })) continue;
    if (allow === true) {
      beyond.push(`${kind} access to everything`);
      flags.push(`--allow-${kind}`);
      continue;
    }
    const lacked = allow.filter((item) => !hostHolds(kind, item));
    const missing = lacked.filter((item) => !isReached(kind, item, allow, lacked));
    if (missing.length === 0) continue;
    beyond.push(...missing.map((item) => `${kind} access to ${JSON.stringify(item)}${nearly(kind, item)}`));
    const needsAll = missing.some((item) => isPattern(kind, item));
    flags.push(needsAll ? `--allow-${kind}` : `--allow-${kind}=${missing.join(",")}`);
  }
  if (beyond.length === 0) return;
  throw new GrantError(
    "beyond-host",
    who,
    `the host itself does not have, or not in full, ${list(beyond)}.`,
    `Start the host with ${flags.map(quotedFlag).join(" ")} as well and without denying parts of it, or grant less.`,
  );
}

/** Whether a path is where another item really is, one that the host holds: then it comes to the same files that way. */
function isReached(kind: PermissionKind, item: string, allow: readonly string[], lacked: readonly string[]): boolean {
  if (kind !== "read" && kind !== "write" && kind !== "ffi") return false;
  return allow.some((other) => !lacked.includes(other) && realPath(other) === item);
}

/** Whether the host holds one item of a kind, all of it. */
function hostHolds(kind: PermissionKind, item: string): boolean {
  if (isPattern(kind, item)) return false;
  switch (kind) {
    case "read":
    case "write":
    case "ffi":
      return holds({ name: kind, path: item });
    case "env":
      return holds({ name: "env", variable: item });
    case "sys":
      return holds({ name: "sys", kind: item } as Deno.SysPermissionDescriptor);
    case "run":
      return holds({ name: "run", command: item });
    case "net":
    case "import":
      return holdsHost(kind, parseHost(item, kind) as HostItem);
  }
}

function holdsHost(kind: "net" | "import", host: HostItem): boolean {
  const holdsText = (text: string) => holds({ name: kind, host: text } as Deno.NetPermissionDescriptor);
  if (!holdsText(hostText(host))) return false;
  if (host.port !== undefined || host.type === "unix") return true;
  for (let port = 0; port <= 65535; port++) if (!holdsText(hostText({ ...host, port }))) return false;
  return true;
}

/** Whether an item stands for more than can be asked for one by one. */
function isPattern(kind: PermissionKind, item: string): boolean {
  if (kind === "env") return item.endsWith("*");
  if (kind !== "net" && kind !== "import") return false;
  const host = parseHost(item, kind) as HostItem;
  return host.type === "wildcard" || host.type === "subnet";
}

function holds(descriptor: Deno.PermissionDescriptor): boolean {
  try {
    const { state, partial } = Deno.permissions.querySync(descriptor);
    return state === "granted" && !partial;
  } catch {
    // What cannot be asked for is not held.
    return false;
  }
}

/** For a host that Deno lets every program import from, but only at one port. */
function nearly(kind: PermissionKind, item: string): string {
  const [port] = kind === "import" ? [443] : [];
  if (port === undefined || /:\d+$/.test(item) || !holds({ name: "import", host: `${item}:${port}` })) return "";
  return ` (only to ${shown(`${item}:${port}`)})`;
}

function quotedFlag(flag: string): string {
  return /^[\w=,./:@%+*-]+$/.test(flag) ? flag : `'${flag.replaceAll("'", `'\\''`)}'`;
}

function list(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
