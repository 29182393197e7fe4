/** What a {@linkcode TenonError} can say about where a problem lies. Every part is left out where it does not apply. */
export interface ErrorContext {
  /** Name of the plugin concerned. */
  readonly plugin?: string | undefined;
  /** Name of the hook concerned. */
  readonly hook?: string | undefined;
  /** Where the plugin came from: a specifier, a URL, or a file with line and column. */
  readonly source?: string | undefined;
  /** The names of arguments that are unknown or missing. */
  readonly names?: readonly string[] | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The base of every error that Tenon itself throws. Errors that plugins throw are never wrapped in one: they reach the
 * caller as the same object.
 */
export class TenonError extends Error {
  /** Stable, in kebab case, for programs to compare; the message is for people and may change. */
  readonly code: string;
  /** Name of the plugin concerned, if one is. */
  readonly plugin: string | undefined;
  /** Name of the hook concerned, if one is. */
  readonly hook: string | undefined;
  /** Where the plugin came from, if known. */
  readonly source: string | undefined;
  /** The names of arguments that are unknown or missing, if that is the problem. */
  readonly names: readonly string[] | undefined;

  /** Takes a stable code, a sentence for people, and what the error is about. */
  constructor(code: string, message: string, context: ErrorContext = {}) {
    super(message, "cause" in context ? { cause: context.cause } : undefined);
    this.name = new.target.name;
    this.code = code;
    this.plugin = context.plugin;
    this.hook = context.hook;
    this.source = context.source;
    this.names = context.names;
  }
}

/** A plugin does not fit the specs of the host; it was not registered. */
export class PluginValidationError extends TenonError {
  /** The plugin object that was refused. */
  readonly pluginObject: object | undefined;

  /** Takes what every {@linkcode TenonError} takes, and the plugin object. */
  constructor(code: string, message: string, context: ErrorContext = {}, pluginObject?: object) {
    super(code, message, context);
    this.pluginObject = pluginObject;
  }
}

/** A hook was called in a way that one of its impls cannot serve, or an impl broke the rules of the call. */
export class HookCallError extends TenonError {}

/** A wrapper did not yield exactly once, or is no generator. */
export class WrapperError extends HookCallError {}

/** What is wrong with a value, according to a hook's validator. */
export interface ValueIssue {
  /** A sentence for people. */
  readonly message: string;
  /** The keys that lead from the value to the part that is wrong; none, if it is the whole. */
  readonly path: readonly PropertyKey[];
}

/** Arguments or an answer that a hook's validator rejects. */
export class HookValueError extends HookCallError {
  /** All that the validator says. */
  readonly issues: readonly ValueIssue[];

  /** Takes what every {@linkcode TenonError} takes, and the issues. */
  constructor(code: string, message: string, issues: readonly ValueIssue[], context: ErrorContext = {}) {
    super(code, message, context);
    this.issues = issues;
  }
}

/** An impl did not settle within its deadline. */
export class HookTimeoutError extends HookCallError {}

/** The name or the plugin is registered already. */
export class RegistrationError extends TenonError {}

/** Hook specs cannot be added as they are. */
export class HookspecError extends TenonError {}

/** Tenon's own interface was used in a way that cannot work. */
export class UsageError extends TenonError {}

/** The manager has never heard of this hook. */
export class UnknownHookError extends TenonError {}

/** Closing the manager, plugins failed to dispose of what they held; all others were disposed of. */
export class CloseError extends TenonError {
  /** One error for each plugin that failed, in the order in which they were closed; `cause` is what the plugin threw. */
  readonly errors: readonly TenonError[];

  /** Takes the errors of the plugins. */
  constructor(errors: readonly TenonError[]) {
    super("close-failed", errors.map((error) => error.message).join("\n"), { cause: errors[0]?.cause });
    this.errors = errors;
  }
}

/** How an error message speaks of a plugin. */
export function pluginText(name: string, source?: string): string {
  return source === undefined ? `plugin '${name}'` : `plugin '${name}' (${source})`;
}

/** A text for what somebody threw: it may be anything, also something that throws when it is looked at. */
export function errorText(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    return error.name === "Error" ? `${error.message}` : `${error.name}: ${error.message}`;
  } catch {
    return "something that cannot be shown";
  }
}
