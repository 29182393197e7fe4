import type { HostPackage } from "../load/compatibility.ts";
import { checkPolicy, type OnError, UsageError, type WarningHandler } from "../engine/mod.ts";

/** Options of a {@linkcode PluginManager}. */
export interface PluginManagerOptions {
  /** Receives warnings. By default each distinct message is printed once, with `console.warn`. */
  readonly onWarning?: WarningHandler;
  /** What to do when an impl fails, where neither its plugin nor the hook's spec says. `"throw"` by default. */
  readonly onError?: OnError;
  /** How long impls of asynchronous hooks may take, in milliseconds, where neither plugin nor spec says. No limit by default. */
  readonly timeoutMs?: number;
  /** After how many failures in a row a plugin is put in quarantine. Never, by default. */
  readonly quarantineAfter?: number;
  /**
   * The package that plugins import the host's hooks from, and its version. Where it is given, plugins that are made for another
   * version are not loaded: what they say about it is read before any of their code runs.
   */
  readonly host?: HostPackage;
}

/** What else can be said when a plugin is registered. */
export interface RegisterOptions {
  /** Where the plugin came from, such as a specifier: for error messages. */
  readonly source?: string | undefined;
  /** What to do when its impls fail; wins over what specs and the manager say. */
  readonly onError?: OnError | undefined;
  /** How long its impls of asynchronous hooks may take, in milliseconds; wins over what specs and the manager say. */
  readonly timeoutMs?: number | undefined;
  /** Names of plugins whose impls are to be called after its own, each within its group. Absent plugins are ignored. */
  readonly before?: readonly string[] | undefined;
  /** Names of plugins whose impls are to be called before its own, each within its group. Absent plugins are ignored. */
  readonly after?: readonly string[] | undefined;
}

/** One object for the many plugins that are registered without options. */
export const NO_OPTIONS: RegisterOptions = Object.freeze({});

/** A plugin that is left out of all calls. */
export interface QuarantinedPlugin {
  /** Its name. */
  readonly plugin: string;
  /** A sentence that says why. */
  readonly reason: string;
  /** What it threw last. */
  readonly error: unknown;
}

/** An impl that a call waits for. */
export interface PendingImpl {
  /** The name of the plugin. */
  readonly plugin: string;
  /** The hook that was called. */
  readonly hook: string;
}

/** @throws {UsageError} If an option has no meaning. */
export function checkManagerOptions(options: PluginManagerOptions): void {
  checkPolicy("make a plugin manager", options);
  checkHost(options.host);
  const { quarantineAfter } = options;
  if (quarantineAfter === undefined || (Number.isInteger(quarantineAfter) && quarantineAfter > 0)) return;
  throw new UsageError(
    "bad-option",
    `Cannot make a plugin manager: quarantineAfter must be a whole number above 0, but is ${String(quarantineAfter)}.`,
  );
}

function checkHost(host: HostPackage | undefined): void {
  if (host === undefined) return;
  const { package: name, version }: Readonly<Record<string, unknown>> = { ...host };
  if (typeof name === "string" && name !== "" && typeof version === "string" && VERSION.test(version)) return;
  throw new UsageError(
    "bad-option",
    'Cannot make a plugin manager: host must be a package and its version, such as { package: "@crow/acp", version: "1.2.0" }: ' +
      `current value is ${JSON.stringify(host)}.`,
  );
}

const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/** @throws {UsageError} If an option has no meaning. */
export function checkRegisterOptions(what: string, options: RegisterOptions): void {
  checkPolicy(what, options);
  for (const side of ["before", "after"] as const) {
    const names: unknown = options[side];
    if (names === undefined || (Array.isArray(names) && names.every((name) => typeof name === "string"))) continue;
    throw new UsageError("bad-option", `Cannot ${what}: ${side} must be an array of names.`);
  }
}
