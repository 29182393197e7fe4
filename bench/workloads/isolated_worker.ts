/**
 * Measures calls of a plugin in a worker beside comlink; prints the cases as JSON. Takes how many calls a sample has, and how many
 * rounds there are.
 *
 * @module
 */
import { wrap } from "npm:comlink@4.4.2";
import { measure } from "../measure.ts";
import { AT_ONCE, oneByOne, together } from "./isolated.ts";
import { IsolatedPlugins } from "./isolated_support.ts";

const [count, rounds] = Deno.args.map(Number) as [number, number];
using plugins = new IsolatedPlugins(1);
const pm = await plugins.load(1, "worker");
const worker = new Worker(new URL("isolated_comlink.ts", import.meta.url), { type: "module" });
const api = wrap<{ answer(args: { n: number }): number }>(worker);
const comlink = (n: number): Promise<unknown> => api.answer({ n });
const tenon = (n: number): Promise<unknown> => pm.hook.answer({ n });
for (const call of [comlink, tenon]) await oneByOne(count, call);
const cases = [];
for (const [name, sample] of [["one call", oneByOne], [`${AT_ONCE} calls`, together]] as const) {
  cases.push(
    await measure({
      name: `worker, ${name} at a time`,
      unit: "µs/call",
      baseline: "comlink",
      rounds,
      contenders: [
        { name: "comlink", role: "baseline", sample: () => sample(count, comlink) },
        { name: "Tenon", role: "tenon", sample: () => sample(count, tenon) },
      ],
    }),
  );
}
worker.terminate();
await pm.close();
console.log(JSON.stringify(cases));
