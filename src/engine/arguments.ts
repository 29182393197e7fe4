import { UsageError } from "./errors.ts";
import { type CallArguments, lacks } from "./plan.ts";
import type { HookSpec } from "./spec.ts";
import type { WarningHandler } from "./warnings.ts";

/** Makes the function that readies the arguments of a call: checked, completed by defaults, and warned of if some lack. */
export function preparer(
  hook: string,
  spec: HookSpec | undefined,
  warn: WarningHandler,
): (args: unknown) => CallArguments {
  const defaults = Object.entries(spec?.opts.defaults ?? {});
  const declared = spec?.opts.args ?? [];
  const simple = (args: unknown): CallArguments => {
    if (args === undefined || args === null) return {};
    if (typeof args !== "object" || Array.isArray(args)) {
      throw badArguments(hook, Array.isArray(args) ? "an array" : `a ${typeof args}`);
    }
    return args as CallArguments;
  };
  if (defaults.length === 0 && declared.length === 0) return simple;
  return (given) => {
    const args = complete(simple(given), defaults);
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
}

/** Fills in defaults; the caller's own object stays as it is. As everywhere in JavaScript, `undefined` means the default. */
function complete(args: CallArguments, defaults: readonly (readonly [string, unknown])[]): CallArguments {
  const absent = defaults.filter(([name]) => args[name] === undefined);
  return absent.length === 0 ? args : { ...args, ...Object.fromEntries(absent) };
}

/** A call with something other than one object of named arguments. */
export function badArguments(hook: string, found: string): UsageError {
  return new UsageError(
    "bad-arguments",
    `Cannot call hook '${hook}': it takes one object of named arguments, but got ${found}.`,
    { hook },
  );
}
