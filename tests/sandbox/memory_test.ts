/** What many calls leave behind in host and plugin: nothing. */
import { assert, assertEquals } from "@std/assert";
import { HostProcess } from "./host_process.ts";
import { inWorkers, ISOLATION } from "./support.ts";

/** How many calls are made before the first look, and as many before the second. */
const HALF = 5000;

/** The least that is in use after collections: what is left over from one may need another to go. */
const IN_USE = `async function inUse() {
  let heap = Infinity, rest = Infinity;
  for (let i = 0; i < 8; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { heapUsed, external } = Deno.memoryUsage();
    heap = Math.min(heap, heapUsed);
    rest = Math.min(rest, external);
  }
  return [heap, rest];
}`;

/** A worker has the host's flags. A process takes no flags from a plugin's entry, but the plugin may have them set later. */
const GC = inWorkers ? "" : `import v8 from "node:v8";
  import vm from "node:vm";
  v8.setFlagsFromString("--expose-gc");
  const gc = vm.runInNewContext("gc");`;

const PLUGIN = `${GC} ${IN_USE}
  export const ask = hookimpl(({ value }) => ({ length: value.text.length, list: value.list }));
  export const together = hookimpl(({ value }) => value.agent.add(value.n));
  export const first = hookimpl(inUse);`;

/** One call of each kind, by what it is: `n` is its number. */
const CALLS: Readonly<Record<string, string>> = {
  "plain calls": "await pm.hook.ask({ value: { text: 'x'.repeat(100), list: [n, { n }] } });",
  "calls with a shared reference each":
    "let sum = 0; const agent = share({ add: (n) => sum += n, n }, ['add', 'n']); await pm.hook.together({ value: { agent, n } });",
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`after ${2 * HALF} ${name}, host and plugin use as much memory as after half of them`, async () => {
    await using host = await HostProcess.start(
      { a: PLUGIN },
      `${IN_USE}
      const pm = await load();
      const look = async () => [...await inUse(), ...await pm.hook.first({})];
      for (const half of [1, 2]) {
        for (let n = 0; n < ${HALF}; n++) { ${call} }
        say(await look());
      }
      await pm.close();`,
      {
        place: ISOLATION,
        load: { strict: true },
        flags: ["-A", "--v8-flags=--expose-gc", ...(inWorkers ? ["--unstable-worker-options"] : [])],
      },
    );
    const [half, end] = [await host.next<number[]>(), await host.next<number[]>()];
    const { code, stderr } = await host.end();
    assertEquals(code, 0, stderr);
    const parts = ["the host's heap", "beside it", "the plugin's heap", "beside it"];
    for (const [i, part] of parts.entries()) {
      const [before, after] = [half[i]!, end[i]!];
      // Beside the heap there is little, so that a page more would be many per cent.
      const slack = i % 2 === 0 ? before * 0.05 : before * 0.05 + 256 * 1024;
      assert(after <= before + slack, `${part}: ${before} after half, ${after} at the end`);
    }
    if (Deno.env.get("TENON_TEST_FIGURES")) console.log(name, half, end);
  });
}
