/** Why a warning was given: its stable code. */
export type WarningCode =
  | "missing-args"
  | "on-impl"
  | "teardown-raised"
  | "skipped"
  | "dispose-failed"
  | "listener-failed"
  | "reload-failed"
  | "plugin-died";

/** Something that does not stop the host but that somebody should know. Handed to the manager's `onWarning`. */
export interface HookWarning {
  /** Stable, for programs to compare. */
  readonly code: WarningCode;
  /** A sentence for people. */
  readonly message: string;
  /** The hook concerned, if one is. */
  readonly hook?: string | undefined;
  /** The name of the plugin concerned, if one is. */
  readonly plugin?: string | undefined;
  /** For `missing-args`: the names that the call lacks, in the spec's order. */
  readonly names?: readonly string[] | undefined;
  /** For `on-impl`: the text of the spec's `warn_on_impl` or `warn_on_impl_args`. */
  readonly text?: string | undefined;
  /** What was thrown, if something was. */
  readonly error?: unknown;
}

/** Receives warnings. */
export type WarningHandler = (warning: HookWarning) => void;

const SHOWN_AT_MOST = 1000;

/** The handler that a manager has by default: prints each distinct message once, as Python's warnings do. */
export function printOnce(): WarningHandler {
  const shown = new Set<string>();
  return ({ message }) => {
    if (shown.has(message) || shown.size >= SHOWN_AT_MOST) return;
    shown.add(message);
    console.warn(`Warning: ${message}`);
  };
}
