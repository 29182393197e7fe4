/**
 * What a manifest must look like: the one source of the check at run time, of the types (the compiler holds `types.ts`
 * against it, below) and of plugins.schema.json.
 *
 * Messages complete the sentence "… must be …"; `check.ts` finishes it. Descriptions and examples are for editors.
 *
 * Of the libraries for this, valibot is the one whose loading costs hosts least. It is imported nowhere else.
 *
 * @module
 */
import * as v from "npm:valibot@1.5.0";
import { INTEGRITY, INTEGRITY_FORM } from "./integrity.ts";
import type { ManifestInput } from "./types.ts";

/** The parts of valibot's schemas that a manifest's schema is made of, as far as the check looks into them. */
export interface Schema {
  /** What kind of schema it is. */
  readonly type: string;
  /** Completes the sentence "… must be …". */
  readonly message?: unknown;
  /** Of `exact_optional`: the schema of the value if there is one. */
  readonly wrapped?: Schema;
  /** Of `union`: the branches. Of `picklist`: the words. */
  readonly options?: readonly (Schema | string)[];
  /** Of `strict_object`: a schema for each key. */
  readonly entries?: Readonly<Record<string, Schema>>;
  /** Of `record`: the schema of the keys. */
  readonly key?: Schema;
  /** Of `record`: the schema of the values. */
  readonly value?: Schema;
  /** Of `array`: the schema of the items. */
  readonly item?: Schema;
}

const string = v.string("a string");
const list = v.array(string, 'a list of strings, such as ["example.com"]');
const flag = v.boolean("true or false");

const grant = v.union([v.boolean(), list], "true, false or a list of strings");

const rule = v.union(
  [
    v.boolean(),
    list,
    v.strictObject({
      allow: v.exactOptional(v.pipe(grant, v.description("What is allowed: everything, nothing, or a list."))),
      deny: v.exactOptional(v.pipe(grant, v.description("What is denied, even where 'allow' covers it."))),
    }),
  ],
  "true, false, a list of strings, or an object with 'allow' and 'deny'",
);

/** One kind of permission. */
function permission(description: string, ...examples: (boolean | string[])[]) {
  return v.exactOptional(v.pipe(rule, v.description(description), v.examples(examples)));
}

const permissionSet = v.strictObject({
  read: permission("Reading files: true, or paths.", ["./data"]),
  write: permission("Writing files: true, or paths.", ["./data"]),
  net: permission("The network: true, or hosts, with a port or without.", ["api.example.com", "localhost:8080"]),
  env: permission("Environment variables: true, or their names.", ["API_TOKEN"]),
  run: permission("Running programs: true, or their names. A program is not held by these permissions.", ["git"]),
  sys: permission("Information about the system: true, or names of calls.", ["hostname"]),
  ffi: permission("Native libraries: true, or paths. A library is not held by these permissions.", ["./libsqlite3.so"]),
  import: permission("Importing code from the web: true, or hosts.", ["esm.sh"]),
});

const permissions = v.pipe(
  v.union(
    [v.picklist(["none", "inherit"]), permissionSet],
    `"none", "inherit", or an object with permissions, such as { "net": ["example.com"] }`,
  ),
  v.description(
    'What the plugin may do. "none": compute and answer hooks. "inherit": all that the host may, inside the host. ' +
      "An object: exactly what it grants.",
  ),
  v.examples(["inherit", { net: ["api.example.com"], env: ["API_TOKEN"] }]),
);

const specifier = 'a specifier, such as "jsr:@scope/name@^1" or "./plugin.ts"';

const from = v.pipe(
  v.string(specifier),
  v.regex(/\S/, specifier),
  v.description(
    "Where the plugin is: a path relative to this file, a URL, a jsr: or npm: package, or a name from the import map.",
  ),
  v.examples(["jsr:@scope/name@^1", "npm:name@^1", "https://example.com/plugin.ts", "./plugins/plugin.ts"]),
);

/** The most memory that can be asked for: more than any machine has. */
const MOST_MEMORY = 2 ** 20;
const mebibytes = `a whole number of MiB from 16 to ${MOST_MEMORY}`;

/** The longest that a timer waits. A longer time would make it go off at once. */
const LONGEST = 2 ** 31 - 1;
const milliseconds = `a whole number of milliseconds from 1 to ${LONGEST}`;

const range = 'a range of versions, such as "^1.2"';

/** The long form of an entry. */
export const entrySchema = v.strictObject({
  from,
  permissions: v.exactOptional(permissions, "none"),
  isolation: v.exactOptional(v.pipe(
    v.picklist(["process", "worker"], '"process" or "worker"'),
    v.description(
      "What the plugin is kept apart by: a process of its own, or a worker, which shares the host's memory. " +
        "Left out: a process. Not for plugins that inherit.",
    ),
  )),
  dangerous: v.exactOptional(
    v.pipe(
      flag,
      v.description("true: it is known that the plugin can get around its permissions, as with 'run' and 'ffi'."),
    ),
    false,
  ),
  memoryMb: v.exactOptional(v.pipe(
    v.number(mebibytes),
    v.integer(mebibytes),
    v.minValue(16, mebibytes),
    v.maxValue(MOST_MEMORY, mebibytes),
    v.description("The most memory that the plugin's process may use, in MiB."),
    v.examples([256]),
  )),
  options: v.exactOptional(v.pipe(
    v.unknown(),
    v.description("Any JSON value. The plugin is constructed with it."),
    v.examples([{ path: "data.db" }]),
  )),
  enabled: v.exactOptional(v.pipe(flag, v.description("false switches the plugin off.")), true),
  required: v.exactOptional(
    v.pipe(flag, v.description("true: the host does not start without this plugin.")),
    false,
  ),
  timeoutMs: v.exactOptional(v.pipe(
    v.number(milliseconds),
    v.integer(milliseconds),
    v.minValue(1, milliseconds),
    v.maxValue(LONGEST, milliseconds),
    v.description(
      "How long the plugin may take to load, and each of its impls of asynchronous hooks to answer, in milliseconds.",
    ),
    v.examples([5000]),
  )),
  onError: v.exactOptional(v.pipe(
    v.picklist(["throw", "skip"], '"throw" or "skip"'),
    v.description("When an impl of the plugin fails: fail the call, or report it and go on with the next."),
  )),
  integrity: v.exactOptional(v.pipe(
    v.string(INTEGRITY_FORM),
    v.regex(INTEGRITY, INTEGRITY_FORM),
    v.description(
      "The plugin is loaded only if it has this hash. For a URL and a file: sha256 of the source. For jsr: sha256 of the " +
        "version's _meta.json, as in deno.lock. For npm: sha512 of the tarball, as in deno.lock.",
    ),
    v.examples([`sha256-${"0123456789abcdef".repeat(4)}`]),
  )),
  requires: v.exactOptional(v.pipe(
    v.string(range),
    v.regex(/\S/, range),
    v.description("The versions of the host's package that the plugin fits, in place of what it says itself."),
    v.examples(["^1.2", "1 || 2"]),
  )),
  ignoreVersion: v.exactOptional(
    v.pipe(flag, v.description("true: the plugin is loaded even if it is made for another version of the host.")),
    false,
  ),
  before: v.exactOptional(v.pipe(
    list,
    v.description("Names of plugins whose impls are to be called after those of this one."),
    v.examples([["persistence"]]),
  )),
  after: v.exactOptional(v.pipe(
    list,
    v.description("Names of plugins whose impls are to be called before those of this one."),
    v.examples([["persistence"]]),
  )),
});

/** Keys of an entry that say nothing true where another one has a certain value: they must be left out there. */
export const RULED_OUT: readonly {
  /** The key that must be left out. */
  readonly key: "isolation" | "memoryMb";
  /** Beside which other key with which value. */
  readonly beside: readonly [key: "permissions" | "isolation", value: string];
  /** Why; completes a sentence. */
  readonly why: string;
}[] = [
  { key: "isolation", beside: ["permissions", "inherit"], why: "such a plugin runs in the host itself" },
  { key: "memoryMb", beside: ["permissions", "inherit"], why: "such a plugin runs in the host itself" },
  {
    key: "memoryMb",
    beside: ["isolation", "worker"],
    why: "a worker shares the host's memory and cannot be held to less",
  },
];

/** The whole manifest. */
export const manifestSchema = v.strictObject({
  $schema: v.exactOptional(
    v.pipe(string, v.description("Where the schema of this file is, for completion in editors.")),
  ),
  discover: v.exactOptional(v.pipe(
    flag,
    v.description("false: no plugins are loaded but those that this file names, whatever else is installed."),
  )),
  plugins: v.pipe(
    v.record(
      v.pipe(string, v.regex(/\S/, "a name with at least one visible character")),
      v.union([from, entrySchema], 'a specifier, or an object with "from"'),
      "an object: plugin names, each with a specifier or an object",
    ),
    v.description("The plugins by name, in the order in which they are registered."),
    v.examples([{ persistence: "jsr:@scope/persistence@^1" }]),
  ),
}, 'an object, such as { "plugins": {} }');

/** An entry with its defaults filled in. */
export type CompleteEntry = v.InferOutput<typeof entrySchema>;

/** Takes the value of an entry that was checked; gives it in the long form, with defaults. */
export function completeEntry(value: unknown): CompleteEntry {
  return v.parse(entrySchema, typeof value === "string" ? { from: value } : value);
}

/** Which kinds of schema take a value of which JSON type. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  string: ["string", "picklist", "unknown"],
  number: ["number", "unknown"],
  boolean: ["boolean", "unknown"],
  null: ["unknown"],
  array: ["array", "unknown"],
  object: ["strict_object", "record", "unknown"],
  // What JSON has not. The check says so itself.
  other: ["unknown"],
};

/**
 * Takes a schema and a JSON type; gives the part of the schema that a value of this type was evidently meant for, or
 * `undefined` if there is none. Valibot alone would speak of every branch of a union, and take arrays for objects.
 */
export function branchFor(schema: Schema, type: string): Schema | undefined {
  if (schema.wrapped) return branchFor(schema.wrapped, type);
  if (schema.type !== "union") return TAKES[type]?.includes(schema.type) ? schema : undefined;
  for (const option of schema.options ?? []) {
    const branch = typeof option === "string" ? undefined : branchFor(option, type);
    if (branch) return branch;
  }
  return undefined;
}

/** Takes a schema; gives what its values must be, in words. */
export function expectation(schema: Schema): string {
  return schema.wrapped ? expectation(schema.wrapped) : String(schema.message);
}

/** Takes a schema and a value; gives what the value must be, in words, or `undefined` if it is that. */
export function mismatch(schema: Schema, value: unknown): string | undefined {
  return v.safeParse(schema as unknown as v.GenericSchema, value).issues?.[0].message;
}

/** Takes a schema; gives the keys that its objects must have. */
export function requiredKeys(schema: Schema): string[] {
  return Object.entries(schema.entries ?? {}).filter(([, entry]) => !entry.wrapped).map(([key]) => key);
}

/** The same type without `readonly`, written out: what the comparison below goes by. */
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

// Does not compile unless `types.ts` and the schema say the same. The types are written out there because a package with
// inferred ones has slow types, and because their documentation is read by people.
true satisfies Same<Plain<v.InferInput<typeof manifestSchema>>, Plain<ManifestInput>>;
