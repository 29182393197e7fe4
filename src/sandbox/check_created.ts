import { type HookimplOptions, type ImplRecord, implRecord } from "../engine/mod.ts";
import type { CreatedAnswer } from "./protocol.ts";

/** How many impls a plugin can have, and how many projects its members can be marked for. */
const MOST = 1000;
/** How many names an impl can list. */
const MOST_NAMES = 100;
/** The longest name, in UTF-16 code units. */
const LONGEST = 200;

/**
 * Checks what a plugin's side says that the plugin is. The plugin may have said it in its place.
 *
 * @returns What is wrong with it, in words, or `undefined`.
 */
export function wrongInCreated({ impls, projects }: CreatedAnswer): string | undefined {
  if (!isList(impls, MOST)) return `it must describe at most ${MOST} impls.`;
  if (!isListOfNames(projects, MOST)) return "it must name the projects that it is for.";
  const members = new Set<string>();
  for (const impl of impls) {
    const { member, kind, argnames, options } = (impl ?? {}) as Partial<typeof impls[number]>;
    if (!isName(member)) return `the name of an impl must be a text of 1 to ${LONGEST} characters.`;
    const shown = JSON.stringify(member);
    if (members.has(member)) return `it must describe its impl ${shown} once.`;
    members.add(member);
    if (kind !== "function" && kind !== "generator") return `it must say what kind of function its impl ${shown} is.`;
    if (argnames !== undefined && !isListOfNames(argnames, MOST_NAMES)) {
      return `its impl ${shown} must destructure at most ${MOST_NAMES} arguments.`;
    }
    const wrong = wrongInOptions(options);
    if (wrong !== undefined) return `the options of its impl ${shown} cannot be read: ${wrong}`;
  }
  return undefined;
}

function wrongInOptions(options: unknown): string | undefined {
  if (options === null || typeof options !== "object") return "they must be an object.";
  try {
    const { specname, args, before, after } = recordOf(options as HookimplOptions);
    if (specname !== undefined && specname !== null && specname !== "" && !isName(specname)) {
      return "specname is too long.";
    }
    const lists = [args, before, after].filter((list) => list !== undefined);
    return lists.every((list) => isListOfNames(list, MOST_NAMES)) ? undefined : "they list too many names.";
  } catch (error) {
    return (error as Error).message;
  }
}

/** The options of an impl as the engine keeps them. */
export function recordOf(given: HookimplOptions): ImplRecord {
  const { format: _, ...options } = given as ImplRecord;
  return implRecord(options);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= LONGEST;
}

function isList(value: unknown, most: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= most;
}

function isListOfNames(value: unknown, most: number): value is readonly string[] {
  return isList(value, most) && value.every(isName);
}
