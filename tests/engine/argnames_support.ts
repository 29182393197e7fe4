/**
 * What the tests of reading argument names share: functions built from source, and a real parser's opinion.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import ts from "npm:typescript@5";
import { argumentNames } from "../../src/engine/argnames.ts";

// deno-lint-ignore no-explicit-any -- the parameters of sample functions are of no interest
export type Fn = (...args: any[]) => unknown;

/** Builds a function from the source of an expression, as a sloppy script, where the most is allowed. */
export function build(source: string): Fn {
  return new Function(`const f = (x) => x; return ${source}`)();
}

/** What TypeScript's own parser makes of the first parameter of a function; `undefined` where it is no pattern. */
export function parsedNames(source: string): string[] | undefined {
  const parse = (text: string) => {
    const file = ts.createSourceFile("x.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
    const statement = file.statements[0];
    if (statement === undefined || !ts.isExpressionStatement(statement)) return undefined;
    const { expression } = statement.expression as ts.ParenthesizedExpression;
    return ts.isObjectLiteralExpression(expression) ? expression.properties[0] : expression;
  };
  // Source of a method reads as one only inside of an object; a `function` is taken for one there as well, which is right.
  const isMethod = !/^(async\b\s*)?(function\b|\(|[\w$]+\s*=>)/.test(source);
  const node = parse(isMethod ? `({${source}})` : `(${source})`);
  if (node === undefined || !ts.isFunctionLike(node)) return undefined;
  const [first] = node.parameters;
  if (first === undefined || first.initializer || first.dotDotDotToken || !ts.isObjectBindingPattern(first.name)) {
    return undefined;
  }
  const required = first.name.elements.filter((e) => !e.initializer && !e.dotDotDotToken);
  return [...new Set(required.map((e) => ((e.propertyName ?? e.name) as ts.Identifier | ts.StringLiteral).text))];
}

/** Asserts what is read from each function, written as source where the formatter or the checker would object. */
export function assertNames(expected: readonly string[] | undefined, ...fns: (Fn | string)[]): void {
  for (const fn of fns) {
    const built = typeof fn === "string" ? build(fn) : fn;
    assertEquals(argumentNames(built), expected, String(fn));
  }
}
