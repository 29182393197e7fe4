import { pluginText, TenonError } from "../../engine/errors.ts";
import { printable } from "../../manifest/show.ts";

/** Why the modules of a plugin cannot be had, or must not be loaded. */
export type GraphErrorCode =
  /** A module imports a file that lies outside the plugin's package or folder. */
  | "edge-leaves"
  /** A module imports something that does not exist, or that is no module. */
  | "missing-module"
  /** A module imports from a host that was not granted. */
  | "import-host"
  /** A module or package could not be fetched. */
  | "fetch-failed"
  /** What is served is not what the lock file says, or the lock file cannot be read. */
  | "bad-lock"
  /** The deno.json, package.json or import map of the plugin's project cannot be read. */
  | "bad-config"
  /** There is no end to its modules, or they need too much memory. */
  | "too-large"
  /** The files of the plugin changed again and again while they were looked at. */
  | "unsteady"
  /** The host is a compiled program, which has no Deno beside it. */
  | "no-deno"
  /** The host may not run Deno. */
  | "no-run-permission"
  /** The host may not write anywhere where the plugin's modules could be kept. */
  | "no-cache-permission";

/** Whose graph it is. */
export interface GraphOwner {
  /** The plugin's name. */
  readonly plugin: string;
  /** Where the plugin comes from, for error messages. */
  readonly source: string;
}

/** A plugin was not started because of its modules. None of its code ran. */
export class GraphError extends TenonError {
  /** What kind of error it is. */
  declare readonly code: GraphErrorCode;
  /** What to do about it. */
  readonly hint: string;

  /** Takes the code, whose graph it is, the reason as the end of a sentence, what to do, and the cause. */
  constructor(code: GraphErrorCode, owner: GraphOwner, reason: string, hint: string, cause?: unknown) {
    const { plugin, source } = owner;
    super(code, printable(`Cannot prepare ${pluginText(plugin, source)}: ${reason}`), {
      plugin,
      source,
      ...(cause === undefined ? {} : { cause }),
    });
    this.hint = hint;
  }
}

/** What to do where something is served that is not what was pinned. */
export const PINNED_HINT =
  "Find out why it changed. If it may have, remove its entry from deno.lock, and the plugin's folder from Deno's.";
