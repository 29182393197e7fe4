import { printable } from "../../manifest/show.ts";
import type { PermissionRule, PermissionSet } from "../../manifest/types.ts";
import { type Grant, KINDS } from "./grant.ts";

const ITEMS = 8;
const LONGEST = 100;

/**
 * A grant as reports show it: what was written, on one line and bounded, such as
 * `read ./docs; net api.example.com:443`, or `none`.
 */
export function describeGrant(grant: Grant): string {
  return describeSet(grant.written);
}

/** The same for a set of permissions. */
export function describeSet(set: PermissionSet): string {
  const texts = KINDS.flatMap((kind) => {
    const text = describeRule(set[kind]);
    return text === undefined ? [] : [`${kind} ${text}`];
  });
  return texts.length === 0 ? "none" : texts.join("; ");
}

function describeRule(rule: PermissionRule | undefined): string | undefined {
  const { allow = false, deny = false } = typeof rule === "object" && !Array.isArray(rule)
    ? rule as { allow?: boolean | readonly string[]; deny?: boolean | readonly string[] }
    : { allow: rule as boolean | readonly string[] };
  const allowed = describeSide(allow);
  if (allowed === undefined || deny === true) return undefined;
  const denied = describeSide(deny);
  return denied === undefined ? allowed : `${allowed} without ${denied}`;
}

function describeSide(side: boolean | readonly string[]): string | undefined {
  if (typeof side === "boolean") return side ? "everything" : undefined;
  if (side.length === 0) return undefined;
  const texts = side.slice(0, ITEMS).map(itemText);
  if (side.length > ITEMS) texts.push(`${side.length - ITEMS} more`);
  return texts.join(", ");
}

/** An item so that it can be told from what is around it. */
export function itemText(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return /^[^\s,;"]+$/.test(short) ? printable(short) : printable(JSON.stringify(short));
}
