import { UsageError } from "./errors.ts";
import { type CallArguments, lacks } from "./plan.ts";
import type { HookSpec } from "./spec.ts";
import type { WarningHandler } from "./warnings.ts";

/** Takes the arguments of a call as they were given: one object, or none. */
export function argumentsOf(hook: string, args: unknown): CallArguments {
  if (isArguments(args)) return args;
  if (args === undefined || args === null) return {};
  throw badArguments(hook, Array.isArray(args) ? "an array" : `a ${typeof args}`);
}

/** Whether a value is an object of named arguments. */
export function isArguments(args: unknown): args is CallArguments {
  return typeof args === "object" && args !== null && !Array.isArray(args);
}

/** A call with something other than one object of named arguments. */
export function badArguments(hook: string, found: string): UsageError {
  return new UsageError(
    "bad-arguments",
    `Cannot call hook '${hook}': it takes one object of named arguments, but got ${found}.`,
    { hook },
  );
}

/** What a spec has to say of the arguments of each call. */
export interface Preparation {
  /** The names that it speaks of: where all are given, and none is `undefined`, arguments need not be prepared. */
  readonly names: readonly string[];
  /** Completes arguments by defaults, and warns of those that are lacking. */
  readonly prepare: (args: CallArguments) => CallArguments;
}

/** Lays out what is to be done with the arguments of a hook's calls. */
export function preparationOf(hook: string, spec: HookSpec | undefined, warn: WarningHandler): Preparation {
  const defaults = Object.entries(spec?.opts.defaults ?? {});
  const declared = spec?.opts.args ?? [];
  const names = [...declared, ...defaults.map(([name]) => name)];
  const prepare = (given: CallArguments): CallArguments => {
    const args = complete(given, defaults);
    const missing = declared.filter((name) => lacks(args, name));
    if (missing.length > 0) {
      warn({
        code: "missing-args",
        message: `The call of hook '${hook}' does not provide ${missing.map((name) => `'${name}'`).join(", ")}, ` +
          "which its spec declares.",
        hook,
        names: missing,
      });
    }
    return args;
  };
  return { names, prepare };
}

/** Fills in defaults; the caller's own object stays as it is. As everywhere in JavaScript, `undefined` means the default. */
function complete(args: CallArguments, defaults: readonly (readonly [string, unknown])[]): CallArguments {
  const absent = defaults.filter(([name]) => args[name] === undefined);
  return absent.length === 0 ? args : { ...args, ...Object.fromEntries(absent) };
}

/** Makes the function that runs calls one way if all of some arguments are given, and the other way if not. */
export function ifGiven<R>(
  names: readonly string[],
  given: (args: CallArguments) => R,
  otherwise: (args: CallArguments) => R,
): (args: CallArguments) => R {
  const [a, b, c] = names as [string, string, string];
  switch (names.length) {
    case 0:
      return given;
    case 1:
      return (args) => args[a] === undefined ? otherwise(args) : given(args);
    case 2:
      return (args) => args[a] === undefined || args[b] === undefined ? otherwise(args) : given(args);
    case 3:
      return (args) => {
        return args[a] === undefined || args[b] === undefined || args[c] === undefined ? otherwise(args) : given(args);
      };
    default:
      return (args) => {
        for (let i = 0; i < names.length; i++) if (args[names[i]!] === undefined) return otherwise(args);
        return given(args);
      };
  }
}
