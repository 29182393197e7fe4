import { pluginText, PluginValidationError } from "./errors.ts";
import { type HookImpl, isStandIn, isWrapper } from "./impl.ts";
import { isAsyncFunction, isAsyncGeneratorFunction, isGeneratorFunction } from "./kinds.ts";
import type { HookSpec } from "./spec.ts";
import { closest } from "./suggest.ts";
import type { HookWarning } from "./warnings.ts";

/**
 * Checks an impl against its spec, in pluggy's order. Adds the warnings that are due to `warnings`, also those that come
 * before a failure.
 *
 * @throws {PluginValidationError} If the impl does not fit.
 */
export function validate(impl: HookImpl, spec: HookSpec, warnings: HookWarning[]): void {
  if (spec.opts.historic && isWrapper(impl)) {
    throw invalid(
      impl,
      "historic-wrapper",
      "a historic hook cannot be wrapped, as its calls are replayed one impl at a time",
    );
  }
  if (spec.opts.warn_on_impl) warnings.push(onImpl(impl, spec.opts.warn_on_impl));
  checkNames(impl, spec);
  const warnOn = spec.opts.warn_on_impl_args;
  if (warnOn) {
    for (const name of impl.argnames ?? []) {
      if (Object.hasOwn(warnOn, name)) warnings.push(onImpl(impl, warnOn[name]!));
    }
  }
  checkFunction(impl, spec);
}

function checkNames(impl: HookImpl, spec: HookSpec): void {
  const known = spec.argnames;
  if (known === undefined) return;
  // Only now, as the source of the function may have to be read.
  const names = impl.argnames;
  if (names === undefined) return;
  const unknown = names.filter((name) => !known.includes(name)).sort();
  if (unknown.length === 0) return;
  const guess = closest(unknown[0]!, known);
  throw invalid(
    impl,
    "unknown-args",
    `it asks for ${unknown.length === 1 ? "the argument" : "the arguments"} ${
      unknown.map(quote).join(", ")
    }, but the ` +
      `hook has ${known.length === 0 ? "none" : known.map(quote).join(", ")}`,
    guess && `Did you mean '${guess}'?`,
    unknown,
  );
}

function checkFunction(impl: HookImpl, spec: HookSpec): void {
  if (isStandIn(impl.function) && !spec.isAsync) {
    throw invalid(
      impl,
      "isolated-impl-of-sync-hook",
      "the plugin is isolated, so that its answers have to be waited for, and the hook is synchronous",
      'Make the hook\'s spec async, or run the plugin in the host with "permissions": "inherit".',
    );
  }
  const asynchronous = isAsyncGeneratorFunction(impl.function);
  if (isWrapper(impl)) {
    if (asynchronous && !spec.isAsync) {
      throw invalid(
        impl,
        "not-generator",
        "it is an async generator, and the hook is synchronous",
        "Write function* instead.",
      );
    }
    if (!asynchronous && !isGeneratorFunction(impl.function)) {
      throw invalid(
        impl,
        "not-generator",
        "a wrapper must be a generator function, and it is not",
        "Write function* and yield once.",
      );
    }
    if (impl.wrapper && impl.hookwrapper) {
      throw invalid(impl, "both-wrapper-kinds", "wrapper and hookwrapper are mutually exclusive");
    }
  } else if (!spec.isAsync && isAsyncFunction(impl.function)) {
    throw invalid(
      impl,
      "async-impl-of-sync-hook",
      "it is async, and the hook is synchronous: nobody would wait for its answer",
    );
  }
}

function invalid(
  impl: HookImpl,
  code: string,
  reason: string,
  hint?: string,
  names?: readonly string[],
): PluginValidationError {
  const { name, source, plugin } = impl.owner;
  const message = `Cannot register ${pluginText(name, source)}: its impl of hook '${impl.hookName}'${
    impl.member === impl.hookName ? "" : ` ('${impl.member}')`
  } does not fit: ${reason}.${hint ? ` ${hint}` : ""}`;
  return new PluginValidationError(code, message, { plugin: name, hook: impl.hookName, source, names }, plugin);
}

function onImpl(impl: HookImpl, text: string): HookWarning {
  const { name, source } = impl.owner;
  return {
    code: "on-impl",
    message: `${pluginText(name, source)} implements hook '${impl.hookName}': ${text}`,
    hook: impl.hookName,
    plugin: name,
    text,
  };
}

function quote(name: string): string {
  return `'${name}'`;
}
