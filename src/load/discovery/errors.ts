import type { ConfigProblem } from "../../manifest/discover/mod.ts";
import type { Entry } from "../../manifest/mod.ts";
import { firstLine } from "../../plugin/mod.ts";
import { PluginLoadError } from "../errors.ts";
import { hintFor } from "../import_error.ts";
import type { Answer } from "./asker.ts";
import type { Candidate } from "./search.ts";

/** A configuration file does not say what there is to discover. */
export function configError({ file, why, hint }: ConfigProblem): PluginLoadError {
  const message = `Cannot discover plugins in ${file}: it ${why}${/[.?!]$/.test(why) ? "" : "."}`;
  return new PluginLoadError("discover", "config-unreadable", message, hint, { source: file });
}

/** It is not known whether a package is a plugin. */
export function unclearError(candidate: Candidate, { said, packageSaid }: Answer): PluginLoadError {
  const { from } = candidate.entry;
  const reason = packageSaid ?? said ?? "Deno did not say why.";
  return problem("discovery-failed", candidate, firstLine(reason), hintFor(reason, undefined, from, from));
}

/** A package did not answer in time. */
export function lateError(candidate: Candidate, timeoutMs: number): PluginLoadError {
  const hint = "Can its registry be reached? The option timeoutMs of load gives it longer.";
  return problem("timeout", candidate, `it could not be had within ${timeoutMs} ms.`, hint);
}

function problem(code: string, candidate: Candidate, why: string, hint: string | undefined): PluginLoadError {
  const { entry: { name, from }, found, dependency } = candidate;
  const message = `Cannot find out whether ${dependency.package.id}, which ${found} names, is a plugin: ${why}`;
  return new PluginLoadError("discover", code, message, hint, { plugin: name, source: from });
}

/** The name of a discovered plugin is that of an entry for something else. */
export function takenByEntry({ name, from }: Entry, entry: Entry): PluginLoadError {
  return new PluginLoadError(
    "register",
    "name-taken",
    `Cannot register plugin '${name}' from ${from}: the manifest has another plugin of that name, from ${entry.from}.`,
    `Give that entry another name, or this plugin an entry of its own: "other-name": ${JSON.stringify(from)}.`,
    { plugin: name, source: from },
  );
}

/** Two discovered plugins have one name. */
export function takenByOther({ name, from }: Entry, first: Entry): PluginLoadError {
  return new PluginLoadError(
    "register",
    "name-taken",
    `Cannot register plugin '${name}' from ${from}: ${first.from} was discovered as well, and has that name already.`,
    `Remove one of the two packages, or give this one an entry in the manifest: "other-name": ${JSON.stringify(from)}.`,
    { plugin: name, source: from },
  );
}
