import {
  HookSpec,
  HookspecError,
  type HookspecOptions,
  type HookWarning,
  isClass,
  memberNames,
  memberOf,
  nameOf,
  specRecord,
  UsageError,
  validate,
} from "../engine/mod.ts";
import type { HookTable } from "./hook_table.ts";

/** Says whether a member of a namespace is a hook spec, and with which options. */
export type ParseHookspecOpts = (namespace: object, name: string) => HookspecOptions | undefined;

/** Where the members of a namespace are: for a class, on its instances first, then on the class itself. */
export function namespaceParts(namespace: object): object[] {
  return isClass(namespace) ? [namespace.prototype, namespace] : [namespace];
}

/**
 * Adds all specs of a namespace, or none. Impls that plugins registered before are checked against them.
 *
 * @throws {UsageError} If the namespace is no object.
 * @throws {HookspecError} If the namespace has no specs, one is there already, or one is historic and firstresult.
 * @throws {PluginValidationError} If an impl that is registered already does not fit.
 */
export function addHookspecs(table: HookTable, project: string, namespace: object, parse: ParseHookspecOpts): void {
  if (namespace === null || (typeof namespace !== "object" && typeof namespace !== "function")) {
    throw new UsageError(
      "not-an-object",
      `Cannot add hook specs: they must be in a class, an object or a module, but got ${
        namespace === null ? "null" : `a value of type ${typeof namespace}`
      }.`,
    );
  }
  const specs = readSpecs(project, namespace, parse);
  if (specs.length === 0) {
    throw new HookspecError(
      "no-hookspecs",
      `Cannot add hook specs: none of the members of ${describe(namespace)} is marked by hookspecMarker("${project}").`,
    );
  }
  const warnings: HookWarning[] = [];
  try {
    for (const spec of specs) {
      const hook = table.get(spec.name);
      if (hook?.spec !== undefined) {
        throw new HookspecError(
          "spec-exists",
          `Cannot add the spec of hook '${spec.name}' from ${describe(namespace)}: the hook has one already, from ${
            describe(hook.spec.namespace)
          }.`,
          { hook: spec.name },
        );
      }
      for (const impl of hook?.impls() ?? []) validate(impl, spec, warnings);
    }
  } finally {
    for (const warning of warnings) table.warn(warning);
  }
  for (const spec of specs) table.obtain(spec.name, spec);
}

function readSpecs(project: string, namespace: object, parse: ParseHookspecOpts): HookSpec[] {
  const names = new Set(namespaceParts(namespace).flatMap(memberNames));
  const specs: HookSpec[] = [];
  for (const name of names) {
    const options = parse(namespace, name);
    if (options === undefined || options === null) continue;
    if (options.historic && options.firstresult) {
      throw new HookspecError(
        "historic-firstresult",
        `Cannot add the spec of hook '${name}' of '${project}': a hook cannot be both historic and firstresult.`,
        { hook: name },
      );
    }
    const fn = namespaceParts(namespace).map((part) => memberOf(part, name)).find((member) => member !== undefined);
    const spec = new HookSpec(name, namespace, fn, specRecord(options));
    refuseMeaningless(spec);
    specs.push(spec);
  }
  return specs;
}

/** Refuses options that have no meaning, or would have no effect. */
function refuseMeaningless({ name, opts, isAsync }: HookSpec): void {
  const problem = opts.concurrent && !isAsync
    ? "concurrent is for asynchronous hooks"
    : opts.concurrent && opts.firstresult
    ? "concurrent starts all impls, and firstresult stops at the first answer"
    : opts.timeoutMs !== undefined && !isAsync
    ? "timeoutMs is for asynchronous hooks, as nothing can end a synchronous impl"
    : opts.historyLimit !== undefined && !opts.historic
    ? "historyLimit is for historic hooks"
    : opts.historyLimit !== undefined && !(Number.isInteger(opts.historyLimit) && opts.historyLimit >= 0)
    ? "historyLimit must be a whole number, of 0 or more"
    : undefined;
  if (problem === undefined) return;
  throw new HookspecError("meaningless-option", `Cannot add the spec of hook '${name}': ${problem}.`, { hook: name });
}

function describe(namespace: object): string {
  const own = typeof namespace === "function" ? nameOf(namespace) : undefined;
  if (own !== undefined) return own;
  const kind = memberOf(namespace, "constructor");
  const name = typeof kind === "function" ? nameOf(kind) : undefined;
  return name === undefined ? "the given object" : `an instance of ${name}`;
}
