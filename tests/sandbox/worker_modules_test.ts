/** The modules that a plugin in a worker can have: its own, without what reaches beyond the worker. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Border, inWorkers, rejectionOf, write } from "./support.ts";

const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ignore: !inWorkers });

const REACHES = `import { spawn } from "node:child_process"; export const reached = typeof spawn;`;

test("a plugin that needs a built-in which reaches beyond the worker is refused, also where another module brings it", async () => {
  const other = await write("reaches", REACHES);
  await using border = await Border.tryToLoad({
    itself: REACHES,
    through: `import { reached } from "${other}"; export const ask = hookimpl(() => reached);`,
  });
  for (const { state, error } of border.report.plugins) {
    assertEquals([state, error!.stage, error!.code], ["failed", "start", "start-failed"]);
    assertMatch(error!.message, /it imports node:child_process, .* Use "isolation": "process"\./);
  }
});

test("a plugin that may never ask for such a module is started, and refused the module when it asks", async () => {
  const reaches = await write("reaches", REACHES);
  const throughReaches = await write("through", `export * from "${reaches}";`);
  const fine = await write("fine", `import { join } from "node:path"; export const reached = join("a", "b");`);
  await using border = await Border.load({
    a: `export const ask = hookimpl(async ({ value }) => (await [
      () => import("${fine}"),
      () => import("${reaches}"),
      () => import("${throughReaches}"),
      () => import("node:child_process"),
      () => import(value.specifier),
    ][value.way]()).reached);`,
  });
  const { hook } = border.pm;
  assertEquals(await hook.ask({ value: { way: 0 } }), ["a/b"]);
  for (const way of [1, 2, 3]) {
    assertMatch((await rejectionOf(hook.ask({ value: { way } }), TypeError)).message, /Cannot import /);
  }
  for (const specifier of [reaches, throughReaches, "node:child_process", "node:vm"]) {
    const error = await rejectionOf(hook.ask({ value: { way: 4, specifier } }), Error);
    assert(/Cannot import |NotCapable|Requires/.test(`${error.name}: ${error.message}`), String(error));
  }
});
