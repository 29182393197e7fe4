import { closest, UsageError } from "../engine/mod.ts";
import { listed, quoted, shown } from "../manifest/show.ts";
import { type JsonNode, type Member, treeOf, valueOf } from "../manifest/tree.ts";
import { LIMIT_RANGES, type SandboxLimits } from "../sandbox/limits.ts";
import type { GrantInput } from "./permissions.ts";

const GRANT_KEYS: readonly string[] = [
  "permissions",
  "dangerous",
  "isolation",
  "memoryMb",
] satisfies (keyof GrantInput)[];
const EXAMPLE = '{ permissions: { read: ["./data"] } }';

/**
 * Takes what the host's code grants, and the names of the plugins that there may be. Gives a copy, without what is `undefined`: it was read
 * once, and nothing changes it any more.
 *
 * @throws {UsageError} `bad-grant`, for the first plugin whose entry could not say it, and for plugins that there are not.
 */
export async function checkGrants(
  grants: unknown,
  plugins: readonly string[],
): Promise<Readonly<Record<string, GrantInput>>> {
  const tree = treeOf(grants);
  if (tree.type !== "object") {
    throw badGrant(`grants must be an object, such as { slack: ${EXAMPLE} }: current value is ${shown(grants)}.`);
  }
  const names = new Set(plugins);
  for (const { key: name, value } of tree.members) {
    if (!names.has(name)) {
      const why = `each grant must be for a plugin: there is no plugin ${quoted(name)}.`;
      throw badGrant(why + didYouMean(name, names), name);
    }
    const problem = await problemOf(name, value);
    if (problem !== undefined) throw badGrant(`grants must be as the entries of a manifest: ${problem}`, name);
  }
  return valueOf(tree) as Record<string, GrantInput>;
}

/**
 * Takes the option `discover`. Gives what the plugins may do that are discovered, if it says so, as a copy.
 *
 * @throws {UsageError} `bad-discover`, if it is neither a boolean nor what an entry could say.
 */
export async function checkDiscover(discover: unknown): Promise<GrantInput | undefined> {
  if (typeof discover === "boolean") return undefined;
  const tree = treeOf(discover);
  const problem = tree.type === "object"
    ? await problemOf("discovered", tree)
    : `it must be true, false or an object, such as ${EXAMPLE}: current value is ${shown(discover)}.`;
  if (problem !== undefined) {
    throw new UsageError("bad-discover", `Cannot load plugins: the option discover: ${problem}`);
  }
  return valueOf(tree) as GrantInput;
}

/** What is wrong with the grant of a plugin, in the words in which it is said of its entry. */
async function problemOf(name: string, grant: JsonNode): Promise<string | undefined> {
  if (grant.type !== "object") {
    return `Plugin ${quoted(name)} must be an object, such as ${EXAMPLE}: found ${shown(valueOf(grant))}.`;
  }
  const unknown = grant.members.find(({ key }) => !GRANT_KEYS.includes(key));
  if (unknown !== undefined) {
    const help = didYouMean(unknown.key, GRANT_KEYS) || ` It can have ${listed(GRANT_KEYS)}.`;
    return `Unknown key ${quoted(unknown.key)} in plugin ${quoted(name)}.${help}`;
  }
  // Reading the manifest has loaded it already.
  const { checkManifest } = await import("../manifest/check.ts");
  const from: Member = { key: "from", value: { type: "string", value: "./plugin.ts" } };
  const entry = objectOf({ key: name, value: { type: "object", members: [from, ...grant.members] } });
  return checkManifest(objectOf({ key: "plugins", value: entry }), undefined).problems[0]?.message;
}

function objectOf(member: Member): JsonNode {
  return { type: "object", members: [member] };
}

function badGrant(why: string, plugin?: string): UsageError {
  return new UsageError("bad-grant", `Cannot load plugins: ${why}`, { plugin });
}

/**
 * Takes the limits that the host sets. Gives a copy without those that are `undefined`, for which the defaults hold.
 *
 * @throws {UsageError} `bad-limit`, for the first that is unknown, or is no whole number in its range.
 */
export function checkLimits(limits: unknown): Partial<SandboxLimits> {
  if (typeof limits !== "object" || limits === null || Array.isArray(limits)) {
    throw badLimit(`limits must be an object, such as { callMs: 5000 }: current value is ${shown(limits)}.`);
  }
  const ranges = new Map(Object.entries(LIMIT_RANGES));
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  for (const [key, value] of given) {
    const range = ranges.get(key);
    if (range === undefined) {
      const help = didYouMean(key, ranges.keys()) || ` It can have ${listed([...ranges.keys()])}.`;
      throw badLimit(`limits has no ${quoted(key)}.${help}`);
    }
    const [least, most] = range;
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    const must = `must be a whole number from ${least} to ${most}`;
    throw badLimit(`limits.${key} ${must}: current value is ${shown(value)}.`);
  }
  return Object.fromEntries(given);
}

function badLimit(why: string): UsageError {
  return new UsageError("bad-limit", `Cannot load plugins: ${why}`);
}

function didYouMean(word: string, candidates: Iterable<string>): string {
  const guess = closest(word, candidates);
  return guess === undefined ? "" : ` Did you mean ${quoted(guess)}?`;
}
