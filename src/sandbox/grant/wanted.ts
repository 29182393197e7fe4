/**
 * What a plugin says that it wants: its `export const permissions`.
 *
 * @module
 */
import { closest } from "../../engine/suggest.ts";
import { shown, visible } from "../../manifest/show.ts";
import type { PermissionRule, PermissionSet } from "../../manifest/types.ts";
import { describeSet } from "./describe.ts";
import { KINDS } from "./grant.ts";

/** What a plugin wants. */
export type Wanted = "none" | "inherit" | PermissionSet;

/** What was found: a wish, none, or one that nobody can read. */
export interface WantedResult {
  /** What the plugin wants, or `undefined` if it does not say, or not so that it can be understood. */
  readonly wanted: Wanted | undefined;
  /** What is wrong with what it says, as a sentence for people. */
  readonly problem: string | undefined;
}

const MOST_ITEMS = 100;
const LONGEST = 300;

/** A wish that is not in order; never leaves this file. */
class Unreadable extends Error {}

/**
 * Reads what a plugin exports as `permissions`. The value may be anything: getters are not run, what a proxy throws is
 * caught, and what is huge is not read.
 */
export function wantedPermissions(value: unknown): WantedResult {
  try {
    return { wanted: read(value), problem: undefined };
  } catch (error) {
    const why = error instanceof Unreadable ? error.message : "it must be a plain object: it cannot be looked at";
    return { wanted: undefined, problem: `The plugin's export 'permissions' cannot be read: ${why}.` };
  }
}

/** What a plugin wants, as reports show it. */
export function describeWanted(wanted: Wanted): string {
  return typeof wanted === "string" ? wanted : describeSet(wanted);
}

function read(value: unknown): Wanted | undefined {
  if (value === undefined || value === "none" || value === "inherit") return value;
  const set: Record<string, PermissionRule> = {};
  for (const [kind, rule] of entries(value, KINDS, "it", '"none", "inherit" or an object')) {
    set[kind] = readRule(rule, kind);
  }
  return set;
}

function readRule(value: unknown, kind: string): PermissionRule {
  if (typeof value === "boolean" || Array.isArray(value)) return readSide(value, kind);
  const expected = "true, false, a list of strings, or an object with 'allow' and 'deny'";
  return Object.fromEntries(
    entries(value, ["allow", "deny"], `'${kind}'`, expected).map((
      [key, side],
    ) => [key, readSide(side, `${kind}.${key}`)]),
  );
}

function readSide(value: unknown, path: string): boolean | string[] {
  if (typeof value === "boolean") return value;
  if (!Array.isArray(value)) throw new Unreadable(`'${path}' must be true, false or a list of strings`);
  const length = dataOf(value, "length", path);
  if (typeof length !== "number" || length > MOST_ITEMS) {
    throw new Unreadable(`'${path}' must have at most ${MOST_ITEMS} items`);
  }
  return Array.from({ length }, (_, index) => {
    const item = dataOf(value, index, path);
    if (typeof item !== "string" || item.length > LONGEST) {
      throw new Unreadable(`'${path}[${index}]' must be a string of at most ${LONGEST} characters`);
    }
    return item;
  });
}

/** The keys of an object with their values; only these keys, and only what is there as data. */
function entries(
  value: unknown,
  keys: readonly string[],
  name: string,
  expected: string,
): [key: string, value: unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const found = typeof value === "string" || typeof value === "number" ? `: found ${shown(value)}` : "";
    throw new Unreadable(`${name} must be ${expected}${found}`);
  }
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === "string" && keys.includes(key)) continue;
    const guess = typeof key === "string" ? closest(key.slice(0, LONGEST), keys) : undefined;
    const help = guess === undefined ? "" : `; did it mean '${guess}'?`;
    throw new Unreadable(`${name} has the unknown key '${visible(String(key))}'${help}`);
  }
  return keys.flatMap((key) => {
    const item = dataOf(value, key, name);
    return item === undefined ? [] : [[key, item] satisfies [string, unknown]];
  });
}

function dataOf(value: object, key: PropertyKey, name: string): unknown {
  const property = Reflect.getOwnPropertyDescriptor(value, key);
  if (property && !("value" in property)) throw new Unreadable(`${name} must have values, not getters`);
  return property?.value;
}
