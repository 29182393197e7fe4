import { shown } from "../../manifest/show.ts";
import type { PermissionRule, PermissionSet } from "../../manifest/types.ts";
import { covers } from "./covers.ts";
import { GrantError } from "./errors.ts";
import { type Grant, type Grantee, type GrantRule, KINDS, type PermissionKind } from "./grant.ts";
import { hostText, parseHost } from "./host_item.ts";
import { envItem, runItem, sysItem } from "./name_item.ts";
import { absolutePath, isLink, isWithin, type ItemProblem, realPath } from "./path_item.ts";

/** Nothing of a kind. */
const NOTHING: GrantRule = Object.freeze({ allow: Object.freeze([]), deny: Object.freeze([]) });

/**
 * Makes the permissions of an entry ready for Deno: every kind has a rule, paths are absolute and also there as what they
 * really are, hosts and names are checked, denied items are not allowed.
 *
 * @param permissions What the entry says. `"inherit"` is no grant: such a plugin runs in the host.
 * @param base The manifest, which relative paths are relative to.
 * @param who Whom errors are to speak of.
 * @throws {GrantError} With code `grant-invalid` and all mistakes, if Deno would not understand an item, or understand
 * something else than was meant.
 */
export function resolveGrant(permissions: "none" | PermissionSet, base: URL | undefined, who: Grantee): Grant {
  const written = permissions === "none" ? {} : permissions;
  const mistakes: string[] = [];
  const rules = Object.fromEntries(
    KINDS.map((kind) => [kind, resolveRule(kind, written[kind], base, mistakes)]),
  ) as Record<PermissionKind, GrantRule>;
  if (mistakes.length > 0) {
    throw new GrantError("grant-invalid", who, `${mistakes.join("; ")}.`, "Correct the permissions of the entry.");
  }
  return Object.freeze({ rules: Object.freeze(rules), written, base });
}

function resolveRule(
  kind: PermissionKind,
  rule: PermissionRule | undefined,
  base: URL | undefined,
  mistakes: string[],
): GrantRule {
  const { allow = false, deny = false } = typeof rule === "object" && !isList(rule) ? rule : { allow: rule };
  const resolve = (side: boolean | readonly string[], name: string): true | (readonly string[])[] => {
    if (typeof side === "boolean") return side || [];
    const path = isList(rule) ? kind : `${kind}.${name}`;
    return side.flatMap((text, index) => {
      const forms = resolveItem(kind, text, base, name === "deny");
      if (isList(forms)) return [forms];
      mistakes.push(`'permissions.${path}[${index}]' must be ${forms.problem}: found ${shown(text)}`);
      return [];
    });
  };
  const allowed = resolve(allow, "allow");
  const denied = resolve(deny, "deny");
  // Deno itself lets a list that is allowed win over `--deny-*` without a list.
  if (denied === true) return NOTHING;
  const denials = [...new Set(denied.flat())];
  if (allowed === true) return Object.freeze({ allow: true, deny: Object.freeze(denials) });
  // What is denied in one of its forms is denied.
  const left = allowed.filter((forms) => {
    return !forms.some((item) => denials.some((other) => covers(kind, other, item)));
  });
  if (left.length === 0) return NOTHING;
  const items = [...new Set(left.flat())];
  const all = isPathKind(kind) ? [...denials, ...left.flatMap((forms) => inEachForm(denials, forms))] : denials;
  // A host that is denied by address is denied by all of its names.
  const matters = all.filter((other) => kind === "net" || items.some((item) => covers(kind, item, other)));
  return Object.freeze({ allow: Object.freeze(items), deny: Object.freeze([...new Set(matters)]) });
}

/** Where denied paths are that lie in a granted folder, for each of the ways in which that folder is granted. */
function inEachForm(denials: readonly string[], forms: readonly string[]): string[] {
  return forms.flatMap((form) => {
    return denials.flatMap((denied) => {
      return forms.flatMap((other) =>
        other !== form && isWithin(denied, form) ? [other + denied.slice(form.length)] : []
      );
    });
  });
}

/** Takes one item as it is written; gives the forms of it that Deno has to be told, or what it must be instead. */
function resolveItem(
  kind: PermissionKind,
  text: string,
  base: URL | undefined,
  denied: boolean,
): readonly string[] | ItemProblem {
  switch (kind) {
    case "net":
    case "import": {
      const host = parseHost(text, kind);
      return "problem" in host ? host : [hostText(host)];
    }
    case "env":
      return one(envItem(text, denied));
    case "sys":
      return one(sysItem(text));
    case "run":
      return one(runItem(text, base));
    case "read":
    case "write":
    case "ffi":
      return paths(kind, absolutePath(text, base), denied);
  }
}

/** A path as it is written and as it really is. Where the host may not look, the first has to do: the clamp refuses it. */
function paths(
  kind: "read" | "write" | "ffi",
  path: string | ItemProblem,
  denied: boolean,
): readonly string[] | ItemProblem {
  if (typeof path !== "string") return path;
  const real = realPath(path);
  if (!denied && isLink(path)) {
    if (real === undefined) return { problem: "a path that is not a link to nothing" };
    // Who may write a link may also move it, and then it leads elsewhere.
    if (kind === "write") return { problem: `no link: write where it leads to, ${shown(real)}` };
  }
  if (real !== undefined && real.includes(",")) return { problem: "a path that does not lead to one with a comma" };
  return real === undefined || real === path ? [path] : [path, real];
}

function isPathKind(kind: PermissionKind): boolean {
  return kind === "read" || kind === "write" || kind === "ffi";
}

function one(item: string | ItemProblem): readonly string[] | ItemProblem {
  return typeof item === "string" ? [item] : item;
}

function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}
