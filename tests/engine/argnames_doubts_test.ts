import { assert, assertEquals } from "@std/assert";
import { argumentNames } from "../../src/engine/argnames.ts";
import { assertNames, build, type Fn } from "./argnames_support.ts";

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
