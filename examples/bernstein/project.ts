/**
 * The project file: which tasks there are, who does them, and what they must pass.
 *
 * @module
 */
import { parse } from "@std/jsonc";
import { dirname, resolve } from "@std/path";
import { z } from "zod";
import { findCycle } from "./cycle.ts";
import { type Step, stepSchema } from "./agents/script.ts";

/** The adapter that needs no entry in `adapters`. */
export const SCRIPTED = "scripted";

/** A project, read and found in order. */
export interface Project {
  /** What it is called. */
  readonly name: string;
  /** How many agents may run at once. */
  readonly parallel: number;
  /** The sums of cost that plugins want to hear of, in US dollars, ascending. */
  readonly costThresholds: readonly number[];
  /** How command-line agents are started, by the names that tasks give them. */
  readonly adapters: Readonly<Record<string, CommandOptions>>;
  /** The tasks, in the order of the file. */
  readonly tasks: readonly TaskDefinition[];
}

/** How a command-line agent is started. */
export interface CommandOptions {
  /** The program and its arguments. `{prompt}` in an argument stands for the prompt, which otherwise comes on stdin. */
  readonly command: readonly string[];
  /** A regular expression whose first group is what the agent has cost so far, in US dollars, as it prints it. */
  readonly cost?: string | undefined;
}

/** A task as the project file has it. */
export interface TaskDefinition {
  readonly id: string;
  readonly title: string;
  readonly role: string;
  readonly dependsOn: readonly string[];
  /** What the agent is asked to do. */
  readonly prompt: string;
  /** The folder that agent and gates run in, an absolute path. It is made if it is not there. */
  readonly folder: string;
  /** Commands that must succeed after the agent. */
  readonly gates: readonly (readonly string[])[];
  readonly adapter: string;
  /** For the scripted adapter: what its agent does in each attempt. The last one stands for all that follow. */
  readonly script: readonly (readonly Step[])[];
  readonly maxAttempts: number;
  /** How long the agent and each gate may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A project file that cannot be run. The message says all that is wrong with it. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";
}

/** Ids and roles become parts of agents' ids, and of what is printed. */
const word = z.string().regex(/^[\w.-]+$/, "must be letters, digits, and - _ . without spaces");

/** `"deno lint"`, or `["deno", "lint"]` where an argument has a space. */
const command = z.union([
  z.string().trim().min(1).transform((text) => text.split(/\s+/)),
  z.array(z.string()).min(1),
], 'must be a command, such as "deno lint" or ["deno", "lint"]');

const regex = z.string().refine((text) => {
  try {
    return new RegExp(`${text}|`).exec("")?.length === 2;
  } catch {
    return false;
  }
}, "must be a regular expression with one group");

const schema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1),
  parallel: z.int().min(1).default(2),
  costThresholds: z.array(z.number().positive()).default([]),
  adapters: z.record(word, z.strictObject({ command, cost: regex.optional() })).default({}),
  tasks: z.array(z.strictObject({
    id: word,
    title: z.string().regex(/^\P{Cc}+$/u, "must be a line of text").optional(),
    role: word.default("agent"),
    dependsOn: z.array(z.string()).default([]),
    prompt: z.string(),
    folder: z.string().default("."),
    gates: z.array(command).default([]),
    adapter: z.string(),
    script: z.array(z.array(stepSchema)).min(1).optional(),
    maxAttempts: z.int().min(1).default(3),
    timeoutMs: z.int().min(1).max(2 ** 31 - 1).default(600_000),
  })).min(1),
});

/**
 * Reads a project file.
 *
 * @param path Where it is. Folders in it are relative to its own.
 * @throws {ProjectError} If it cannot be read, or is not in order.
 */
export async function readProject(path: string): Promise<Project> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new ProjectError(`Cannot read the project ${path}: ${messageOf(error)}.`, { cause: error });
  }
  return parseProject(text, path);
}

/** The same for a text that is there already. */
export function parseProject(text: string, path: string): Project {
  const fail = (...problems: string[]): never => {
    const list = problems.length === 1 ? ` ${problems[0]}` : problems.map((problem) => `\n  - ${problem}`).join("");
    throw new ProjectError(`Cannot run the project ${path}:${list}`);
  };
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return fail(`it is not JSON with comments: ${messageOf(error)}`);
  }
  const { success, data, error } = schema.safeParse(value, { error: describe });
  if (!success) return fail(...error.issues.map(({ path, message }) => `${placeOf(path)} ${message}.`));

  const folder = dirname(resolve(path));
  const tasks = data.tasks.map(({ title, folder: own, script, ...task }): TaskDefinition => ({
    ...task,
    title: title ?? task.id,
    folder: resolve(folder, own),
    script: script ?? [],
  }));
  const problems = [...findProblems(tasks, Object.keys(data.adapters))];
  if (problems.length > 0) return fail(...problems);
  const { name, parallel, adapters } = data;
  return { name, parallel, adapters, tasks, costThresholds: [...new Set(data.costThresholds)].sort((a, b) => a - b) };
}

/** What is wrong with the tasks as a whole. */
function* findProblems(tasks: readonly TaskDefinition[], adapters: readonly string[]): Generator<string> {
  const ids = new Set<string>();
  for (const { id } of tasks) {
    if (ids.has(id)) yield `two tasks have the id "${id}".`;
    ids.add(id);
  }
  const known = [...adapters, SCRIPTED];
  if (adapters.includes(SCRIPTED)) yield `the adapter "${SCRIPTED}" is there without an entry, and cannot have one.`;
  for (const { id, dependsOn, adapter, script } of tasks) {
    for (const other of dependsOn) {
      if (!ids.has(other)) yield `the task "${id}" depends on "${other}", and there is no such task.`;
    }
    if (!known.includes(adapter)) {
      yield `the task "${id}" names the adapter "${adapter}", and there is none but ${known.join(", ")}.`;
    }
    if (adapter === SCRIPTED && script.length === 0) {
      yield `the task "${id}" is for a scripted agent and has no script.`;
    }
    if (adapter !== SCRIPTED && script.length > 0) yield `the task "${id}" has a script, and "${adapter}" reads none.`;
  }
  const cycle = findCycle(new Map(tasks.map(({ id, dependsOn }) => [id, dependsOn])));
  if (cycle) yield `tasks depend on each other in a circle: ${cycle.join(" -> ")}.`;
}

/** zod's messages are for programmers; these are to go on from the name of a place. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") {
    return `has ${issue.keys.map((key) => `"${key}"`).join(", ")}, which means nothing here`;
  }
  if (issue.code === "invalid_type") {
    return issue.input === undefined ? "is missing" : `must be ${article(issue.expected)}, not ${kindOf(issue.input)}`;
  }
  if (issue.code === "too_small" && issue.minimum === 1 && (issue.origin === "array" || issue.origin === "string")) {
    return "must not be empty";
  }
  if (issue.code === "too_small") return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}`;
  return undefined;
}

function article(kind: string): string {
  return /^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function kindOf(value: unknown): string {
  return value === null ? "null" : article(Array.isArray(value) ? "array" : typeof value);
}

/** `tasks[2].gates[0]` */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").replace(/^\./, "");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
