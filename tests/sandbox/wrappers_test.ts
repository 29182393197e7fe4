/** Wrappers: what goes in at their yield and what comes out, wherever they run. */
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { HookCallError, isForeign, sourceOf } from "@tenon/tenon";
import { type Answer, Border, hookimpl, PLACES, rejection, rejectionOf } from "./support.ts";

/** Generators of both kinds may wrap an asynchronous hook. */
const KINDS = ["function*", "async function*"] as const;

type Around = Generator<void, Answer[], Answer[]>;
type AsyncAround = AsyncGenerator<void, Answer[], Answer[]>;

/** A plugin that wraps `ask` by the body of a generator function; with one parameter, `{ value }`. */
const wraps = (body: string, kind: string = "function*") =>
  `export const ask = hookimpl({ wrapper: true }, ${kind} ({ value }) { ${body} });`;

for (const place of PLACES) {
  for (const kind of KINDS) {
    Deno.test(`${place}: a wrapper by ${kind} sees the arguments and the results, and puts others in their place`, async () => {
      await using border = await Border.load({
        w: wraps("const results = yield; return [value, ...results, 'w'];", kind),
        inner: "export const ask = hookimpl(() => 'inner');",
      }, { place });
      assertEquals(await border.pm.hook.ask({ value: 1 }), [1, "inner", "w"]);
    });

    Deno.test(`${place}: a wrapper by ${kind} may turn an error into a result`, async () => {
      await using border = await Border.load({
        w: wraps("try { return yield; } catch (error) { return [error.name + ': ' + error.message]; }", kind),
        inner: "export const ask = hookimpl(() => { throw new RangeError('too far'); });",
      }, { place });
      assertEquals(await border.pm.hook.ask({}), ["RangeError: too far"]);
    });
  }

  Deno.test(`${place}: a wrapper that lets an error pass keeps the object that it is`, async () => {
    await using border = await Border.load({
      passes: wraps("return yield;"),
      rethrows: wraps("try { return yield; } catch (error) { throw error; }"),
      cleansUp: wraps("try { return yield; } finally { await null; }", "async function*"),
    }, { place });
    const thrown = Object.assign(new Error("mine"), { fn: () => {} });
    border.pm.register({ ask: hookimpl(() => Promise.reject(thrown)) });
    assertStrictEquals(await rejection(border.pm.hook.ask({})), thrown);
    assert(!isForeign(thrown));
  });

  Deno.test(`${place}: a wrapper may throw another error, with the first as its cause`, async () => {
    await using border = await Border.load({
      w: wraps("try { return yield; } catch (cause) { throw new TypeError('outer', { cause }); }"),
    }, { place });
    border.pm.register({ ask: hookimpl(() => Promise.reject(new Error("inner"))) });
    const error = await rejectionOf(border.pm.hook.ask({}), TypeError);
    assertEquals([error.message, (error.cause as Error).message], ["outer", "inner"]);
    assertEquals(isForeign(error), place !== "host");
    const source = sourceOf(error)!;
    assertEquals([source.plugin, source.hook, source.phase], ["w", "ask", "teardown"]);
  });

  Deno.test(`${place}: an error before the yield keeps the others from being called`, async () => {
    const called: string[] = [];
    await using border = await Border.load({ w: wraps("throw new Error('no'); yield;") }, { place });
    border.pm.register({ ask: hookimpl(() => void called.push("inner")) });
    const error = await rejection(border.pm.hook.ask({}));
    assertEquals([(error as Error).message, sourceOf(error)!.phase], ["no", "setup"]);
    assertEquals(called, []);
  });

  Deno.test(`${place}: what a wrapper does not return is no result`, async () => {
    await using border = await Border.load({
      w: "export const first = hookimpl({ wrapper: true }, function* () { yield; });",
    }, {
      place,
    });
    border.pm.register({ first: hookimpl(() => Promise.resolve("inner")) });
    assertEquals(await border.pm.hook.first({}), undefined);
  });

  Deno.test(`${place}: a result that a wrapper returns as it was stays the object that it is`, async () => {
    await using border = await Border.load({
      w: "export const first = hookimpl({ wrapper: true }, function* () { return yield; });",
    }, { place });
    const result = { deep: [new Map()] };
    border.pm.register({ first: hookimpl(() => Promise.resolve(result)) });
    assertStrictEquals(await border.pm.hook.first({}), result);
  });

  Deno.test(`${place}: what a wrapper changes in a result that it returns is changed`, async () => {
    await using border = await Border.load({ w: wraps("const results = yield; results.push('w'); return results;") }, {
      place,
    });
    border.pm.register({ ask: hookimpl(() => Promise.resolve("inner")) });
    assertEquals(await border.pm.hook.ask({}), ["inner", "w"]);
  });

  Deno.test(`${place}: wrappers in and outside of the host go around each other in turn`, async () => {
    const step = (name: string) => `const results = yield; return [...results, "${name}"];`;
    await using border = await Border.load({ a: wraps(step("a")), b: wraps(step("b"), "async function*") }, { place });
    const { pm } = border;
    pm.register({
      ask: hookimpl({ wrapper: true }, function* (): Around {
        return [...yield, "host"];
      }),
    });
    await Border.load({ c: wraps(step("c")) }, { place, pm });
    pm.register({
      ask: hookimpl({ wrapper: true, tryfirst: true }, async function* (): AsyncAround {
        return [...yield, "outermost"];
      }),
    });
    pm.register({ ask: hookimpl(() => Promise.resolve("inner")) });
    assertEquals(await pm.hook.ask({}), ["inner", "a", "b", "host", "c", "outermost"]);
  });

  Deno.test(`${place}: each wrapper on the way out gets what the one within has made of an error`, async () => {
    const adds = (name: string) =>
      wraps(`try { return yield; } catch (cause) { throw new Error(cause.message + " ${name}", { cause }); }`);
    await using border = await Border.load({ a: adds("a"), b: adds("b") }, { place });
    border.pm.register({
      ask: hookimpl({ wrapper: true }, function* (): Around {
        try {
          return yield;
        } catch (cause) {
          throw new Error(`${(cause as Error).message} host`, { cause });
        }
      }),
    });
    await Border.load({ c: adds("c") }, { place, pm: border.pm });
    border.pm.register({ ask: hookimpl(() => Promise.reject(new Error("inner"))) });
    const error = await rejection(border.pm.hook.ask({})) as Error;
    assertEquals(error.message, "inner a b host c");
    const causes: string[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) causes.push(cause.message);
    assertEquals(causes, ["inner a b host c", "inner a b host", "inner a b", "inner a", "inner"]);
  });

  Deno.test(`${place}: a wrapper that does not yield fails the call`, async () => {
    await using border = await Border.load({ w: wraps("if (value) yield; return [];") }, { place });
    const error = await assertRejects(() => border.pm.hook.ask({}), HookCallError);
    assertEquals(error.code, "did-not-yield");
    assertEquals([error.plugin, error.hook], ["w", "ask"]);
    assertEquals(await border.pm.hook.ask({ value: 1 }), []);
  });

  Deno.test(`${place}: a wrapper that yields twice fails the call, is closed, and those outside of it are told`, async () => {
    await using border = await Border.load({
      w: `let closed = 0;
        ${wraps("try { yield; yield; } finally { closed++; }")}
        export const first = hookimpl(() => closed);`,
      outer: wraps("try { return yield; } catch (error) { return [error.code]; }"),
    }, { place });
    assertEquals(await border.pm.hook.ask({}), ["second-yield"]);
    assertEquals(await border.pm.hook.first({}), 1);
  });

  Deno.test(`${place}: a wrapper that was entered is told when one further in fails before its yield`, async () => {
    await using border = await Border.load({
      inner: wraps("throw new RangeError('not today'); yield;"),
      outer: wraps("try { return yield; } catch (error) { return [error.message]; }"),
    }, { place });
    assertEquals(await border.pm.hook.ask({}), ["not today"]);
  });

  Deno.test(`${place}: a wrapper may go on when what it goes around passes its deadline`, async () => {
    await using border = await Border.load({
      w: wraps("try { return yield; } catch (error) { return [error.name]; }", "async function*"),
    }, { place });
    border.pm.register({ ask: hookimpl(() => new Promise<never>(() => {})) }, "slow", { timeoutMs: 20 });
    assertEquals(await border.pm.hook.ask({}), ["HookTimeoutError"]);
    border.pm.unregister(null, "slow");
    assertEquals(await border.pm.hook.ask({}), []);
  });

  Deno.test(`${place}: two calls at once do not mix up their wrappers`, async () => {
    await using border = await Border.load({
      w: wraps("const results = yield; return [value, ...results];", "async function*"),
    }, { place });
    const inner = hookimpl(async ({ value }: { value?: unknown }) => {
      await new Promise((resolve) => setTimeout(resolve, value === 0 ? 20 : 0));
      return value;
    });
    border.pm.register({ ask: inner });
    const calls = Array.from({ length: 20 }, (_, value) => border.pm.hook.ask({ value }));
    assertEquals(await Promise.all(calls), calls.map((_, i) => [i, i]));
  });
}
