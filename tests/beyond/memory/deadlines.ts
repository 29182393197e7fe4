/**
 * Makes many calls with deadlines, and prints how much memory is in use after a first part, and after as many again. To be
 * run with `--v8-flags=--expose-gc`.
 *
 * @module
 */
import { type CallContext, hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";

const [count = 1_000_000] = Deno.args.map(Number);
const hookspec = hookspecMarker("memory");
class Spec {
  @hookspec
  async run(_: { id: number }): Promise<number | void> {}
}
const hookimpl = hookimplMarker<Spec>("memory");
const pm = new PluginManager("memory", Spec, { timeoutMs: 60_000, onError: "skip" });
pm.on("skip", () => {});
const soon = Promise.resolve();
pm.register({ run: hookimpl(async ({ id }: { id: number }) => (await soon, id)) }, "soon");
pm.register({ run: hookimpl(({ id }: { id: number }, { signal }: CallContext) => signal.aborted ? 0 : id) }, "signal");
pm.register({
  run: hookimpl(async ({ id }: { id: number }) => {
    await soon;
    if (id % 100 === 0) throw new Error("now and then");
  }),
}, "fails");
// The deadline of this one passes; what it gives never comes.
const late = hookimpl(({ id }: { id: number }) => id % 10_000 === 0 ? new Promise<never>(() => {}) : id);
pm.register({ run: late }, "late", { timeoutMs: 1 });

/** Makes calls, some at the same time, and gives how much memory is in use afterwards. */
async function part(calls: number): Promise<number> {
  for (let id = 0; id < calls; id += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, i) => pm.hook.run({ id: id + i })));
  }
  // Timers and what they hold are let go of in turns of the event loop.
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    (globalThis as unknown as { gc(): void }).gc();
  }
  return Deno.memoryUsage().heapUsed;
}

// What is compiled and cached once is no growth.
await part(20_000);
const [first, second] = [await part(count / 2), await part(count / 2)];
console.log(JSON.stringify({ first, second, pending: pm.pending().length }));
