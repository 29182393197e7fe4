// deno-lint-ignore-file no-unused-vars no-empty-pattern -- most functions here are only looked at
import ts from "npm:typescript@5";
import { assertNames } from "./argnames_support.ts";

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
