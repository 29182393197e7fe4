import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { HookCallError, PluginValidationError } from "@tenon/tenon";
import { type Around, codeRejected, codeThrown, hookimpl, rejection, setup, tenonError, thrown } from "./support.ts";

/** A call that the types would refuse. */
type Call = (...args: unknown[]) => unknown;

const BAD: Readonly<Record<string, unknown[]>> = {
  "a string": ["text"],
  "a number": [1],
  "a symbol": [Symbol("s")],
  "a function": [() => 1],
  "an array": [[1, 2]],
  "two arguments": [{}, {}],
};

for (const [what, args] of Object.entries(BAD)) {
  Deno.test(`a call with ${what} is refused: thrown if the hook is synchronous, a rejection if not`, async () => {
    const { hook } = setup({ sync: {}, async: { async: true } });
    assertEquals(codeThrown(() => (hook.sync as Call)(...args)), "bad-arguments");
    assertEquals(await codeRejected(() => (hook.async as Call)(...args)), "bad-arguments");
  });
}

Deno.test("callHistoric with a string is refused, and not remembered", async () => {
  const { pm, hook } = setup({ sync: { historic: true }, async: { historic: true, async: true } });
  assertEquals(codeThrown(() => hook.sync.callHistoric("text" as never)), "bad-arguments");
  assertEquals(await codeRejected(() => hook.async.callHistoric("text" as never)), "bad-arguments");
  const seen: unknown[] = [];
  await pm.registerAsync({ sync: hookimpl((args) => seen.push(args)), async: hookimpl((args) => seen.push(args)) });
  assertEquals(seen, []);
});

for (const none of [[], [undefined], [null]]) {
  Deno.test(`impls of a call with ${none.length === 0 ? "nothing" : none[0]} receive an empty object`, () => {
    const { pm, hook } = setup({ run: {} });
    pm.register({ run: hookimpl((args) => args) });
    assertEquals((hook.run as Call)(...none), [{}]);
  });
}

Deno.test("impls receive the caller's own object", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl((args) => args) });
  const args = { n: 1 };
  assert((hook.run(args) as unknown[])[0] === args);
});

Deno.test("a call that lacks arguments is warned of once, with their names in the spec's order", () => {
  const { pm, hook, warnings } = setup({ run: { args: ["c", "a", "b"] } });
  pm.register({ run: hookimpl(({ a }: { a: number }) => a) });
  pm.register({ run: hookimpl(() => "other") });
  hook.run({ a: 1 });
  assertEquals(warnings.map(({ code, hook, names }) => ({ code, hook, names })), [
    { code: "missing-args", hook: "run", names: ["c", "b"] },
  ]);
  assertStringIncludes(warnings[0]!.message, "'c', 'b'");
});

Deno.test("an argument that is there and undefined is given", () => {
  const { pm, hook, warnings } = setup({ run: { args: ["n"] } });
  pm.register({ run: hookimpl(({ n }: { n: unknown }) => `got ${n}`) });
  assertEquals(hook.run({ n: undefined }), ["got undefined"]);
  assertEquals(warnings, []);
});

Deno.test("surplus arguments are not refused, and impls see them", () => {
  const { pm, hook, warnings } = setup({ run: { args: ["n"] } });
  pm.register({ run: hookimpl((args: { m: number }) => args.m) });
  assertEquals(hook.run({ n: 1, m: 2 }), [2]);
  assertEquals(warnings, []);
});

Deno.test("an impl that needs what a call lacks fails at its turn, naming plugin, hook and argument", () => {
  const { pm, hook } = setup({ run: { args: ["n", "m"] } });
  const events: string[] = [];
  pm.register({ run: hookimpl(() => void events.push("after")) });
  pm.register({ run: hookimpl(({ m }: { m: number }) => m) }, "needy");
  pm.register({ run: hookimpl(() => void events.push("before")) });
  const error = tenonError(thrown(() => hook.run({ n: 1 })));
  assert(error instanceof HookCallError);
  assertEquals([error.code, error.plugin, error.hook, error.names], ["missing-argument", "needy", "run", ["m"]]);
  assertStringIncludes(error.message, "'m'");
  assertEquals(events, ["before"]);
});

Deno.test("wrappers see the error of an impl whose arguments lack, and can rescue the call", () => {
  const { pm, hook } = setup({ run: { args: ["n"] } });
  pm.register({ run: hookimpl(({ n }: { n: number }) => n) });
  pm.register({
    run: hookimpl({ wrapper: true }, function* (): Around {
      try {
        return yield;
      } catch (error) {
        return tenonError(error).code;
      }
    }),
  });
  assertEquals(hook.run({}), "missing-argument");
});

Deno.test("a wrapper whose own arguments lack is not entered", async () => {
  for (const async of [false, true]) {
    const { pm, hook } = setup({ run: { args: ["n"], async } });
    const events: string[] = [];
    pm.register({
      run: hookimpl({ wrapper: true }, function* ({ n }: { n: number }): Around {
        events.push(`inner ${n}`);
        return yield;
      }),
    });
    pm.register({
      run: hookimpl({ wrapper: true }, function* (): Around {
        try {
          return yield;
        } finally {
          events.push("outer unwound");
        }
      }),
    });
    const call = async () => await hook.run({});
    assertEquals(await codeRejected(call), "missing-argument");
    assertEquals(events, ["outer unwound"]);
  }
});

Deno.test("an impl that destructures a name its spec lacks is refused, with the names there are and a guess", () => {
  const { pm } = setup({ run: { args: ["session", "agent"] } });
  const plugin = { run: hookimpl(({ sesion }: { sesion: unknown }) => sesion) };
  const error = assertThrows(() => pm.register(plugin, "p"), PluginValidationError);
  assertEquals([error.code, error.plugin, error.hook, error.names], ["unknown-args", "p", "run", ["sesion"]]);
  assert(error.pluginObject === plugin);
  assertStringIncludes(error.message, "'session', 'agent'");
  assertStringIncludes(error.message, "Did you mean 'session'?");
});

Deno.test("several unknown names are all listed", () => {
  const { pm } = setup({ run: { args: [] } });
  const error = tenonError(thrown(() => pm.register({ run: hookimpl(({ b, a }: { a: 1; b: 1 }) => [a, b]) })));
  assertEquals(error.names, ["a", "b"]);
  assertStringIncludes(error.message, "the arguments 'a', 'b', but the hook has none");
});

Deno.test("an unknown name with a default value is not refused", () => {
  const { pm, hook } = setup({ run: { args: ["n"] } });
  pm.register({ run: hookimpl(({ n, future = 2 }: { n: number; future?: number }) => n + future) });
  assertEquals(hook.run({ n: 1 }), [3]);
});

Deno.test("where the spec lists no arguments, destructuring is neither checked nor demanded", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl(({ n }: { n?: number }) => `got ${n}`) });
  assertEquals(hook.run({}), ["got undefined"]);
});

Deno.test("what an impl says it needs counts, also where the spec lists no arguments, or there is no spec", () => {
  const { pm, hook } = setup({ run: {} });
  const needy = hookimpl({ args: ["n"] }, (args: { n: number }) => args.n);
  pm.register({ run: needy, undeclared: needy }, "needy");
  assertEquals(hook.run({ n: 1 }), [1]);
  assertEquals(codeThrown(() => hook.run({})), "missing-argument");
  const { undeclared } = pm.hook as unknown as { undeclared: Call };
  assertEquals(codeThrown(() => undeclared()), "missing-argument");
});

Deno.test("what an impl says it needs goes before what its source shows", () => {
  const { pm, hook } = setup({ run: { args: ["n"] } });
  pm.register({ run: hookimpl({ args: [] }, ({ other }: { other?: number }) => `other: ${other}`) });
  assertEquals(hook.run({ n: 1 }), ["other: undefined"]);
});

Deno.test("a default of the spec stands in for what a caller leaves out, and the caller's object stays as it is", () => {
  const { pm, hook, warnings } = setup({ run: { args: ["n"], defaults: { limit: 10 } } });
  pm.register({ run: hookimpl(({ n, limit }: { n: number; limit: number }) => [n, limit]) });
  const args = Object.freeze({ n: 1 });
  assertEquals(hook.run(args), [[1, 10]]);
  assertEquals(Object.keys(args), ["n"]);
  assertEquals(warnings, []);
});

Deno.test("a default also stands in for undefined, but not for null", () => {
  const { pm, hook } = setup({ run: { defaults: { limit: 10 } } });
  pm.register({ run: hookimpl(({ limit }: { limit: unknown }) => [limit]) });
  assertEquals(hook.run({ limit: undefined }), [[10]]);
  assertEquals(hook.run({ limit: null }), [[null]]);
});

Deno.test("a default of the spec is a name that impls may ask for", () => {
  const { pm, hook } = setup({ run: { args: ["n"], defaults: { limit: 10 } } });
  assertEquals(hook.run.spec?.argnames, ["n", "limit"]);
  pm.register({ run: hookimpl(({ limit }: { limit: number }) => limit) });
  assertEquals(hook.run({ n: 1 }), [10]);
});

Deno.test("remembered calls keep the defaults that they were made with, and replays share one object", () => {
  const { pm, hook } = setup({ run: { historic: true, defaults: { limit: 10 } } });
  hook.run.callHistoric({ n: 1 });
  const seen: unknown[] = [];
  pm.register({ run: hookimpl((args) => void seen.push(args)) });
  pm.register({ run: hookimpl((args) => void seen.push(args)) });
  assertEquals(seen, [{ n: 1, limit: 10 }, { n: 1, limit: 10 }]);
  assert(seen[0] === seen[1]);
});

Deno.test("methods of an object with a class get through, unless a default has to be filled in", () => {
  class Context {
    readonly n = 1;
    twice() {
      return this.n * 2;
    }
  }
  const { pm, hook } = setup({ run: { args: ["n"] } });
  pm.register({ run: hookimpl((args: Context) => args.twice()) });
  assertEquals((hook.run as Call)(new Context()), [2]);
});

Deno.test("an impl written in a way that hides its needs is never refused", () => {
  const { pm, hook } = setup({ run: { args: ["n"] } });
  const shapes = [
    hookimpl((args: { other?: number }) => args.other ?? 0),
    hookimpl(({ n, ...rest }: { n: number }) => [n, rest].length),
    hookimpl(({ ["other"]: computed }: { other?: number }) => computed ?? 0),
    hookimpl((({ other }: { other?: number } = { other: 1 }) => other ?? 0) as (args: object) => number),
    hookimpl(function () {
      return arguments.length;
    }),
    hookimpl(Object.assign((({ other }: { other: number }) => other ?? 0).bind(null), {})),
    hookimpl(new Proxy(({ other }: { other: number }) => other ?? 0, {})),
    hookimpl((...args: unknown[]) => args.length),
  ];
  for (const run of shapes) pm.register({ run });
  assertEquals(hook.run({ n: 1 }), [1, 0, 0, 1, 0, 0, 2, 0]);
});

Deno.test("a warning is given for each impl that asks for an argument which has one", () => {
  const { pm, warnings } = setup({ run: { args: ["old", "n"], warn_on_impl_args: { old: "use n instead" } } });
  pm.register({ run: hookimpl(({ n, old }: { n: 1; old: 1 }) => [n, old]) }, "asks");
  pm.register({ run: hookimpl(({ n }: { n: 1 }) => n) }, "does not");
  pm.register({ run: hookimpl({ args: ["old"] }, (args: object) => args) }, "says so");
  assertEquals(warnings.map(({ code, plugin, text }) => [code, plugin, text]), [
    ["on-impl", "asks", "use n instead"],
    ["on-impl", "says so", "use n instead"],
  ]);
});

Deno.test("an extra function that needs what the call lacks fails the call", async () => {
  const { hook } = setup({ run: { args: ["n"] }, later: { args: ["n"], async: true } });
  const extra = ({ n }: { n: number }) => n;
  assertEquals(codeThrown(() => hook.run.callExtra([extra], {})), "missing-argument");
  assertEquals(tenonError(await rejection(() => hook.later.callExtra([extra], {}))).code, "missing-argument");
});
