/** Specs with validators check what comes back from isolated plugins: a border control. */
import { assertEquals, assertMatch } from "@std/assert";
import { type First, hookspecMarker, HookValueError, PluginManager, type StandardSchema } from "@tenon/tenon";
import * as v from "npm:valibot@1.5.0";
import { entriesOf, PLACES, rejectionOf } from "./support.ts";

const hookspec = hookspecMarker("border");

/** A message, whose text is trimmed. */
const Message = v.strictObject({ from: v.string(), text: v.pipe(v.string(), v.trim(), v.maxLength(10)) });

/** A hand-written validator: of dates that are in the past. */
const Past: StandardSchema = {
  "~standard": {
    validate: (value) =>
      value instanceof Date && value.getTime() < Date.now()
        ? { value }
        : { issues: [{ message: "must be in the past", path: [] }] },
  },
};

class CheckedSpec {
  @hookspec({ schemas: { args: v.object({ value: v.number() }), result: Message } })
  async ask(_: { value: number }): Promise<{ from: string; text: string } | void> {}

  @hookspec({ firstresult: true, schemas: { result: Past } })
  async first(_: { value: number }): Promise<First<Date> | void> {}
}

for (const place of PLACES) {
  /** Loads a plugin, and calls both hooks. */
  const withPlugin = async (body: string, use: (pm: PluginManager<CheckedSpec>) => Promise<void>): Promise<void> => {
    await using pm = new PluginManager("border", CheckedSpec);
    await pm.load(await entriesOf({ a: body }, place), { strict: true });
    await use(pm);
  };

  Deno.test(`${place}: an answer goes on as the validator gives it`, async () => {
    await withPlugin(
      `export const ask = hookimpl(({ value }) => ({ from: "a", text: " hello ".repeat(value) }));
       export const first = hookimpl(() => new Date(0));`,
      async ({ hook }) => {
        assertEquals(await hook.ask({ value: 1 }), [{ from: "a", text: "hello" }]);
        assertEquals(await hook.first({ value: 1 }), new Date(0));
      },
    );
  });

  Deno.test(`${place}: an answer that is not what it must be fails the call, and names plugin, hook and path`, async () => {
    await withPlugin(
      `const answers = ["no object", { from: 1, text: "" }, { from: "a", text: "", more: 1 }, { from: "a", text: "longer than that" }];
       export const ask = hookimpl(({ value }) => answers[value]);
       export const first = hookimpl(() => new Date(8.64e15));`,
      async ({ hook }) => {
        const says = [/Expected Object/, /from: .*Expected string/, /more: /, /text: .*length/];
        for (const [value, what] of says.entries()) {
          const error = await rejectionOf(hook.ask({ value }), HookValueError);
          assertEquals([error.code, error.plugin, error.hook], ["invalid-answer", "a", "ask"]);
          assertMatch(error.message, what);
        }
        assertMatch((await rejectionOf(hook.first({ value: 1 }), HookValueError)).message, /must be in the past/);
      },
    );
  });

  Deno.test(`${place}: arguments are checked before any plugin sees them`, async () => {
    await withPlugin(`export const ask = hookimpl(() => { throw new Error("It was called."); });`, async ({ hook }) => {
      const error = await rejectionOf(hook.ask({ value: "text" as unknown as number }), HookValueError);
      assertEquals(error.code, "invalid-arguments");
    });
  });

  Deno.test(`${place}: what a wrapper puts in place of the answers is checked as well`, async () => {
    await withPlugin(
      `export const ask = hookimpl(() => ({ from: "a", text: "fine" }));
       export const wraps = hookimpl({ specname: "ask", wrapper: true }, function* ({ value }) {
         const answers = yield;
         return value === 1 ? [...answers, "not a message"] : answers;
       });`,
      async ({ hook }) => {
        assertEquals(await hook.ask({ value: 0 }), [{ from: "a", text: "fine" }]);
        assertEquals((await rejectionOf(hook.ask({ value: 1 }), HookValueError)).code, "invalid-answer");
      },
    );
  });
}
