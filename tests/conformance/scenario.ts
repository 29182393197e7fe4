/** The scenario format: what a line of a scenario file says. */
import {
  anything,
  expected,
  flag,
  list,
  Malformed,
  mapOf,
  optional,
  type Parsed,
  type ParsedFields,
  type Parser,
  shape,
  tagged,
  text,
} from "./parsers.ts";

/** What a plain impl or an extra does when it is called. */
export type PlainDo =
  | readonly ["const", value: unknown]
  | readonly ["null"]
  | readonly ["echo", arg: string]
  | readonly ["raise", message: string]
  | readonly ["mutate_arg", arg: string, value: unknown]
  | readonly ["nested", ops: readonly Op[], value: unknown]
  | readonly ["generator", items: readonly unknown[]];

/** What a wrapper does, most of it after its yield. The last three are for old-style wrappers alone. */
export type WrapperDo =
  | readonly ["pass" | "no_yield" | "two_yields" | "not_generator"]
  | readonly ["append" | "mutate" | "replace" | "force" | "swallow", value: unknown]
  | readonly ["reraise" | "raise_teardown" | "throw" | "raise_setup", message: string]
  | readonly ["force_exception", message: string]
  | readonly ["get_result"]
  | readonly ["return", value: unknown];

/** Operations can be nested in what plugins do, and so are read by a function of their own. Names are looked up later. */
const op: Parser<Op> = (value, where) => {
  const { op: kind } = shape({ op: text })(value, where);
  if (!isOpKind(kind)) throw expected("a known operation", kind, `${where}.op`);
  const read = shape<Record<string, Parser<unknown>>>(OPS[kind])(value, where);
  if ("subset" in read && (read["hook"] === undefined) === (read["subset"] === undefined)) {
    throw new Malformed(`${where} must have a hook or a subset`);
  }
  return { op: kind, ...read } as Op;
};

const plainDo = tagged({
  const: [anything],
  null: [],
  echo: [text],
  raise: [text],
  mutate_arg: [text, anything],
  nested: [(value, where) => list(op)(value, where), anything],
  generator: [list(anything)],
}) as Parser<PlainDo>;

const NEW_WRAPPER = {
  pass: [],
  no_yield: [],
  two_yields: [],
  not_generator: [],
  append: [anything],
  mutate: [anything],
  replace: [anything],
  force: [anything],
  swallow: [anything],
  reraise: [text],
  raise_teardown: [text],
  throw: [text],
  raise_setup: [text],
};
const newWrapperDo = tagged(NEW_WRAPPER) as Parser<WrapperDo>;
const oldWrapperDo = tagged({
  ...NEW_WRAPPER,
  force_exception: [text],
  get_result: [],
  return: [anything],
}) as Parser<WrapperDo>;

const parameters = { args: optional(list(text)), defaults: optional(mapOf(anything)) };

const extraFields = shape({ id: text, ...parameters, do: plainDo });
const extra: Parser<Extra> = (value, where) => {
  const { id, args = [], defaults = {}, do: does } = extraFields(value, where);
  checkNames(does, args, defaults, where);
  return { id, args, defaults, do: does };
};

const TARGET = { hook: optional(text), exclude: optional(list(text)), subset: optional(text) };
const KWARGS = { kwargs: optional(mapOf(anything)) };
const NAME = { name: text };
const PLUGIN = { plugin: text };
const KEY = { as: text };

const OPS = {
  add_specs: { ns: text },
  register: { ...PLUGIN, name: optional(text) },
  unregister: { plugin: optional(text), name: optional(text) },
  block: NAME,
  unblock: NAME,
  is_blocked: NAME,
  has_plugin: NAME,
  get_plugin: NAME,
  get_name: PLUGIN,
  canonical_name: PLUGIN,
  is_registered: PLUGIN,
  list_plugins: {},
  get_plugins: {},
  hookcallers: PLUGIN,
  impls: TARGET,
  is_historic: TARGET,
  has_spec: TARGET,
  check_pending: {},
  call: { ...TARGET, ...KWARGS },
  call_historic: { ...TARGET, ...KWARGS, callback: optional(text), callback_raise: optional(text) },
  call_extra: { ...TARGET, ...KWARGS, extras: list(extra) },
  make_subset: { ...KEY, hook: text, exclude: list(text) },
  // A value of null is forced too, so this one is not `optional`.
  monitor: { ...KEY, after_force: anything },
  tracing: KEY,
  undo: KEY,
} satisfies Record<string, Record<string, Parser<unknown>>>;

type OpKind = keyof typeof OPS;

/** An operation of one kind. */
export type OpOf<K extends OpKind> = { readonly op: K } & ParsedFields<typeof OPS[K]>;

/** One step of a scenario. */
export type Op = { readonly [K in OpKind]: OpOf<K> }[OpKind];

/** Which caller an operation is for. */
export type Target = ParsedFields<typeof TARGET>;

function isOpKind(kind: string): kind is OpKind {
  return Object.hasOwn(OPS, kind);
}

/** What a function is given. */
export interface Parameters {
  readonly args: readonly string[];
  readonly defaults: Readonly<Record<string, unknown>>;
}

/** A function for one call. */
export interface Extra extends Parameters {
  readonly id: string;
  readonly do: PlainDo;
}

const spec = shape({
  hook: text,
  args: list(text),
  firstresult: flag,
  historic: flag,
  warn_on_impl: optional(text),
  warn_on_impl_args: optional(mapOf(text)),
  defaults: optional(mapOf(anything)),
});

/** One hook spec of a namespace. */
export type Spec = Parsed<typeof spec>;

const implFields = shape({
  hook: text,
  attr: optional(text),
  specname: optional(text),
  ...parameters,
  tryfirst: flag,
  trylast: flag,
  wrapper: flag,
  hookwrapper: flag,
  optionalhook: flag,
  do: anything,
});

type ImplFields = Omit<Parsed<typeof implFields>, "attr" | "args" | "defaults" | "do">;

/** One marked member of a plugin. What it does depends on whether it is a wrapper. */
export interface Impl extends ImplFields, Parameters {
  readonly attr: string;
  readonly plain?: PlainDo;
  readonly around?: WrapperDo;
}

const impl: Parser<Impl> = (value, where) => {
  const { do: does, attr, args = [], defaults = {}, ...fields } = implFields(value, where);
  const common = { ...fields, attr: attr ?? fields.hook, args, defaults };
  // With both marks the old style counts, as in the engine.
  if (fields.hookwrapper) return { ...common, around: oldWrapperDo(does, `${where}.do`) };
  if (fields.wrapper) return { ...common, around: newWrapperDo(does, `${where}.do`) };
  const plain = plainDo(does, `${where}.do`);
  checkNames(plain, args, defaults, where);
  return { ...common, plain };
};

/** A behaviour can only use arguments that the function declares. */
function checkNames(does: PlainDo, args: readonly string[], defaults: object, where: string): void {
  if (does[0] !== "echo" && does[0] !== "mutate_arg") return;
  if (args.includes(does[1]) || Object.hasOwn(defaults, does[1])) return;
  throw new Malformed(`${where}.do uses the argument '${does[1]}', which is not declared`);
}

const plugin = shape({
  id: text,
  canonical: optional(text),
  impls: list(impl),
  attrs: optional(mapOf(anything)),
});

/** One plugin of a scenario's pool. */
export type PluginDefinition = Parsed<typeof plugin>;

const scenario = shape({
  name: text,
  namespaces: mapOf(list(spec)),
  plugins: list(plugin),
  ops: list(op),
});

/** A whole scenario. */
export type Scenario = Parsed<typeof scenario>;

/**
 * Checks a scenario, given as parsed JSON.
 *
 * @throws {Malformed} If it does not keep to the format.
 */
export function parseScenario(value: unknown): Scenario {
  const read = scenario(value, "scenario");
  checkUnique(read.plugins.map(({ id }) => id), "the plugin id");
  for (const { id, impls } of read.plugins) checkUnique(impls.map(({ attr }) => attr), `in plugin '${id}' the member`);
  return read;
}

function checkUnique(names: readonly string[], what: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Malformed(`${what} '${twice}' is there twice`);
}
