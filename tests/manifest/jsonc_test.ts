import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type ParseError, parseTree } from "npm:jsonc-parser@3.3.1";
import { parseJsonc } from "../../src/manifest/jsonc.ts";
import { MAX_DEPTH, valueOf } from "../../src/manifest/tree.ts";
import { wrongWith } from "./support.ts";

Deno.test("every syntax error is reported with line and column", async () => {
  const text = `{ "plugins": {
    "a": "./a.ts"
    "b": './b.ts',
    c: "./c.ts",
    "d": "C:\\dir",
    "e": "./e.ts,
    "f": tru,
    "g" "./g.ts",
    "h":
  }`;
  assertEquals(await wrongWith(text), [
    "1:1 This '{' is never closed: a '}' is missing.",
    "3:5 A ',' is missing before a string.",
    "4:5 The key 'c' must be in double quotes.",
    "5:10 This string has an escape or a character that JSON has not: write '\\\\' for a backslash.",
    "6:10 This string is never closed: a double quote is missing at its end.",
    "7:10 'tru' is not a JSON value: strings must be in double quotes.",
    "8:9 A ':' must follow the key: found a string.",
    "10:3 A value is missing: found '}'.",
  ]);
});

Deno.test("an empty text, or one of comments alone, is told what the least would be", async () => {
  for (const text of ["", "  ", "// nothing", "/* nothing */"]) {
    const message = `There is nothing in it: the least a manifest can be is { "plugins": {} }.`;
    assertEquals(await wrongWith(text), [`1:${text.length + 1} ${message}`]);
  }
});

Deno.test("a wrong bracket is one problem", () => {
  const cases: [string, string][] = [
    [`{"a": {"b": 1]}`, "A '}' is missing before this ']'."],
    [`{\n"a": [1\n}`, "A ']' is missing before this '}'."],
    [`[{"a": 1]`, "A '}' is missing before this ']'."],
  ];
  for (const [text, message] of cases) assertEquals(parseJsonc(text).problems.map((p) => p.message), [message]);
});

Deno.test("what follows the manifest is reported", async () => {
  assertEquals(await wrongWith(`{"plugins": {}} }`), ["1:17 The manifest is complete before '}'."]);
});

Deno.test("a comment that is never closed is one problem", async () => {
  assertEquals(await wrongWith(`{"plugins": { /* }}`), ["1:15 This comment is never closed: a '*/' is missing."]);
});

Deno.test("characters that cannot be seen are named", async () => {
  assertEquals(await wrongWith(`{\u00A0"plugins": {}}`), ["1:2 The key 'U+00A0' must be in double quotes."]);
});

Deno.test("nesting has a limit, so that no text exhausts the stack", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assertEquals(parseJsonc(nested(MAX_DEPTH)).problems, []);
  assertEquals(parseJsonc(nested(MAX_DEPTH + 1)).problems, [
    { message: "This is nested too deep: 500 levels are the most there can be.", offset: MAX_DEPTH },
  ]);
  assertEquals(parseJsonc("[".repeat(1_000_000)).problems.length, 1);
});

Deno.test("property: it reads what JSON.stringify writes", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
    const text = JSON.stringify(value, undefined, indent);
    const { root, problems } = parseJsonc(text);
    assertEquals(problems, []);
    assertEquals(JSON.stringify(root && valueOf(root)), JSON.stringify(JSON.parse(text)));
  }));
});

/** Texts that are nearly JSON: tokens in any order. */
const nearlyJson = fc.array(
  fc.constantFrom(
    ..."{}[],:/ \n",
    '"a"',
    '"b\\n"',
    '"',
    "\\",
    "1",
    "-0.5e3",
    "01",
    "true",
    "nul",
    "//c\n",
    "/*c*/",
    "'x'",
  ),
).map((tokens) => tokens.join(""));

Deno.test("property: it finds mistakes exactly where the parser of VS Code does find some", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyJson, nearlyJson.map((inner) => `{"a":[${inner}]}`)), (text) => {
      const errors: ParseError[] = [];
      parseTree(text, errors, { allowTrailingComma: true });
      assertEquals(parseJsonc(text).problems.length > 0, errors.length > 0, text);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("property: mistakes are inside the text, in order, and at most one a line", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyJson, fc.string({ unit: "binary" })), (text) => {
      const { root, problems } = parseJsonc(text);
      assertEquals(root === undefined && problems.length === 0, false);
      let last = -1;
      for (const { offset } of problems) {
        const line = text.slice(0, offset).split(/\r\n|\n|\r/).length;
        assertEquals(offset <= text.length && line > last, true, text);
        last = line;
      }
    }),
    { numRuns: 1000 },
  );
});
