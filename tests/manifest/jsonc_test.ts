import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type ParseError, parseTree } from "npm:jsonc-parser@3.3.1";
import { parseJsonc } from "../../src/manifest/jsonc.ts";
import { MAX_DEPTH, valueOf } from "../../src/manifest/tree.ts";
import { offsetOf, wrongWith } from "./support.ts";

/** What is wrong with a text in its line and column; nothing if it is JSON with comments. */
function mistake(text: string): string | undefined {
  const result = parseJsonc(text);
  if ("root" in result) return undefined;
  const { message, position: { line, column } } = result.problem;
  return `${line}:${column} ${message}`;
}

Deno.test("the first syntax error is reported with line and column", async () => {
  assertEquals(await wrongWith(`{ "plugins": {\n    "a": "./a.ts"\r\n    "b": "./b.ts"\n    c: 1\n  }`), [
    "3:5 A string cannot stand here: is a ',' or a ':' missing before it?",
  ]);
});

Deno.test("a mistake is described by what stands there", () => {
  const unquoted = "is not JSON: keys and strings must be in double quotes.";
  const cases: [string, string][] = [
    [`{"b": './b.ts', "c": 1}`, `1:7 './b.ts' ${unquoted}`],
    [`{c: "./c.ts"}`, `1:2 'c' ${unquoted}`],
    [`{"f": tru}`, `1:7 'tru' ${unquoted}`],
    [`{"g" "./g.ts"}`, "1:6 A string cannot stand here: is a ',' or a ':' missing before it?"],
    [`{"h":\n}`, "2:1 '}' cannot stand here."],
    [`{"a": {"b": 1]}`, "1:14 ']' cannot stand here."],
    [`{"a": 1 2}`, "1:9 '2' cannot stand here, or not in this form."],
    [`[01]`, "1:2 '01' cannot stand here, or not in this form."],
    [`[1,,]`, "1:4 ',' cannot stand here."],
    [`[/]`, "1:3 ']' cannot stand here."],
    [`{"a": 1} {}`, "1:10 '{' cannot stand here."],
  ];
  for (const [text, message] of cases) assertEquals(mistake(text), message, text);
});

Deno.test("what is missing at the end is reported at the end", () => {
  for (const text of ["{", "[1,", `{"a"`, `{"a":`, `{"a": 1,`, `{"a": 1 // note`, "[1\n", "[1e", "/"]) {
    const { line, column } = endOf(text);
    assertEquals(mistake(text), `${line}:${column} The text ends too early: a value or a closing bracket is missing.`);
  }
});

Deno.test("a string that is never closed is reported where it begins, and does not hide what is before it", () => {
  const unclosed = "This string is never closed: a double quote is missing at its end.";
  assertEquals(mistake(`{\n  "e": "./e.ts,\n  "f": 1\n}`), `2:8 ${unclosed}`);
  assertEquals(mistake(`["a\\"]`), `1:2 ${unclosed}`);
  assertEquals(mistake(`{"a" 1, "b`), "1:6 '1' cannot stand here, or not in this form.");
});

Deno.test("strings have the escapes and characters of JSON and no others", () => {
  const message = "This string has an escape or a character that JSON has not: write '\\\\' for a backslash.";
  for (const inside of ["C:\\dir", "\t", "\0", "\\u12", "\\x41", "\\\u2028"]) {
    assertEquals(mistake(`[1, "${inside}"]`), `1:5 ${message}`, JSON.stringify(inside));
  }
  assertEquals(mistake(`["\x7f\u2028\ud800", "\\u0000\\/\\"\\ud83d"]`), undefined);
});

Deno.test("columns count UTF-16 code units, as editors do", () => {
  assertEquals(mistake(`["\u{1F600}", x]`), "1:8 'x' is not JSON: keys and strings must be in double quotes.");
});

Deno.test("an empty text, or one of comments alone, is told what the least would be", async () => {
  for (const text of ["", "  ", "// nothing", "/* nothing */"]) {
    const message = `There is nothing in it: the least a manifest can be is { "plugins": {} }.`;
    assertEquals(await wrongWith(text), [`1:${text.length + 1} ${message}`]);
  }
});

Deno.test("a comment that is never closed is one problem", async () => {
  assertEquals(await wrongWith(`{"plugins": { /* }}`), ["1:15 This comment is never closed: a '*/' is missing."]);
});

Deno.test("characters that cannot be seen are named", async () => {
  assertEquals(await wrongWith(`{\u00A0"plugins": {}}`), ["1:2 'U+00A0' cannot stand here."]);
});

Deno.test("nesting has a limit, so that no text exhausts the stack", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const message = "This is nested too deep: 500 levels are the most there can be.";
  assertEquals(mistake(nested(MAX_DEPTH)), undefined);
  assertEquals(mistake(`[${"[[{}]],".repeat(MAX_DEPTH)}]`), undefined);
  assertEquals(mistake(nested(MAX_DEPTH + 1)), `1:${MAX_DEPTH + 1} ${message}`);
  for (const open of ["[", '{"a":']) {
    assertEquals(mistake(open.repeat(1_000_000)), `1:${MAX_DEPTH * open.length + 1} ${message}`);
  }
});

Deno.test("texts made to exhaust a parser are refused, or parsed, in no time", () => {
  const comments = "1:1 It has too many comments in a row, or too long strings.";
  assertEquals(mistake("//\n".repeat(1000) + "{}"), undefined);
  assertEquals(mistake("//\n".repeat(1_000_000) + "{}"), comments);
  assertEquals(mistake("/* ".repeat(1_000_000)), "1:1 This comment is never closed: a '*/' is missing.");
  assertEquals(
    mistake("/**/ ".repeat(1000) + "["),
    "1:5002 The text ends too early: a value or a closing bracket is missing.",
  );
  assertEquals(mistake(JSON.stringify("x".repeat(10_000_000))), undefined);
  assertEquals(mistake(`"${"\\n".repeat(10_000_000)}"`), comments);
});

Deno.test("property: it reads what JSON.stringify writes", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
    const text = JSON.stringify(value, undefined, indent);
    const result = parseJsonc(text);
    assertEquals(JSON.stringify("root" in result && valueOf(result.root)), JSON.stringify(JSON.parse(text)));
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
      assertEquals(mistake(text) !== undefined, errors.length > 0, text);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("property: whatever the text, there is a tree or a mistake, and what is before the mistake could go on", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyJson, fc.string({ unit: "binary" })), (text) => {
      const result = parseJsonc(text);
      if ("root" in result) return;
      const offset = offsetOf(text, result.problem.position);
      assert(offset <= text.length);
      // Cut off there, the text is wrong only because it ends.
      const { line, column } = endOf(text.slice(0, offset));
      const cut = mistake(text.slice(0, offset));
      assertEquals(cut === undefined || cut.startsWith(`${line}:${column} `), true, `${JSON.stringify(text)} ${cut}`);
    }),
    { numRuns: 2000 },
  );
});

function endOf(text: string): { line: number; column: number } {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
