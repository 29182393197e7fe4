import { covers } from "./covers.ts";
import { itemText } from "./describe.ts";
import { type Grant, type GrantRule, KINDS, type PermissionKind } from "./grant.ts";
import { hostText, parseHost } from "./host_item.ts";
import { absolutePath } from "./path_item.ts";
import type { Wanted } from "./wanted.ts";

/**
 * What a plugin wants and is not granted, one text for each item, such as `net hooks.slack.com`. Relative paths that it
 * wants are relative to what those of the grant are. What it can do without is not asked.
 */
export function missing(wanted: Wanted, grant: Grant): string[] {
  if (wanted === "none") return [];
  if (wanted === "inherit") return ['all that the host may do ("inherit")'];
  return KINDS.flatMap((kind) => {
    const rule = wanted[kind];
    const allow = typeof rule === "object" && "allow" in rule
      ? rule.allow
      : rule as boolean | readonly string[] | undefined;
    const granted = grant.rules[kind];
    if (allow === true) return granted.allow === true ? [] : [`${kind} everything`];
    if (!allow || !Array.isArray(allow)) return [];
    return allow.filter((item) => !isGranted(kind, item, granted, grant.base)).map((item) =>
      `${kind} ${itemText(item)}`
    );
  });
}

function isGranted(kind: PermissionKind, text: string, { allow, deny }: GrantRule, base: URL | undefined): boolean {
  const item = normal(kind, text, base);
  if (item === undefined || deny.some((denied) => covers(kind, denied, item))) return false;
  return allow === true || allow.some((allowed) => covers(kind, allowed, item));
}

/** An item as grants have it. Unlike those, it is not looked for on the disk: a plugin wrote it. */
function normal(kind: PermissionKind, text: string, base: URL | undefined): string | undefined {
  switch (kind) {
    case "read":
    case "write":
    case "ffi": {
      const path = absolutePath(text, base);
      return typeof path === "string" ? path : undefined;
    }
    case "run": {
      if (!/[/\\]/.test(text)) return text;
      const path = absolutePath(text, base);
      return typeof path === "string" ? path : undefined;
    }
    case "net":
    case "import": {
      const host = parseHost(text, kind);
      return "problem" in host ? undefined : hostText(host);
    }
    default:
      return text;
  }
}
