/**
 * Measures the start of a plugin in a worker beside that of a bare worker; prints the case as JSON. Takes the number of rounds.
 *
 * @module
 */
import { wrap } from "npm:comlink@4.4.2";
import { measure } from "../measure.ts";
import { IsolatedPlugins } from "./isolated_support.ts";

using plugins = new IsolatedPlugins(1);

async function tenon(): Promise<number> {
  const start = performance.now();
  const pm = await plugins.load(1, "worker");
  const time = performance.now() - start;
  await pm.close();
  return time;
}

async function comlink(): Promise<number> {
  const start = performance.now();
  const worker = new Worker(new URL("isolated_comlink.ts", import.meta.url), { type: "module" });
  await wrap<{ answer(args: { n: number }): number }>(worker).answer({ n: 1 });
  worker.terminate();
  return performance.now() - start;
}

for (const sample of [tenon, comlink]) await sample();
console.log(JSON.stringify(
  await measure({
    name: "worker",
    unit: "ms",
    baseline: "comlink, with a first call",
    rounds: Number(Deno.args[0]),
    contenders: [
      { name: "comlink, with a first call", role: "baseline", sample: comlink },
      { name: "Tenon", role: "tenon", sample: tenon },
    ],
  }),
));
