/**
 * Checks a manifest's tree and says all that is wrong with it.
 *
 * @module
 */
import { closest } from "../engine/suggest.ts";
import type { ManifestProblem, ManifestProblemCode } from "./errors.ts";
import { INTEGRITY, integrityProblem } from "./integrity.ts";
import {
  branchFor,
  completeEntry,
  entrySchema,
  expectation,
  manifestSchema,
  mismatch,
  requiredKeys,
  RULED_OUT,
  type Schema,
} from "./schema.ts";
import { listed, quoted, shown, shownPath } from "./show.ts";
import { type JsonNode, type Member, valueOf } from "./tree.ts";
import type { Entry, Position } from "./types.ts";

type Path = readonly (string | number)[];

/**
 * Takes a tree, and the file's name for people, `undefined` for an object in memory; gives what the manifest says if nothing is
 * wrong, and the problems otherwise.
 */
export function checkManifest(
  root: JsonNode,
  file: string | undefined,
): { entries: Entry[]; discover: boolean; problems: ManifestProblem[] } {
  const check = new Check(file);
  check.duplicates(root, []);
  check.value(manifestSchema, root, []);
  if (check.problems.length > 0) return { entries: [], discover: true, problems: check.problems };

  const member = (name: string) =>
    root.type === "object" ? root.members.find(({ key }) => key === name)?.value : undefined;
  const [plugins, discover] = [member("plugins"), member("discover")];
  const members = plugins?.type === "object" ? plugins.members : [];
  return {
    entries: members.map(entryOf),
    discover: discover === undefined || valueOf(discover) === true,
    problems: [],
  };
}

function entryOf({ key: name, keyPosition: position, value }: Member): Entry {
  const { from, permissions, options, enabled, required, ...more } = completeEntry(valueOf(value));
  const { isolation, dangerous, memoryMb, integrity, requires, ignoreVersion, timeoutMs, onError, before, after } =
    more;
  const place = { isolation, dangerous, memoryMb };
  const version = { integrity, requires, ignoreVersion };
  const calls = { timeoutMs, onError, before, after };
  const entry = { name, from, permissions, ...place, options, enabled, required, ...version, ...calls };
  return position ? { ...entry, position } : entry;
}

/** One run of the check: collects the problems. */
class Check {
  readonly problems: ManifestProblem[] = [];
  readonly #file: string | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  /** Reports keys that stand twice in one object, wherever that is: readers differ on which of the two counts. */
  duplicates(node: JsonNode, path: Path): void {
    if (node.type === "array") node.items.forEach((item, index) => this.duplicates(item, [...path, index]));
    if (node.type !== "object") return;
    const firsts = new Map<string, Member>();
    for (const member of node.members) {
      const { key, keyPosition, value } = member;
      const first = firsts.get(key);
      if (!first) firsts.set(key, member);
      else if (first.keyPosition) {
        const { line, column } = first.keyPosition;
        const what = isPlugins(path) ? `Plugin ${quoted(key)}` : `Key ${quoted(key)}${of(path)}`;
        const message = `${what} is there twice: it is already at ${line}:${column}.`;
        this.#report("duplicate-key", message, [...path, key], keyPosition, valueOf(value));
      }
      this.duplicates(value, [...path, key]);
    }
  }

  /** Reports what in a value is not as the schema has it. */
  value(schema: Schema, node: JsonNode, path: Path): void {
    const branch = branchFor(schema, node.type);
    if (!branch) return this.#invalid(schema, expectation(schema), node, path);
    switch (branch.type) {
      case "strict_object":
        return this.#object(branch, node, path);
      case "record":
        return this.#record(branch, node, path);
      case "array":
        return this.#array(branch, node, path);
      case "unknown":
        return this.#json(node, path);
    }
    const expected = mismatch(schema, valueOf(node));
    if (expected !== undefined) this.#invalid(schema, expected, node, path);
  }

  #object(schema: Schema, node: JsonNode, path: Path): void {
    if (node.type !== "object") return;
    const entries = new Map(Object.entries(schema.entries ?? {}));
    const there = new Set<string>();
    for (const { key, keyPosition, value } of node.members) {
      const entry = entries.get(key);
      if (entry) {
        there.add(key);
        this.value(entry, value, [...path, key]);
        continue;
      }
      const guess = closest(key, entries.keys());
      // What is there but misspelt is not missing as well.
      if (guess !== undefined) there.add(guess);
      const help = guess === undefined
        ? `It can have ${listed([...entries.keys()])}.`
        : `Did you mean ${quoted(guess)}?`;
      this.#report(
        "unknown-key",
        `Unknown key ${quoted(key)}${of(path)}. ${help}`,
        [...path, key],
        keyPosition,
        valueOf(value),
      );
    }
    for (const key of requiredKeys(schema)) {
      if (there.has(key)) continue;
      const message = `${capital(subject(path))} has no ${quoted(key)}: it must be ${expectation(entries.get(key)!)}.`;
      this.#report("missing-key", message, [...path, key], node.position, undefined);
    }
    if (schema !== entrySchema) return;
    this.#ruledOut(node.members, path);
    this.#integrity(node.members, path);
  }

  /** Reports an integrity that the specifier beside it can never have. */
  #integrity(members: readonly Member[], path: Path): void {
    const nodes = new Map(members.map(({ key, value }) => [key, value]));
    const [from, node] = [nodes.get("from"), nodes.get("integrity")];
    if (from?.type !== "string" || node?.type !== "string" || !INTEGRITY.test(node.value)) return;
    const why = integrityProblem(from.value, node.value);
    if (why === undefined) return;
    const message = `${capital(subject([...path, "integrity"]))} cannot be checked: ${why}.`;
    this.#report("invalid-value", message, [...path, "integrity"], node.position, node.value);
  }

  /** Reports keys of an entry that must be left out beside what others of its keys say. */
  #ruledOut(members: readonly Member[], path: Path): void {
    const nodes = new Map(members.map(({ key, value }) => [key, value]));
    for (const { key, beside: [other, value], why } of RULED_OUT) {
      const node = nodes.get(key);
      const against = nodes.get(other);
      if (node === undefined || against?.type !== "string" || against.value !== value) continue;
      // A key whose own value is wrong was reported already.
      if (mismatch(entrySchema.entries[key], valueOf(node)) !== undefined) continue;
      const message = `${capital(subject([...path, key]))} must be left out beside "${other}": "${value}": ${why}.`;
      this.#report("invalid-value", message, [...path, key], node.position, valueOf(node));
    }
  }

  #record(schema: Schema, node: JsonNode, path: Path): void {
    if (node.type !== "object") return;
    for (const { key, keyPosition, value } of node.members) {
      const expected = schema.key && mismatch(schema.key, key);
      if (expected !== undefined) {
        const message = `A plugin's name must be ${expected}: found ${shown(key)}.`;
        this.#report("invalid-value", message, [...path, key], keyPosition, key);
      }
      if (schema.value) this.value(schema.value, value, [...path, key]);
    }
  }

  #array(schema: Schema, node: JsonNode, path: Path): void {
    if (node.type !== "array" || !schema.item) return;
    for (const [index, item] of node.items.entries()) this.value(schema.item, item, [...path, index]);
  }

  /** Any value will do that JSON can hold. */
  #json(node: JsonNode, path: Path): void {
    if (node.type === "array") node.items.forEach((item, index) => this.#json(item, [...path, index]));
    else if (node.type === "object") node.members.forEach(({ key, value }) => this.#json(value, [...path, key]));
    else if (node.type === "other" || node.type === "number" && !Number.isFinite(node.value)) {
      const message = `${capital(subject(path))} must be a JSON value: found ${shown(node.value)}.`;
      this.#report("invalid-value", message, path, node.position, node.value);
    }
  }

  #invalid(schema: Schema, expected: string, node: JsonNode, path: Path): void {
    const value = valueOf(node);
    const guess = meant(schema, value);
    const help = guess === undefined ? "" : ` Did you mean ${guess}?`;
    const message = `${capital(subject(path))} must be ${expected}: found ${shown(value)}.${help}`;
    this.#report("invalid-value", message, path, node.position, value);
  }

  #report(code: ManifestProblemCode, message: string, path: Path, at: Position | undefined, value: unknown): void {
    this.problems.push({ code, message, file: this.#file, line: at?.line, column: at?.column, path, value });
  }
}

/** What a wrong value was probably meant to be, written as in the manifest. */
function meant(schema: Schema, value: unknown): string | undefined {
  const fits = (candidate: unknown) => mismatch(schema, candidate) === undefined;
  if (typeof value !== "string") return undefined;
  const word = closest(value, words(schema));
  if (word !== undefined) return shown(word);
  // "true" and "5000" in quotes.
  try {
    const unquoted: unknown = JSON.parse(value);
    if (typeof unquoted !== "object" && fits(unquoted)) return `${shown(unquoted)}, without quotes`;
  } catch {
    // Then it was not meant as JSON.
  }
  return branchFor(schema, "array") && fits([value]) ? shown([value]) : undefined;
}

/** The words that a schema knows. */
function words(schema: Schema): string[] {
  const inner = schema.wrapped ?? schema;
  return (inner.options ?? []).flatMap((option) => typeof option === "string" ? [option] : words(option));
}

function isPlugins(path: Path): boolean {
  return path.length === 1 && path[0] === "plugins";
}

/** The place that a path leads to, as the subject of a sentence. */
function subject(path: Path): string {
  if (path.length === 0) return "the manifest";
  if (path[0] !== "plugins" || path.length === 1) return quoted(shownPath(path));
  if (path.length === 2) return `plugin ${quoted(String(path[1]))}`;
  return `${quoted(shownPath(path.slice(2)))} of plugin ${quoted(String(path[1]))}`;
}

/** The same, following a noun; nothing where that goes without saying. */
function of(path: Path): string {
  return path.length === 0 ? "" : ` in ${subject(path)}`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
