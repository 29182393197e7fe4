import { pluginText } from "../../engine/mod.ts";
import { printable } from "../../manifest/show.ts";
import { PluginLoadError } from "../errors.ts";

/** Which plugin is looked at, for error messages. */
export interface CheckedPlugin {
  /** Its name. */
  readonly plugin: string;
  /** Its specifier, as the manifest has it. */
  readonly source: string;
}

/** What can be wrong with a plugin before any of its code has run. */
export type CheckCode =
  /** It has another hash than its entry says. */
  | "integrity-mismatch"
  /** Its hash cannot be told. */
  | "integrity-unknown"
  /** It is not what deno.lock pins. */
  | "bad-lock"
  /** It would come over the network in a way that anyone on it can change. */
  | "plain-http"
  /** It is made for another version of the host. */
  | "wrong-version"
  /** What its entry says about versions is no range. */
  | "bad-range";

/** Makes the error of a plugin that must not be loaded. Takes the reason as the end of a sentence, and what to do. */
export function checkProblem(
  code: CheckCode,
  { plugin, source }: CheckedPlugin,
  why: string,
  hint: string,
  cause?: unknown,
): PluginLoadError {
  const message = printable(`Cannot load ${pluginText(plugin, source)}: ${why}`);
  return new PluginLoadError("check", code, message, hint, {
    plugin,
    source,
    ...(cause === undefined ? {} : { cause }),
  });
}
