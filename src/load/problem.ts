import { sourceOf, TenonError } from "../engine/mod.ts";
import type { Entry } from "../manifest/mod.ts";
import { CreateError, describe } from "../plugin/mod.ts";
import { type LoadStage, PluginLoadError } from "./errors.ts";
import { importError } from "./import_error.ts";

/** What else a problem is about. */
export interface ProblemContext {
  readonly hook?: string | undefined;
  readonly cause?: unknown;
}

/** Says what went wrong with a plugin at a stage: `why` is a sentence of its own, or what follows the colon. */
export function problem(
  { name, from }: Entry,
  stage: LoadStage,
  code: string,
  why: string,
  hint?: string,
  context: ProblemContext = {},
): PluginLoadError {
  const message = why.startsWith("Cannot ") ? why : `Cannot ${stage} plugin '${name}' from ${from}: ${why}`;
  return new PluginLoadError(stage, code, message, hint, { plugin: name, source: from, ...context });
}

/** Makes what was thrown at a stage an error that says so. `url` is what the plugin's specifier stands for. */
export function asProblem(entry: Entry, stage: LoadStage, url: string | undefined, cause: unknown): PluginLoadError {
  if (cause instanceof PluginLoadError) return cause;
  if (cause instanceof CreateError) {
    return problem(entry, "create", cause.code, cause.message, cause.hint, { cause: cause.cause });
  }
  if (cause instanceof Error && cause.name === "ImportFailure") {
    return importError(entry.name, entry.from, url ?? entry.from, cause.cause);
  }
  if (cause instanceof TenonError) {
    const { hint } = cause as { hint?: string };
    return problem(entry, stage, cause.code, cause.message, hint, { hook: cause.hook, cause });
  }
  // What an impl threw when a remembered call was replayed to it.
  const hook = sourceOf(cause)?.hook;
  const who = hook === undefined ? "it" : `its impl of hook '${hook}'`;
  return problem(entry, stage, `${stage}-failed`, `${who} threw ${describe(cause)}`, undefined, { hook, cause });
}
