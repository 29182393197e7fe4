// deno-lint-ignore-file no-unused-vars no-empty-pattern -- most functions here are only looked at
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import * as nodeAssert from "node:assert";
import * as nodeEvents from "node:events";
import * as nodeFs from "node:fs";
import * as nodePath from "node:path";
import * as nodeStream from "node:stream";
import * as nodeUrl from "node:url";
import * as nodeUtil from "node:util";
import ts from "npm:typescript@5";
import { argumentNames } from "../../src/engine/argnames.ts";

// deno-lint-ignore no-explicit-any -- the parameters of sample functions are of no interest
type Fn = (...args: any[]) => unknown;

/** Builds a function from the source of an expression, as a sloppy script, where the most is allowed. */
function build(source: string): Fn {
  return new Function(`const f = (x) => x; return ${source}`)();
}

/** Asserts what is read from each function, written as source where the formatter or the checker would object. */
function assertNames(expected: readonly string[] | undefined, ...fns: (Fn | string)[]): void {
  for (const fn of fns) {
    const built = typeof fn === "string" ? build(fn) : fn;
    assertEquals(argumentNames(built), expected, String(fn));
  }
}

Deno.test("names are given in the order of the source", () => {
  assertNames(["session", "agent", "b"], ({ session, agent, b }) => [session, agent, b]);
});

Deno.test("a renamed property counts by the name that is read", () => {
  assertNames(["agent"], ({ agent: a }) => a);
});

Deno.test("a name with a default value is optional and is left out", () => {
  assertNames(["session"], ({ session, limit = 5, agent: a = 1, deep: { x } = { x: 1 } }) => session);
});

Deno.test("a rest element adds nothing", () => {
  assertNames(["session"], ({ session, ...rest }) => rest);
  assertNames([], ({ ...rest }) => rest);
});

Deno.test("an empty pattern, or one with defaults only, needs no name", () => {
  assertNames([], ({}) => 1, ({ a = 1 }) => a);
});

Deno.test("a nested pattern counts as the property that it opens", () => {
  assertNames(["session", "list"], ({ session: { id, user: { name = "x" } }, list: [first = 1, ...others] }) => id);
});

Deno.test("a quoted key counts by its content", () => {
  assertNames(["a-b", "", "it's {", "//"], `({ "a-b": x, '': y, "it's {": z, "//": u }) => x`);
});

Deno.test("a number as key counts where it is spelt as the property is", () => {
  assertNames(["0", "12", "0.5"], "({ 0: a, 12: b, 0.5: c }) => a");
  for (const key of ["0x10", "1e3", "1_0", ".5", "5.", "010", "1n", "12345678901234567890123"]) {
    assertNames(undefined, `({ ${key}: a }) => a`);
  }
});

Deno.test("names that objects inherit, and words of the language, are ordinary names", () => {
  assertNames(["__proto__", "constructor", "toString"], "({ __proto__: p, constructor, toString }) => p");
  assertNames(["default", "class", "get", "async", "of"], "({ default: d, class: c, get, async, of }) => d");
});

Deno.test("names of any alphabet are read", () => {
  assertNames(["größe", "変数", "$", "_", "𠮷"], "({ größe, 変数, $, _, 𠮷 }) => 1");
});

Deno.test("a name that is read twice is given once", () => {
  assertNames(["a"], ({ a, a: b, a: c = 1 }) => a);
});

Deno.test("a trailing comma changes nothing", () => {
  assertNames(["a"], "({ a, }) => a", "({ a, },) => a", "function ({ a, },) {}");
});

Deno.test("parameters after the first are of no interest", () => {
  assertNames(["a"], "({ a }, b, { c } = /[/]/) => a", "function ({ a }, ...others) {}");
});

Deno.test("every form of function is read", () => {
  assertNames(
    ["a"],
    "({a})=>a",
    "async({a})=>a",
    "async ({ a }) => ({ a })",
    "function({a}){}",
    "function name({ a }) {}",
    "function*({a}){}",
    "function* name({ a }) {}",
    "async function({a}){}",
    "async function name({ a }) {}",
    "async function*({a}){}",
    "async function * name ({ a }) {}",
    "new Function('{a}', '')",
  );
});

Deno.test("every form of method is read, whatever its name", () => {
  const names = ["m", "$", '"("', "'//'", "5", "1.5", ".5", "['x']", '[f("(")]', "[`${f('`')}]`]", "größe"];
  const words = ["async", "get", "set", "static", "function", "class", "constructor", "of", "await", "yield"];
  for (const name of [...names, ...words]) {
    for (const prefix of ["", "async ", "*", "async*", "async * /* ( */ "]) {
      const method = `${prefix}${name}({ a }) {}`;
      assertNames(["a"], `Object.values(Object.getOwnPropertyDescriptors({ ${method} }))[0].value`);
      const inClass = `Object.getOwnPropertyDescriptors(class { static ${method} })`;
      assertNames(["a"], `Object.values(${inClass}).find((d) => typeof d.value === "function").value`);
    }
  }
  assertNames(["a"], "new class { #private({ a }) {} get it() { return this.#private; } }().it");
  assertNames(["a"], "new class { field = ({ a }) => a }().field");
  assertNames(["a"], "Object.getOwnPropertyDescriptor({ set x({ a }) {} }, 'x').set");
});

Deno.test("comments and line breaks may stand anywhere", () => {
  const comments = [
    "/* ' */",
    "/*({*/",
    "/* }) => */",
    "// ` '\n",
    "//\r",
    "// */ \u2028",
    "/**/\n",
    "\t\ufeff\n",
    "/*/*/",
  ];
  for (const c of comments) {
    for (
      const tokens of [
        "( { a , 'b' : { c } , d = f ( 1 , 2 ) , ... e } )=>0",
        "function name ( { a , b : [ c ] } ) {}",
      ]
    ) {
      assertNames(["a", "b"], `(${tokens.replaceAll(" ", c)})`);
    }
    assertNames(["a"], `({ async*${c} [ ${c} "x" ${c} ] ${c} ( ${c} {a}) {} }).x`);
  }
});

Deno.test("a default value of any kind ends at its comma", () => {
  const values = [
    "'}, no'",
    '"\\", no"',
    "'line \\\n, no'",
    "`}, no, \\` $ {`",
    "`${`, ${{ no: '}' }.no} no`}, no`",
    "{ no, yes: [no, { no }] }",
    "[no, no]",
    "f(no, no)",
    "(no, no)",
    "(no, { x }) => ({ no, x })",
    "no => no",
    "async no => { return no, no }",
    "function (no) { const { x, y } = no; }",
    "class { #x = 1; has(no) { return #x in no, no; } }",
    "no ? .5 : no ?? 1",
    "no?.x?.[1, 2]",
    "no == no === no >= no",
    "no < f > (1)",
    "new Map([[1, 2]])",
    "-(1 ** +2) % ~3 & !4",
    "/* , no */ 1 // , no\n",
    "1e-3",
  ];
  for (const value of values) assertNames(["a", "b"], `({ a, x = ${value}, b, y: z = ${value} }) => a`);
});

Deno.test("what compilers and minifiers emit is read, or left", () => {
  const source = "class P { static async f({ session, agent: a, limit = 5, ...rest }) { await a; } } return P.f";
  const compiled = (target: ts.ScriptTarget) => new Function(ts.transpile(source, { target }))();
  assertNames(["session", "agent"], compiled(ts.ScriptTarget.ES2022));
  // For older targets the pattern is taken out of the parameters.
  assertNames(undefined, compiled(ts.ScriptTarget.ES2015));
  assertNames(
    ["a", "b"],
    "async({a:e,b:t,c:n=5,...r})=>{}",
    "function({a:e,b:{c:t}},n){return/[({]/}",
    "({*f({a,b}){}}).f",
  );
});

Deno.test("only a pattern is read, not an object in the body", () => {
  assertNames(
    undefined,
    "x => f({a})",
    "async x => f({a})",
    "async => f({a})",
    "get => ({a})",
    "(x) => ({ a }) => a",
    "() => f({ a })",
    "async () => f({ a })",
    "function () { return ({ a }) => a }",
    "function (/* { a } */) {}",
    "function f(x, { a }) {}",
    "(...[{ a }]) => a",
    "(...{ a }) => a",
    "([a]) => a",
    "Object.getOwnPropertyDescriptor({ get x() { return ({ a }) => a } }, 'x').get",
  );
});

Deno.test("a default for the whole pattern leaves no name certain", () => {
  assertNames(undefined, ({ a } = { a: 1 }) => a, "({ a } /* = */ = {}, b) => a", "function ({ a } = f) {}");
});

Deno.test("functions without a source of their own give nothing", () => {
  const real = ({ a }: { a: number }) => a;
  assertNames(undefined, Math.max, real.bind(null), new Proxy(real, {}), Function.prototype as Fn);
  assertEquals(argumentNames(null as never), undefined);
  assertEquals(argumentNames("({ a }) => a" as never), undefined);
});

Deno.test("classes give nothing", () => {
  assertNames(
    undefined,
    "class { constructor({ a }) {} }",
    "class A { m({ a }) {} }",
    "class extends (class { constructor({ a }) {} }) {}",
    "class extends ({ f }, Object) {}",
  );
});

Deno.test("a function whose toString is its own, or throws, gives nothing", () => {
  const real = () => ({ a }: { a: 1 }) => a;
  assertNames(undefined, Object.assign(real(), { toString: () => "({ b }) => b" }));
  const throwing = Object.defineProperty(real(), "toString", {
    get() {
      throw new Error("not readable");
    },
  });
  assertEquals(argumentNames(throwing), undefined);
  assertEquals(argumentNames(Object.setPrototypeOf(real(), null)), undefined);
});

Deno.test("a toString replaced for all functions gives nothing while it lasts", () => {
  const original = Function.prototype.toString;
  const real = ({ a }: { a: 1 }) => a;
  try {
    Function.prototype.toString = () => "({ b }) => b";
    assertEquals(argumentNames(real), undefined);
  } finally {
    Function.prototype.toString = original;
  }
  assertEquals(argumentNames(real), ["a"]);
});

Deno.test("no trap of a Proxy runs", () => {
  const ran: unknown[] = [];
  const traps = new Proxy({}, {
    get(_, trap) {
      ran.push(trap);
    },
  });
  assertEquals(argumentNames(new Proxy(() => 1, traps)), undefined);
  assertEquals(ran, []);
});

/** Loads the module anew, and uses it, while `source` says what the source of a function is. */
async function withSources(source: (fn: Fn) => string, use: (read: typeof argumentNames) => void): Promise<void> {
  const original = Function.prototype.toString;
  try {
    Function.prototype.toString = function () {
      return source(this as Fn);
    };
    const fresh = new URL(`../../src/engine/argnames.ts?${crypto.randomUUID()}`, import.meta.url);
    use((await import(fresh.href)).argumentNames);
  } finally {
    Function.prototype.toString = original;
  }
}

Deno.test("a toString replaced before Tenon was loaded gives nothing", async () => {
  const answers: unknown[] = [];
  await withSources(() => "({ a }) => a", (read) => answers.push(read(() => 1)));
  assertEquals(answers, [undefined]);
});

Deno.test("source that is damaged or withheld gives nothing", async () => {
  const sources = [
    "",
    "\u200b\u200b\u200b",
    "function f(a0) { [bytecode] }",
    "({ a }",
    "({ a }]",
    "({ a",
    "({ a b }) => a",
    "({ a: 1 }) => a",
    "({ 'a' }) => a",
    "({ a: { b }] }) => a",
    "({ x = [1, 2), a }) => a",
    "({ x = ], a }) => a",
    "({ ...a, b }) => a",
    "({ #a }) => a",
    "({ a /* }) => a",
    "({ a, x = 'b }) => a",
    "({ a, x = `${b }) => a",
    "+({ a }) => a",
    "(x a }) => a",
    "f.g({ a }) {}",
  ];
  const sample = () => 1;
  let current = "({ a }) => a";
  const answers: unknown[] = [];
  // The replacement takes itself for native, in the words of Firefox and Safari.
  await withSources((fn) => fn === sample ? current : "function toString() {\n    [native code]\n}", (read) => {
    answers.push(read(sample));
    for (current of sources) answers.push(read(sample));
  });
  assertEquals(answers, [["a"], ...sources.map(() => undefined)]);
});

Deno.test("computed keys and escapes give nothing", () => {
  assertNames(
    undefined,
    "({ ['a']: b }) => b",
    "({ a, [f('b')]: b }) => b",
    String.raw`({ \u0061 }) => a`,
    String.raw`({ b\u0061 }) => ba`,
    String.raw`({ "\x61": a }) => a`,
    String.raw`({ a: \u{62} }) => b`,
    String.raw`({ \u0061({ a }) {} }).a`,
  );
});

Deno.test("a slash that may open a regular expression gives nothing", () => {
  assertNames(
    undefined,
    "({ x = /[/}]/, a }) => a",
    "({ x = 4 / 2, a }) => a",
    "({ x = f(1) / 2, a, y = 1 / 1 }) => a",
    "({ [/[({]/.source]({ a }) {} })['[({]']",
    "({ x = `${/`/.source}`, a }) => a",
    "({ a: { b = /}/ } }) => a",
  );
});

Deno.test("what is a comment in scripts and none in modules gives nothing", () => {
  assertNames(
    undefined,
    "({ x = f <!-- , no }\n, a }) => a",
    "({ x = f\n--> , no }\n, a }) => a",
    "({ x = (n) => { while (n --> 0); }, a }) => a",
  );
});

Deno.test("nesting too deep to follow gives nothing", () => {
  const depth = 2000;
  const fn = build(`({ x = ${"[".repeat(depth)}${"]".repeat(depth)}, a }) => a`);
  const deeper = (left: number): unknown => {
    try {
      return left === 0 ? argumentNames(fn) : deeper(left - 1);
    } catch {
      return undefined; // The stack ended before the call.
    }
  };
  for (const left of [0, 1e3, 5e3, 1e4, 1e5]) {
    assert([undefined, "a"].includes((deeper(left) as string[] | undefined)?.[0]));
  }
});

// ---------------------------------------------------------------------------------------------------------------------
// Properties: the truth is what a function reads when it is called.

/** A value that can be destructured in any way, to any depth. */
const anything: object = new Proxy({}, {
  get: (_, key) => key === Symbol.iterator ? () => [anything, anything, anything].values() : anything,
});

/** The names that `fn` reads from its argument while it is bound to the parameters. */
async function readNames(fn: Fn): Promise<Set<string>> {
  const read = new Set<string>();
  const args = new Proxy({}, {
    get(_, key) {
      if (typeof key === "string") read.add(key);
      return anything;
    },
  });
  // An async function has no other way to fail than to reject.
  await (async () => await fn(args))().catch(() => {});
  return read;
}

/** Joins tokens, which the generators below separate by `\0`, with white space and comments at random. */
const separators = fc.infiniteStream(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    fc.constantFrom(" ", "\n", "/* ' */", "/*({*/", "/* }) => ` */", '//  {" \n', "/**/"),
  ),
);

const identifier = fc.constantFrom(
  "a",
  "b",
  "session",
  "$x",
  "_",
  "agent",
  "get",
  "async",
  "of",
  "größe",
  "constructor",
);
const key = fc.oneof(
  { weight: 3, arbitrary: identifier.map((name) => ({ text: name, name })) },
  fc.constantFrom("a-b", "}", "{", "//", "'", "", " ,", "`${").map((name) => ({ text: JSON.stringify(name), name })),
  fc.constantFrom("0", "7", "10.5").map((name) => ({ text: name, name })),
  fc.constantFrom("__proto__", "class", "default", "function").map((name) => ({ text: name, name })),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  const many = fc.array(inner, { maxLength: 3 }).map((list) => list.join("\0,\0"));
  return {
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(
        "1",
        "'},'",
        '"\\"{"',
        "`}`",
        "null",
        "-1.5e3",
        "globalThis",
        "''",
        "void\0 0",
        "/[}{]/",
        "4 / 2",
      ),
      fc.constantFrom(
        "class\0 {\0 m\0(\0)\0 {\0}\0 }",
        "function\0 (\0{\0 n\0}\0)\0 {\0}",
        "x=>\0x",
        "(\0x\0,\0y\0=\0{}\0)=>\0{\0}",
      ),
      many.map((list) => `[\0${list}\0]`),
      many.map((list) => `Array\0(\0${list}\0)`),
      inner.map((e) => `(\0${e}\0,\0${e}\0)`),
      inner.map((e) => `{\0no\0:\0${e}\0,\0 [\0"x"\0]\0:\0 1\0}`),
      inner.map((e) => `\`a\${\0${e}\0}, \${\0 1\0}\``),
      inner.map((e) => `(\0)=>\0(\0${e}\0)`),
      inner.map((e) => `1\0 ?\0 (\0${e}\0)\0 :\0 2`),
    ),
  };
});

/** The parts of one property in a pattern; each binding gets a name of its own, from its place. */
const property = fc.record({
  key,
  target: fc.constantFrom("shorthand", "rename", "object", "array"),
  value: fc.option(expression, { freq: 2, nil: undefined }),
});

const pattern = fc.record({
  properties: fc.uniqueArray(property, { maxLength: 6, selector: (p) => p.key.name }),
  rest: fc.boolean(),
  trailing: fc.boolean(),
}).map(({ properties, rest, trailing }) => {
  const shorthand = /^[\p{ID_Start}$_]+$/u;
  const texts = properties.map(({ key, target, value }, i) => {
    const plain = shorthand.test(key.text) && !["class", "default", "function"].includes(key.text);
    const bindings: Record<string, string> = {
      shorthand: plain ? key.text : `${key.text}\0:\0v${i}`,
      rename: `${key.text}\0:\0v${i}`,
      object: `${key.text}\0:\0{\0 p\0:\0v${i}\0,\0q${i}\0=\0{\0}\0}`,
      array: `${key.text}\0:\0[\0v${i}\0,\0,\0 ...\0w${i}\0]`,
    };
    return bindings[target] + (value === undefined ? "" : `\0=\0${value}`);
  });
  if (rest) texts.push("...\0rest");
  return {
    text: `{\0${texts.join("\0,\0")}${trailing && !rest && texts.length > 0 ? "\0," : ""}\0}`,
    required: properties.filter((p) => p.value === undefined).map((p) => p.key.name),
  };
});

/** Forms of functions: `@` stands for the parameters. */
const forms = [
  "(\0@\0)=>\0f(\0{\0no\0}\0)",
  "async(\0@\0)=>\0{\0}",
  "function\0(\0@\0)\0{\0}",
  "function\0 name\0(\0@\0)\0{\0}",
  "function\0*\0(\0@\0)\0{\0}",
  "async function\0*\0 name\0(\0@\0)\0{\0}",
  "(\0{\0m\0(\0@\0)\0{\0}\0}\0)\0.m",
  "(\0{\0get\0(\0@\0)\0{\0}\0}\0)\0.get",
  "(\0{\0async *\0async\0(\0@\0)\0{\0}\0}\0)\0.async",
  "(\0{\0[\0String\0(\0'('\0)\0]\0(\0@\0)\0{\0}\0}\0)\0['(']",
  "(\0{\0'a(b'\0(\0@\0)\0{\0}\0}\0)\0['a(b']",
  "(\0class\0{\0static\0 static\0(\0@\0)\0{\0}\0}\0)\0.static",
  "(\0class\0{\0static\0 async function\0(\0@\0)\0{\0}\0}\0)\0.function",
  "new\0 (\0class\0{\0 #p\0(\0@\0)\0{\0}\0 get\0 p\0(\0)\0{\0return this\0.#p\0}\0}\0)\0(\0)\0.p",
];

Deno.test("of any pattern in any form of function, all names are given that are read without a default, or none", async () => {
  const after = fc.constantFrom("", "\0,", "\0,\0 z9", "\0,\0 ...z9", "\0=\0{\0}");
  let answers = 0;
  let sure = 0;
  await fc.assert(
    fc.asyncProperty(
      pattern,
      fc.constantFrom(...forms),
      after,
      separators,
      async (pattern, form, after, separators) => {
        const text = form.replace("@", () => pattern.text + after).replaceAll("\0", () => separators.next().value);
        const fn = build(`(${text})`);
        const names = argumentNames(fn);
        // Doubts are allowed where a slash stands in a default value, and due where the whole pattern has a default.
        const doubtful = /\/\[\}|4 \//.test(pattern.text);
        if (after.includes("=")) assertEquals(names, undefined, text);
        else if (!doubtful || names !== undefined) assertEquals(names, pattern.required, text);
        if (names === undefined) return;
        answers++;
        if (!doubtful) sure++;
        const read = await readNames(fn);
        for (const name of names) assert(read.has(name), `${name} is not read by ${text}`);
      },
    ),
    { numRuns: 1500 },
  );
  assert(answers > 500 && sure === answers, `${answers} answers, ${sure} without a doubt`);
});

/** What TypeScript's own parser makes of the first parameter of a function; `undefined` where it is no pattern. */
function parsedNames(source: string): string[] | undefined {
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

Deno.test("of random text that compiles, no name is given that is not read", async () => {
  const tokens = [
    ..."{}()[],:=.`'\"/*<>-!#x1;\\\n",
    "a",
    "b",
    "...",
    "=>",
    "${",
    "//",
    "/*",
    "*/",
    "<!--",
    "-->",
    "a,",
    "b}",
    "x={",
    "y=(",
    " ",
  ];
  const text = fc.array(fc.constantFrom(...tokens), { maxLength: 14 }).map((list) => list.join(""));
  const heads = fc.constantFrom(
    "({",
    "({a,",
    "({a=",
    "({a=1,",
    "({a:{",
    "async({",
    "function({",
    "x=>({",
    "async x=>f({a",
  );
  let answers = 0;
  await fc.assert(
    fc.asyncProperty(
      heads,
      text,
      fc.constantFrom("})=>0", "b})=>0", "}){}", ",b}){}", ")", "}"),
      async (head, text, tail) => {
        let fn;
        try {
          fn = build(`(${head}${text}${tail}\n)`);
        } catch {
          return; // Most text is no function.
        }
        const names = typeof fn === "function" ? argumentNames(fn) : undefined;
        if (names === undefined) return;
        answers++;
        assertEquals(names, parsedNames(fn.toString()), fn.toString());
        const read = await readNames(fn);
        for (const name of names) assert(read.has(name), `${name} is not read by ${fn}`);
      },
    ),
    { numRuns: 20_000 },
  );
  assert(answers > 50, `${answers} answers`);
});

// ---------------------------------------------------------------------------------------------------------------------
// Real functions

/** Every function that can be reached from `roots` through properties, without calling any getter. */
function reachable(roots: readonly unknown[]): Set<Fn> {
  const seen = new Set<unknown>();
  const queue = [...roots];
  while (queue.length > 0) {
    const value = queue.pop();
    if (seen.has(value) || value === null || (typeof value !== "object" && typeof value !== "function")) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) continue;
    queue.push(Object.getPrototypeOf(value));
    for (const each of Object.values(Object.getOwnPropertyDescriptors(value))) {
      queue.push(each.value, each.get, each.set);
    }
  }
  return new Set([...seen].filter((value) => typeof value === "function")) as Set<Fn>;
}

Deno.test("over thousands of real functions, it never throws, is fast, and agrees with a real parser", () => {
  const modules = [nodeAssert, nodeEvents, nodeFs, nodePath, nodeStream, nodeUrl, nodeUtil, fc, ts];
  const functions = [...reachable([globalThis, ...modules])];
  const start = performance.now();
  const answers = functions.map((fn) => argumentNames(fn));
  const each = (performance.now() - start) / functions.length;
  assert(functions.length > 3000, `${functions.length} functions`);
  assert(each < 0.1, `${each} ms for each function`);
  const mismatches = functions.map((fn, i) => [answers[i], fn] as const)
    .filter(([names]) => names !== undefined)
    .filter(([names, fn]) =>
      JSON.stringify(names) !== JSON.stringify(parsedNames(Function.prototype.toString.call(fn)))
    )
    .map(([names, fn]) => `${names}: ${fn}`);
  assertEquals(mismatches, []);
});
