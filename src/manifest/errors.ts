/**
 * What can be wrong with a manifest.
 *
 * @module
 */
import { TenonError } from "../engine/errors.ts";
import { shownPath } from "./show.ts";

/** What kind of mistake a {@linkcode ManifestProblem} is; stable, for programs to compare. */
export type ManifestProblemCode =
  /** The source does not exist. */
  | "not-found"
  /** The source exists but cannot be read, or is not text. */
  | "unreadable"
  /** The text has not the integrity that the host demands. */
  | "integrity-mismatch"
  /** The text is not JSON with comments. */
  | "syntax"
  /** A key stands twice in one object. */
  | "duplicate-key"
  /** A key that a manifest does not have. */
  | "unknown-key"
  /** A key that is needed is not there. */
  | "missing-key"
  /** A value, or a plugin's name, is not of the form it must have. */
  | "invalid-value";

/** One mistake in a manifest. */
export interface ManifestProblem {
  /** What kind of mistake it is. */
  readonly code: ManifestProblemCode;
  /** A sentence for people, without the place. */
  readonly message: string;
  /** The manifest's path or URL, for people; `undefined` for an object in memory. */
  readonly file: string | undefined;
  /** The line, from 1; `undefined` where there is no text. */
  readonly line: number | undefined;
  /** The column, from 1; `undefined` where there is no text. */
  readonly column: number | undefined;
  /** The keys and indexes that lead to the place; empty for the whole manifest and where the text is not JSON. */
  readonly path: readonly (string | number)[];
  /** The offending value; `undefined` where there is none. */
  readonly value: unknown;
}

/** The codes of a {@linkcode ManifestError}. */
export type ManifestErrorCode =
  | "manifest-invalid"
  | "manifest-not-found"
  | "manifest-unreadable"
  | "manifest-integrity-mismatch";

/**
 * Thrown when a manifest cannot be read or has mistakes. It carries all mistakes at once; its message has a line for
 * each.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { ManifestError, PluginManager } from "@tenon/tenon";
 *
 * const pm = new PluginManager("demo");
 * const manifest = { plugins: { slack: { from: "npm:slack-plugin", timeoutMs: 0 } } };
 * const error = await assertRejects(() => pm.load(manifest), ManifestError);
 * assertEquals(error.code, "manifest-invalid");
 * assertEquals(error.problems[0]?.path, ["plugins", "slack", "timeoutMs"]);
 * ```
 */
export class ManifestError extends TenonError {
  /** Every mistake that was found, in the order of the text. */
  readonly problems: readonly ManifestProblem[];

  /** Takes a stable code, all problems (at least one), and the error that led to this one, if one did. */
  constructor(code: ManifestErrorCode, problems: readonly ManifestProblem[], context: { cause?: unknown } = {}) {
    const [first] = problems;
    const plugin = first && pluginOf(first);
    super(code, problems.map(line).join("\n"), {
      ...context,
      // One plugin can be named only if no other is concerned.
      plugin: problems.every((problem) => pluginOf(problem) === plugin) ? plugin : undefined,
      source: first && place(first),
    });
    this.problems = problems;
  }
}

function pluginOf({ path: [top, name] }: ManifestProblem): string | undefined {
  return top === "plugins" && typeof name === "string" ? name : undefined;
}

function place({ file, line, column, path }: ManifestProblem): string | undefined {
  if (file === undefined) return shownPath(path) || "manifest";
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function line(problem: ManifestProblem): string {
  return `${place(problem)}: ${problem.message}`;
}
