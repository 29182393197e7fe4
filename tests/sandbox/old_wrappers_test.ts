/** Old-style wrappers: the box that they get at their yield, and what becomes of it, wherever they run. */
import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { HookCallError, type HookResult, type HookWarning, sourceOf } from "@tenon/tenon";
import { Border, hookimpl, PLACES, rejection, rejectionOf } from "./support.ts";

const KINDS = ["function*", "async function*"] as const;

/** A plugin that wraps `ask` in the old style. */
const wraps = (body: string, kind: string = "function*") =>
  `export const ask = hookimpl({ hookwrapper: true }, ${kind} ({ value }) { ${body} });`;

for (const place of PLACES) {
  for (const kind of KINDS) {
    Deno.test(`${place}: an old wrapper by ${kind} gets the results in a box, and what it returns is ignored`, async () => {
      await using border = await Border.load({
        w: `let seen; ${
          wraps("const box = yield; seen = [box.failed, box.exception, box.getResult(), value]; return 1;", kind)
        }
          export const first = hookimpl(() => seen);`,
        inner: "export const ask = hookimpl(() => 'inner');",
      }, { place });
      assertEquals(await border.pm.hook.ask({ value: 1 }), ["inner"]);
      assertEquals(await border.pm.hook.first({}), [false, undefined, ["inner"], 1]);
    });

    Deno.test(`${place}: an old wrapper by ${kind} may put another result into the box`, async () => {
      await using border = await Border.load({
        w: wraps("const box = yield; box.forceResult([...box.getResult(), 'w']);", kind),
        inner: "export const ask = hookimpl(() => 'inner');",
      }, { place });
      assertEquals(await border.pm.hook.ask({}), ["inner", "w"]);
    });
  }

  Deno.test(`${place}: an error is in the box, and may be turned into a result`, async () => {
    await using border = await Border.load({
      w: wraps("const box = yield; if (box.failed) box.forceResult([box.exception.message]);"),
      inner: "export const ask = hookimpl(() => { throw new Error('boom'); });",
    }, { place });
    assertEquals(await border.pm.hook.ask({}), ["boom"]);
  });

  Deno.test(`${place}: a result may be turned into an error`, async () => {
    await using border = await Border.load({
      w: wraps("const box = yield; box.forceException(new RangeError('not ' + box.getResult()));"),
      inner: "export const ask = hookimpl(() => 'this');",
    }, { place });
    const error = await rejectionOf(border.pm.hook.ask({}), RangeError);
    assertEquals(error.message, "not this");
  });

  Deno.test(`${place}: an error that stays in the box stays the object that it is`, async () => {
    await using border = await Border.load({
      looks: wraps("const box = yield; box.exception;"),
      putsBack: wraps("const box = yield; box.forceException(box.exception);"),
    }, { place });
    const thrown = Object.assign(new Error("mine"), { fn: () => {} });
    border.pm.register({ ask: hookimpl(() => Promise.reject(thrown)) });
    assertStrictEquals(await rejection(border.pm.hook.ask({})), thrown);
  });

  Deno.test(`${place}: a primitive that was thrown is in the box, undefined too`, async () => {
    await using border = await Border.load({
      w: wraps("const box = yield; box.forceResult([box.failed, box.exception]);"),
    }, { place });
    const { pm } = border;
    let thrown: unknown;
    pm.register({
      ask: hookimpl(() => Promise.reject(thrown)),
    });
    for (thrown of [undefined, null, "text", 0]) assertEquals(await pm.hook.ask({}), [true, thrown]);
  });

  Deno.test(`${place}: an old wrapper that throws after its yield is the source of the error, and warned of`, async () => {
    const warnings: HookWarning[] = [];
    await using border = await Border.load({ w: wraps("yield; throw new Error('late');") }, {
      place,
      manager: { onWarning: (warning) => void warnings.push(warning) },
    });
    const error = await rejection(border.pm.hook.ask({}));
    const { plugin, phase } = sourceOf(error)!;
    assertEquals([(error as Error).message, plugin, phase], ["late", "w", "teardown"]);
    assertEquals(warnings.map(({ code, plugin }) => [code, plugin]), [["teardown-raised", "w"]]);
  });

  Deno.test(`${place}: an old wrapper that does not yield fails the call`, async () => {
    await using border = await Border.load({ w: wraps("if (value) yield;") }, { place });
    const error = await assertRejects(() => border.pm.hook.ask({}), HookCallError);
    assertEquals([error.code, error.plugin, error.hook], ["did-not-yield", "w", "ask"]);
    assertEquals(await border.pm.hook.ask({ value: 1 }), []);
  });

  Deno.test(`${place}: an old wrapper that yields twice fails the call, and is closed`, async () => {
    await using border = await Border.load({
      w: `let closed = 0; ${wraps("try { yield; yield; } finally { closed++; }")}
        export const first = hookimpl(() => closed);`,
    }, { place });
    const error = await assertRejects(() => border.pm.hook.ask({}), HookCallError);
    assertEquals(error.code, "second-yield");
    assertEquals(await border.pm.hook.first({}), 1);
  });

  Deno.test(`${place}: wrappers of both styles go around each other`, async () => {
    await using border = await Border.load({
      old: wraps("const box = yield; box.forceResult([...box.getResult(), 'old']);"),
      new: "export const ask = hookimpl({ wrapper: true }, function* () { return [...yield, 'new']; });",
      outer: wraps("const box = yield; box.forceResult([...box.getResult(), 'outer']);"),
    }, { place });
    border.pm.register({
      ask: hookimpl({ hookwrapper: true }, function* (): Generator<void, void, HookResult<unknown[]>> {
        const box = yield;
        box.forceResult([...box.getResult(), "host"]);
      }),
    });
    assertEquals(await border.pm.hook.ask({}), ["old", "new", "outer", "host"]);
  });
}
