import { TenonError, UsageError } from "./errors.ts";
import { memberNames, memberOf } from "./members.ts";
import { closest } from "./suggest.ts";
import type { HookSchemas } from "./values.ts";

/**
 * The format of the records that markers leave on functions. A plugin may have been built against another copy or version
 * of Tenon, so marks are found by `Symbol.for` and say their format; another format is an error, not a silent miss.
 */
const FORMAT = 1;

const IMPL_PREFIX = "tenon.hookimpl:";

/** What to do when an impl fails or takes too long. */
export interface Policy {
  /** Fail the call, or report the error, skip the impl and go on. */
  readonly onError?: OnError | undefined;
  /** How long an impl of an asynchronous hook may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** What to do when an impl fails: fail the call, or report the error, skip the impl and go on. */
export type OnError = "throw" | "skip";

/** Options of a hook spec; pluggy's words, and `async`, `args` and `defaults`. */
export interface HookspecOptions {
  /** Stop at the first answer that is not null or undefined; the call gives that answer or `undefined`. */
  readonly firstresult?: boolean;
  /** Remember calls and replay them to plugins that are registered later. Cannot go with `firstresult`. */
  readonly historic?: boolean;
  /** The hook is asynchronous. Needed only where an `async` spec method was compiled down to a plain one. */
  readonly async?: boolean;
  /** The names of the arguments, for checks at run time: of calls, and of what impls destructure. */
  readonly args?: readonly string[];
  /** Values for arguments that a caller leaves out, so that a new argument does not break older callers. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** How many calls of a historic hook are remembered; the oldest is forgotten first. All, if it does not say. */
  readonly historyLimit?: number;
  /**
   * Start the plain impls of an asynchronous hook together instead of one after another. Results stay in call order, and all
   * are waited for before an error goes on. Cannot go with `firstresult`.
   */
  readonly concurrent?: boolean;
  /** What to do when an impl of this hook fails, where neither its plugin nor the call says otherwise. */
  readonly onError?: OnError;
  /** How long each impl of this asynchronous hook may take, in milliseconds, where its plugin does not say otherwise. */
  readonly timeoutMs?: number;
  /** Standard Schema validators for the arguments and for what an impl answers: zod, valibot, arktype and others. */
  readonly schemas?: HookSchemas;
  /** A warning to give for each impl that is registered, such as "use onStart instead". */
  readonly warn_on_impl?: string;
  /** Warnings by argument name, given for each impl that asks for the argument. */
  readonly warn_on_impl_args?: Readonly<Record<string, string>>;
}

/** Options of a hook impl; pluggy's words, and `args`. */
export interface HookimplOptions {
  /** Call before the impls without this option. */
  readonly tryfirst?: boolean;
  /** Call after the impls without this option. Wins over `tryfirst`. */
  readonly trylast?: boolean;
  /** A generator that yields once: what is before the yield runs before all other impls, what is after it runs after. */
  readonly wrapper?: boolean;
  /** pluggy's old-style wrapper: the yield gives a {@linkcode HookResult} and the return value is ignored. */
  readonly hookwrapper?: boolean;
  /** Not an error if no hook of this name exists. */
  readonly optionalhook?: boolean;
  /** Names of plugins whose impls are to be called after this one, within its group. Absent plugins are ignored. */
  readonly before?: readonly string[];
  /** Names of plugins whose impls are to be called before this one, within its group. Absent plugins are ignored. */
  readonly after?: readonly string[];
  /** The hook's name, if it is not the member's. */
  readonly specname?: string;
  /**
   * The names of the arguments that the impl needs, for functions whose source does not show them. A call that lacks one
   * fails with a {@linkcode HookCallError} at this impl's turn.
   */
  readonly args?: readonly string[];
}

/** A spec's options as the engine keeps them. */
export interface SpecRecord extends HookspecOptions {
  /** The format of the record. */
  readonly format: number;
  /** Whether calls stop at the first answer. */
  readonly firstresult: boolean;
  /** Whether calls are remembered. */
  readonly historic: boolean;
}

/** An impl's options as the engine keeps them; one record serves all instances of a class. */
export interface ImplRecord extends HookimplOptions {
  /** The format of the record. */
  readonly format: number;
  /** Whether it is called before others of its kind. */
  readonly tryfirst: boolean;
  /** Whether it is called after others of its kind. */
  readonly trylast: boolean;
  /** Whether it is a wrapper. */
  readonly wrapper: boolean;
  /** Whether it is an old-style wrapper. */
  readonly hookwrapper: boolean;
  /** Whether it may be for a hook that does not exist. */
  readonly optionalhook: boolean;
}

const SPEC_OPTIONS = [
  "firstresult",
  "historic",
  "historyLimit",
  "async",
  "args",
  "defaults",
  "concurrent",
  "onError",
  "timeoutMs",
  "schemas",
  "warn_on_impl",
  "warn_on_impl_args",
];
const IMPL_OPTIONS = [
  "tryfirst",
  "trylast",
  "wrapper",
  "hookwrapper",
  "optionalhook",
  "before",
  "after",
  "specname",
  "args",
];

/** The key under which specs of a project are marked. */
export function specKey(project: string): symbol {
  return Symbol.for(`tenon.hookspec:${project}`);
}

/** The key under which impls for a project are marked. */
export function implKey(project: string): symbol {
  return Symbol.for(`${IMPL_PREFIX}${project}`);
}

/** The projects that an object's members are marked as impls for. */
export function markedProjects(plugin: object): string[] {
  const keys = memberNames(plugin).flatMap((name) => {
    const member = memberOf(plugin, name);
    return typeof member === "function" ? Object.getOwnPropertySymbols(member) : [];
  });
  const projects = keys.flatMap((key) => {
    const name = Symbol.keyFor(key);
    return name?.startsWith(IMPL_PREFIX) ? [name.slice(IMPL_PREFIX.length)] : [];
  });
  return [...new Set(projects)];
}

/** Checks and completes the options of a spec. */
export function specRecord(options: HookspecOptions): SpecRecord {
  checkKeys("hookspec", options, SPEC_OPTIONS);
  checkNames("hookspec", "args", options.args);
  checkPolicy("use hookspec", options);
  checkSchemas(options.schemas);
  return { ...options, format: FORMAT, firstresult: !!options.firstresult, historic: !!options.historic };
}

/** Checks and completes the options of an impl. A record that is complete already is kept as it is. */
export function implRecord(options: HookimplOptions): ImplRecord {
  if (isComplete(options)) return options;
  checkKeys("hookimpl", options, IMPL_OPTIONS);
  checkNames("hookimpl", "args", options.args);
  checkNames("hookimpl", "before", options.before);
  checkNames("hookimpl", "after", options.after);
  if (options.specname !== undefined && options.specname !== null && typeof options.specname !== "string") {
    throw new UsageError(
      "bad-option",
      `Cannot use hookimpl: specname must be a string, but is ${typeof options.specname}.`,
    );
  }
  return {
    ...options,
    format: FORMAT,
    tryfirst: !!options.tryfirst,
    trylast: !!options.trylast,
    wrapper: !!options.wrapper,
    hookwrapper: !!options.hookwrapper,
    optionalhook: !!options.optionalhook,
  };
}

function isComplete(options: HookimplOptions): options is ImplRecord {
  return (options as Partial<ImplRecord>).format === FORMAT;
}

function checkKeys(marker: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key) || key === "format") continue;
    const guess = closest(key, known);
    throw new UsageError(
      "unknown-option",
      `Cannot use ${marker}: it has no option '${key}'.` +
        (guess ? ` Did you mean '${guess}'?` : ` It has ${known.join(", ")}.`),
    );
  }
}

function checkNames(marker: string, option: string, names: unknown): void {
  if (names === undefined) return;
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return;
  throw new UsageError("bad-option", `Cannot use ${marker}: ${option} must be an array of names.`);
}

function checkSchemas(schemas: HookSchemas | undefined): void {
  if (schemas === undefined) return;
  checkKeys("the schemas of hookspec", schemas, ["args", "result"]);
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema === undefined || typeof schema?.["~standard"]?.validate === "function") continue;
    throw new UsageError(
      "bad-option",
      `Cannot use hookspec: schemas.${name} must be a validator with the interface of Standard Schema.`,
    );
  }
}

/**
 * Checks what a spec, a plugin or a manager says of failures and deadlines.
 *
 * @throws {UsageError} If it has no meaning.
 */
export function checkPolicy(what: string, { onError, timeoutMs }: Policy): void {
  if (onError !== undefined && onError !== "throw" && onError !== "skip") {
    throw new UsageError("bad-option", `Cannot ${what}: onError must be "throw" or "skip", but is ${String(onError)}.`);
  }
  // A longer timer would fire at once.
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= 2 ** 31 - 1)) {
    throw new UsageError("bad-option", `Cannot ${what}: timeoutMs must be a number of milliseconds above 0.`);
  }
}

/** Leaves a record on a function. */
export function mark(fn: object, key: symbol, record: object): void {
  try {
    Object.defineProperty(fn, key, { value: record, configurable: true, writable: true });
  } catch (cause) {
    const name = (fn as { name?: unknown }).name;
    throw new UsageError("cannot-mark", `Cannot mark '${String(name)}': the function is frozen.`, { cause });
  }
}

/**
 * Reads the record that a marker left on a function. Gives `undefined` if there is none; throws a {@linkcode TenonError}
 * if it was left by a version of Tenon whose format this one does not know.
 */
export function readMark(fn: object, key: symbol): unknown {
  const record: unknown = Object.getOwnPropertyDescriptor(fn, key)?.value;
  if (record === null || typeof record !== "object") return undefined;
  const format = (record as { format?: unknown }).format;
  if (format === FORMAT) return record;
  const name = (fn as { name?: unknown }).name;
  throw new TenonError(
    "unknown-mark-format",
    `Cannot read the mark on '${String(name)}': its format is ${String(format)}, and this version of Tenon knows ` +
      `format ${FORMAT}. Update the older one of the host's and the plugin's @tenon/tenon.`,
    { hook: typeof name === "string" ? name : undefined },
  );
}
