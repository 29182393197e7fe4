import { HookspecError, UsageError } from "./errors.ts";
import { isClass } from "./kinds.ts";
import type { HookimplMarker, HookspecMarker } from "./marker_types.ts";
import { implKey, implRecord, mark, specKey, specRecord } from "./marks.ts";
import type { AnyFunction } from "./types.ts";

/**
 * Makes the marker for the hook specs of a project, pluggy's `HookspecMarker`. Markers of other projects do not see its
 * marks.
 *
 * @throws {UsageError} The marker throws for an unknown option or for what is no method or function.
 * @throws {HookspecError} The marker throws for `historic` with `firstresult`.
 *
 * @example
 * ```ts
 * import { hookspecMarker } from "@tenon/tenon";
 *
 * const hookspec = hookspecMarker("demo");
 *
 * class Spec {
 *   @hookspec
 *   greet(_: { name: string }): string | void {}
 * }
 * ```
 */
export function hookspecMarker(project: string): HookspecMarker {
  checkProject("hookspecMarker", project);
  return makeMarker("hookspec", specKey(project), specRecord, (options, name) => {
    if (!options.historic || !options.firstresult) return;
    throw new HookspecError(
      "historic-firstresult",
      `Cannot mark hook '${name}': a hook cannot be both historic and firstresult, as the impls that an answer would ` +
        "stop have yet to come.",
      { hook: name },
    );
  }) as HookspecMarker;
}

/**
 * Makes the marker for hook impls of a project, pluggy's `HookimplMarker`. `S` is the host's spec class.
 *
 * @throws {UsageError} The marker throws for an unknown option or for what is no method or function.
 *
 * @example
 * ```ts
 * import { type Args, hookimplMarker, type HookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
 * import { assertEquals } from "@std/assert";
 *
 * const hookspec = hookspecMarker("demo");
 * class Spec {
 *   @hookspec
 *   greet(_: { name: string }): string | void {}
 * }
 *
 * const hookimpl: HookimplMarker<Spec> = hookimplMarker("demo");
 * class Polite {
 *   @hookimpl
 *   greet({ name }: Args<Spec, "greet">) {
 *     return `Good day, ${name}.`;
 *   }
 * }
 *
 * const pm = new PluginManager("demo", Spec);
 * pm.register(new Polite());
 * assertEquals(pm.hook.greet({ name: "Ada" }), ["Good day, Ada."]);
 * ```
 */
export function hookimplMarker<S = Record<string, AnyFunction>>(project: string): HookimplMarker<S> {
  checkProject("hookimplMarker", project);
  return makeMarker("hookimpl", implKey(project), implRecord) as HookimplMarker<S>;
}

function checkProject(maker: string, project: unknown): void {
  if (typeof project === "string" && project !== "") return;
  throw new UsageError("bad-project", `Cannot make a marker: ${maker} takes the name of the host's project.`);
}

/**
 * Serves the four forms of a marker: bare or with options, as decorator or as function. `complete` checks and completes
 * the options; `check` is for what pluggy leaves until the mark is put on a function.
 */
function makeMarker<O extends object, R extends object>(
  marker: string,
  key: symbol,
  complete: (options: O) => R,
  check?: (options: R, name: string) => void,
): unknown {
  const apply = (record: R, value: unknown, context: unknown): unknown => {
    if (typeof value !== "function" || isClass(value) || !isNamedMethod(context)) refuse(marker, value, context);
    check?.(record, value.name);
    mark(value, key, record);
    // A decorator that returns nothing keeps the method; a call for a plain function gives the function back.
    return isDecoratorContext(context) ? undefined : value;
  };
  return (first: unknown, second?: unknown) => {
    if (typeof first === "function" || isDecoratorContext(second)) {
      if (second !== undefined && !isDecoratorContext(second)) {
        refuse(marker, second, undefined, "its options come first");
      }
      return apply(complete({} as O), first, second);
    }
    if (first === null || typeof first !== "object") refuse(marker, first, undefined);
    const record = complete(first as O);
    if (second !== undefined) return apply(record, second, undefined);
    return (value: unknown, context: unknown) => apply(record, value, context);
  };
}

interface DecoratorContext {
  readonly kind: string;
  readonly name: string | symbol;
  readonly private?: boolean;
}

function isDecoratorContext(value: unknown): value is DecoratorContext {
  return value !== null && typeof value === "object" && typeof (value as { kind?: unknown }).kind === "string";
}

/** Whether what is decorated can be found again: discovery runs no getters, and cannot see private members. */
function isNamedMethod(context: unknown): boolean {
  if (!isDecoratorContext(context)) return true;
  return context.kind === "method" && !context.private && typeof context.name === "string";
}

function refuse(marker: string, value: unknown, context: unknown, hint = ""): never {
  const what = isDecoratorContext(context)
    ? `the ${context.private ? "private " : ""}${context.kind} '${String(context.name)}'`
    : isClass(value)
    ? "a class"
    : `a value of type ${typeof value}`;
  throw new UsageError(
    "cannot-mark",
    `Cannot mark ${what}: ${marker} marks methods and functions${hint ? `, and ${hint}` : ""}.`,
  );
}
