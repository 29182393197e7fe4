import { errorText, HookCallError, HookValueError, pluginText, type ValueIssue } from "./errors.ts";
import type { HookImpl } from "./impl.ts";
import { isThenable } from "./kinds.ts";
import type { CallArguments } from "./plan.ts";

/**
 * A validator in the form of [Standard Schema](https://standardschema.dev): what zod, valibot, arktype and others make. Only
 * the parts that Tenon uses.
 */
export interface StandardSchema {
  /** The standard's properties. */
  readonly "~standard": {
    /** Checks a value; what it gives may be transformed. */
    readonly validate: (value: unknown) => StandardResult | PromiseLike<StandardResult>;
  };
}

/** What a validator gives: a value, or the issues it has with it. */
export type StandardResult = { readonly value: unknown; readonly issues?: undefined } | {
  readonly issues: readonly StandardIssue[];
};

/** What a validator says is wrong. */
export interface StandardIssue {
  /** A sentence for people. */
  readonly message: string;
  /** The way from the value to the part that is wrong. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Validators of a hook. What they transform is what goes on. */
export interface HookSchemas {
  /** For the object of named arguments, at each call. */
  readonly args?: StandardSchema;
  /** For each answer of an impl, and for what a wrapper puts in place of the outcome. */
  readonly result?: StandardSchema;
}

/** Checks the arguments of a call. Gives them as the validator gives them, or a promise of that. */
export function checkArguments(schema: StandardSchema, hook: string, args: CallArguments): unknown {
  return checked(
    schema,
    hook,
    args,
    (issues) => new HookValueError("invalid-arguments", describe(`call hook '${hook}'`, issues), issues, { hook }),
  );
}

/** Checks an answer of an impl. Gives it as the validator gives it, or a promise of that. */
export function checkAnswer(schema: StandardSchema, hook: string, impl: HookImpl, answer: unknown): unknown {
  return checked(schema, hook, answer, (issues) => {
    const { name, source } = impl.owner;
    const what = `accept what ${pluginText(name, source)} answers to hook '${hook}'`;
    return new HookValueError("invalid-answer", describe(what, issues), issues, { plugin: name, hook, source });
  });
}

function checked(
  schema: StandardSchema,
  hook: string,
  value: unknown,
  refuse: (issues: readonly ValueIssue[]) => Error,
): unknown {
  // A validator that throws is at fault itself, and not the value.
  const failed = (cause: unknown): never => {
    throw new HookCallError(
      "validator-failed",
      `Cannot call hook '${hook}': its validator threw ${errorText(cause)}`,
      { hook, cause },
    );
  };
  const take = (result: StandardResult): unknown => {
    if (result.issues === undefined) return result.value;
    // Validators have arrays of their own classes, whose `map` may make another of that class.
    throw refuse(Array.from(result.issues, ({ message, path }) => ({ message, path: Array.from(path ?? [], keyOf) })));
  };
  let result: StandardResult | PromiseLike<StandardResult>;
  try {
    result = schema["~standard"].validate(value);
    if (isThenable(result)) return result.then(take, failed);
  } catch (error) {
    return failed(error);
  }
  return take(result);
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof segment === "object" ? segment.key : segment;
}

function describe(what: string, issues: readonly ValueIssue[]): string {
  const texts = issues.map(({ message, path }) => path.length === 0 ? message : `${pathText(path)}: ${message}`);
  return `Cannot ${what}: ${texts.join("; ")}`;
}

/** A path as it would be written in JavaScript: `items[0].name`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}
