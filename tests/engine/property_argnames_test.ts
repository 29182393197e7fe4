// The truth is what a function reads when it is called.
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { argumentNames } from "../../src/engine/argnames.ts";
import { build, type Fn, parsedNames } from "./argnames_support.ts";

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
