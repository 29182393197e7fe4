import { hasWorkerOptions } from "../sandbox/worker_options.ts";
import type { BenchIsolation } from "./bench.ts";

/** A test that is run once for each way of running a plugin. */
export type IsolationTest = (isolation: BenchIsolation, t: Deno.TestContext) => void | Promise<void>;

const PLACES = { host: "in the host", process: "in a process", worker: "in a worker" } as const;

/**
 * Registers a test of `deno test` for each way of running a plugin: in the host, in a process and in a worker. Where Deno was
 * started without its unstable feature `worker-options`, the one for workers has nothing but a step that is ignored and says
 * so.
 *
 * @param name The name of the test; where the plugin runs is put after it.
 * @param test The test. It hands `isolation` on to {@linkcode testPlugin}.
 *
 * @example
 * ```ts ignore
 * import { eachIsolation, testPlugin } from "@tenon/tenon/testing";
 * import { assertEquals } from "@std/assert";
 * import { DeskSpec } from "@acme/desk/hooks";
 *
 * eachIsolation("a ticket gets an answer", async (isolation) => {
 *   await using bench = await testPlugin(DeskSpec, import.meta.resolve("./plugin.ts"), { isolation });
 *   assertEquals(await bench.hook.onTicket({ text: "help" }), ["HELP"]);
 * });
 * ```
 */
export function eachIsolation(name: string, test: IsolationTest): void {
  Deno.test(`${name} (${PLACES.host})`, (t) => test("host", t));
  Deno.test(`${name} (${PLACES.process})`, (t) => test("process", t));
  // Whether there can be workers is known too late to register the test as ignored.
  Deno.test(`${name} (${PLACES.worker})`, async (t) => {
    if (await hasWorkerOptions()) return await test("worker", t);
    await t.step({
      name: 'left out: it needs "unstable": ["worker-options"] in deno.json',
      ignore: true,
      fn() {},
    });
  });
}
