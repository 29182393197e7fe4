/** Random manifests, in order and out of it. */
import fc from "fast-check";

const junk = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>("", " ", "true", 0, 1.5, -1, null, true, [], {}, ["a", 1], "inherits"),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

/** Mostly what it should be, sometimes anything at all. */
function mostly(arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: junk });
}

/** An object with some of the keys, and rarely with one too many. */
function object(keys: Record<string, fc.Arbitrary<unknown>>, needed: string[] = []): fc.Arbitrary<unknown> {
  const known = fc.record(keys, { requiredKeys: needed });
  const extra = fc.dictionary(fc.constantFrom("form", "nett", "toString", "constructor", "x"), junk, { maxKeys: 1 });
  return fc.oneof(
    { weight: 12, arbitrary: known },
    { weight: 1, arbitrary: fc.record(keys) },
    { weight: 1, arbitrary: fc.tuple(known, extra).map(([a, b]) => ({ ...a, ...b })) },
  );
}

const grant = mostly(fc.oneof(fc.boolean(), fc.array(mostly(fc.string()), { maxLength: 2 })));
const rule = fc.oneof(grant, object({ allow: grant, deny: grant }));
const kinds = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];
const permissions = mostly(
  fc.oneof(fc.constantFrom("none", "inherit"), object(Object.fromEntries(kinds.map((kind) => [kind, rule])))),
);
const from = mostly(
  fc.constantFrom(
    "./a.ts",
    "jsr:@scope/name@^1",
    "npm:name",
    "npm:name@1.0.0",
    "jsr:@scope/name@1.0.0/a",
    "https://example.com/a.ts",
  ),
);
const entry = mostly(fc.oneof(
  from,
  object({
    from,
    permissions,
    isolation: mostly(fc.constantFrom("process", "worker")),
    dangerous: mostly(fc.boolean()),
    memoryMb: mostly(fc.integer({ min: 16, max: 2 ** 20 })),
    options: fc.jsonValue({ maxDepth: 2 }),
    integrity: mostly(fc.constantFrom(`sha256-${"0".repeat(64)}`, `sha512-${"A".repeat(86)}==`, "sha256-0")),
    requires: mostly(fc.constantFrom("^1", "1 || 2")),
    ignoreVersion: mostly(fc.boolean()),
    enabled: mostly(fc.boolean()),
    required: mostly(fc.boolean()),
    timeoutMs: mostly(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  }, ["from"]),
));
const name = fc.oneof(
  { weight: 9, arbitrary: fc.string({ minLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom("", "constructor", "prototype", "toString") },
);

/** A value that is a manifest or nearly one. */
export const anyManifest: fc.Arbitrary<unknown> = mostly(
  object({
    $schema: mostly(fc.string()),
    discover: mostly(fc.boolean()),
    plugins: mostly(fc.dictionary(name, entry, { maxKeys: 3 })),
  }, ["plugins"]),
);
