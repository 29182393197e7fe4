import { measure } from "../measure.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";
import { type Api, session } from "./isolated_capnweb.ts";
import { IsolatedPlugins, runScript, spawnDeno } from "./isolated_support.ts";

/** How many calls are made at the same time, where it is more than one. */
export const AT_ONCE = 100;

/** Makes calls one after another; gives how many microseconds each took. */
export async function oneByOne(count: number, call: (n: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < count; n++) await call(n);
  return (performance.now() - start) * 1e3 / count;
}

/** Makes calls, many at a time; gives how many microseconds each took. */
export async function together(count: number, call: (n: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => call(n)));
  }
  return (performance.now() - start) * 1e3 / count;
}

/** A call of a hook of an isolated plugin, beside bare capnweb over the same kind of pipes, and bare comlink. */
export const isolated: Workload = {
  id: "isolated",
  title: "Calls of an isolated plugin",
  about:
    "A hook with one impl is called with a number and answers with it. Tenon also looks who may call what, holds both sides to limits " +
    "and deadlines, and says whose answer it is; the others only carry the call.",
  denoOnly: true,
  async run({ quick, rounds }): Promise<CaseResult[]> {
    const count = quick ? 100 : 500;
    using plugins = new IsolatedPlugins(1);
    await using pm = await plugins.load(1);
    const child = spawnDeno("isolated_capnweb.ts", "--allow-all");
    const api = session<Api>(child.stdout, child.stdin).getRemoteMain();
    const calls = {
      capnweb: (n: number): Promise<unknown> => api.answer({ n }),
      tenon: (n: number): Promise<unknown> => pm.hook.answer({ n }),
    };
    try {
      for (const call of Object.values(calls)) await oneByOne(count, call);
      return [
        await measure({
          name: "process, one call at a time",
          unit: "µs/call",
          baseline: "capnweb",
          rounds,
          contenders: [
            { name: "capnweb", role: "baseline", sample: () => oneByOne(count, calls.capnweb) },
            {
              name: "Tenon",
              role: "tenon",
              targets: [{ of: "capnweb", max: 1.25 }],
              sample: () => oneByOne(count, calls.tenon),
            },
          ],
        }),
        await measure({
          name: `process, ${AT_ONCE} calls at a time`,
          unit: "µs/call",
          baseline: "capnweb, one at a time",
          rounds,
          contenders: [
            { name: "capnweb, one at a time", role: "baseline", sample: () => oneByOne(count, calls.capnweb) },
            { name: "capnweb", role: "peer", sample: () => together(count, calls.capnweb) },
            {
              name: "Tenon",
              role: "tenon",
              targets: [{ of: "capnweb, one at a time", max: 0.5 }],
              sample: () => together(count, calls.tenon),
            },
          ],
        }),
        // In a process of its own: workers with permissions need a flag.
        ...await runScript<CaseResult[]>(
          "isolated_worker.ts",
          ["--allow-all", "--unstable-worker-options"],
          String(count),
          String(rounds),
        ),
      ];
    } finally {
      child.kill();
      await child.status;
    }
  },
};
