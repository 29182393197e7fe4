import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exportOf, packageOf } from "../../../src/manifest/discover/mod.ts";

Deno.test("a specifier names its package, whatever the version and the path", () => {
  const cases: Record<string, [id: string, range: string] | undefined> = {
    "jsr:@acme/words": ["jsr:@acme/words", ""],
    "jsr:@acme/words@^1": ["jsr:@acme/words", "^1"],
    "jsr:/@acme/words@1.2.3/sub/path": ["jsr:@acme/words", "1.2.3"],
    "JSR:@acme/words/demo": ["jsr:@acme/words", ""],
    "npm:chalk": ["npm:chalk", ""],
    "npm:chalk@latest/demo": ["npm:chalk", "latest"],
    "npm:@acme/words@^1 || ^2": ["npm:@acme/words", "^1 || ^2"],
    "npm:": undefined,
    "npm:@acme": undefined,
    "chalk": undefined,
    "./a.ts": undefined,
    "https://jsr.io/@acme/words/1.0.0/mod.ts": undefined,
    "node:fs": undefined,
    "": undefined,
  };
  for (const [specifier, expected] of Object.entries(cases)) {
    const found = packageOf(specifier);
    assertEquals(found && [found.id, found.range], expected, specifier);
    assertEquals(found?.name, expected?.[0].slice(4), specifier);
  }
});

Deno.test("the export of a package has the range that its specifier had; one that none can hold is left out", () => {
  const of = (specifier: string) => exportOf(packageOf(specifier)!, "/demo");
  assertEquals(of("jsr:@acme/words@^1.2"), "jsr:@acme/words@^1.2/demo");
  assertEquals(of("npm:words@latest/sub"), "npm:words@latest/demo");
  assertEquals(of("npm:words@*"), "npm:words@*/demo");
  assertEquals(of("npm:words@^1 || ^2"), "npm:words/demo");
  assertEquals(of("npm:words@>=1.0.0 <2"), "npm:words/demo");
  assertEquals(of("npm:words"), "npm:words/demo");
});

Deno.test("property: any text is a package or none, and what is one leads to the same package again", () => {
  fc.assert(fc.property(
    fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom("npm:", "jsr:", "jsr:/"), fc.string()).map((parts) => parts.join("")),
    ),
    (specifier) => {
      const found = packageOf(specifier);
      if (found !== undefined) assertEquals(packageOf(exportOf(found, "/demo"))?.id, found.id);
    },
  ));
});
