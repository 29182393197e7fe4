/** Which impls are called, and in which order: as their flags and entries say, wherever the plugins run. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Border, inWorkers, PLACES, type PluginTexts } from "./support.ts";

/** A plugin that answers with its name, with options of its impl. */
const says = (name: string, options = "{}") => `export const ask = hookimpl(${options}, () => "${name}");`;

/** Plugins in the order of their entries, and the order in which they are called. */
const ORDERS: readonly [name: string, plugins: PluginTexts, order: readonly string[]][] = [
  ["the plugin that came last is called first", { a: says("a"), b: says("b"), c: says("c") }, ["c", "b", "a"]],
  ["tryfirst goes before the others", { a: says("a", "{ tryfirst: true }"), b: says("b") }, ["a", "b"]],
  ["trylast goes after the others", { a: says("a"), b: says("b", "{ trylast: true }") }, ["a", "b"]],
  ["before of an impl holds", { a: says("a", `{ before: ["b"] }`), b: says("b") }, ["a", "b"]],
  ["after of an impl holds", { a: says("a"), b: says("b", `{ after: ["a"] }`) }, ["a", "b"]],
  ["before of an entry holds", { a: { body: says("a"), before: ["b"] }, b: says("b") }, ["a", "b"]],
  ["after of an entry holds", { a: says("a"), b: { body: says("b"), after: ["a"] } }, ["a", "b"]],
];

for (const place of PLACES) {
  for (const [name, plugins, order] of ORDERS) {
    Deno.test(`${place}: ${name}`, async () => {
      await using border = await Border.load(plugins, { place });
      assertEquals(await border.pm.hook.ask({}), order);
    });
  }

  Deno.test(`${place}: an impl can have another name than its hook`, async () => {
    await using border = await Border.load({
      a: `export const answer = hookimpl({ specname: "ask" }, ({ value }) => ["answer", value]);`,
    }, { place });
    assertEquals(await border.pm.hook.ask({ value: 1 }), [["answer", 1]]);
    assertEquals(border.report.plugins[0]!.hooks, ["ask"]);
  });

  Deno.test(`${place}: an impl of an unknown hook is refused, an optional one is not`, async () => {
    await using border = await Border.tryToLoad({
      bad: `export const aks = hookimpl(() => 1);`,
      good: `export const other = hookimpl({ optionalhook: true }, () => 2); ${says("good")}`,
    }, { place });
    const [bad, good] = border.report.plugins;
    assertEquals([bad!.state, good!.state], ["failed", "loaded"]);
    assertStringIncludes(bad!.error!.message, "Did you mean 'ask'?");
    assertEquals(await border.pm.hook.ask({}), ["good"]);
  });

  Deno.test(`${place}: the first answer to a firstresult hook stops the others`, async () => {
    await using border = await Border.load({
      never: `export const first = hookimpl(() => { throw new Error("It was called."); });`,
      answers: `export const first = hookimpl(() => "answer");`,
      passes: `export const first = hookimpl(() => undefined);`,
      passesToo: `export const first = hookimpl(async () => null);`,
    }, { place });
    assertEquals(await border.pm.hook.first({}), "answer");
  });

  Deno.test(`${place}: members that are not marked for the project are no impls`, async () => {
    await using border = await Border.load({
      a: `export const first = () => "not marked";
        export const together = Object.assign(() => 1, { [Symbol.for("tenon.hookimpl:other")]: { format: 1 } });
        ${says("a")}`,
    }, { place });
    assertEquals(border.report.plugins[0]!.hooks, ["ask"]);
    assertEquals(await border.pm.hook.first({}), undefined);
  });

  Deno.test(`${place}: the default export may be a class, a function or an object`, async () => {
    await using border = await Border.load({
      class: {
        body: `export default class {
          #greeting;
          constructor({ greeting }) { this.#greeting = greeting; }
          ask() { return this.#greeting; }
          static { hookimpl(this.prototype.ask); }
        }`,
        options: { greeting: "from a class" },
      },
      function: {
        body: `export default async ({ greeting }) => ({ ask: hookimpl(() => greeting) });`,
        options: { greeting: "from a function" },
      },
      object: `export default { greeting: "from an object", ask: hookimpl(function () { return this.greeting; }) };`,
    }, { place });
    assertEquals(await border.pm.hook.ask({}), ["from an object", "from a function", "from a class"]);
  });
}

Deno.test("an isolated plugin cannot have an impl of a synchronous hook, and the reason is said", async () => {
  await using border = await Border.tryToLoad({ a: `export const now = hookimpl(() => 1);` });
  const { state, error } = border.report.plugins[0]!;
  assertEquals([state, error!.stage], ["failed", "register"]);
  assert(error!.message.includes("'now'") && /async/.test(error!.message), error!.message);
});

Deno.test({
  name: "the impls of a concurrent hook run at the same time in their processes",
  ignore: inWorkers,
  async fn() {
    // Each waits until the other has begun, which it learns from a shared object.
    const waits = (name: string) =>
      `export const together = hookimpl(async ({ value }) => { await value.meet("${name}"); return "${name}"; });`;
    await using border = await Border.load({ a: waits("a"), b: waits("b") });
    const present = Promise.withResolvers<void>();
    const names: string[] = [];
    const { share } = await import("@tenon/tenon");
    const meeting = share({
      async meet(name: string) {
        if (names.push(name) === 2) present.resolve();
        await present.promise;
      },
    }, ["meet"]);
    assertEquals(await border.pm.hook.together({ value: meeting }), ["b", "a"]);
    assertEquals(names.toSorted(), ["a", "b"]);
  },
});
