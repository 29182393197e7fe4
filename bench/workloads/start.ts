import { PluginManager } from "../../mod.ts";
import { denoArgs } from "../../tests/support/deno.ts";
import { measure } from "../measure.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";
import { BenchSpec, IMPORTS, IsolatedPlugins, runScript } from "./isolated_support.ts";

const AT_ONCE = 20;

/** Runs a script of this folder from start to end; gives the milliseconds. */
export async function runTime(script: string, ...flags: string[]): Promise<number> {
  const url = new URL(script, import.meta.url).href;
  const args = denoArgs("run", "--no-check", ...flags, url);
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null" }).output();
  if (!success) throw new Error(`${script} failed`);
  return performance.now() - start;
}

/** How long loading some plugins takes, in milliseconds, each with all that loading does. They are ended afterwards. */
async function loadTime(plugins: IsolatedPlugins, count: number): Promise<number> {
  const start = performance.now();
  const pm = await plugins.load(count);
  const time = performance.now() - start;
  await pm.close();
  return time;
}

async function loadTimeOneByOne(plugins: IsolatedPlugins, count: number): Promise<number> {
  await using pm = new PluginManager<BenchSpec>("bench", BenchSpec);
  const start = performance.now();
  for (let i = 0; i < count; i++) await plugins.loadInto(pm, i, i + 1);
  return performance.now() - start;
}

/** From `pm.load` to a registered plugin that can be called. */
export const start: Workload = {
  id: "start",
  title: "Start of isolated plugins",
  about:
    "`pm.load` of plugins in a host that runs already, from the call to its end, when each plugin is looked at, started, made and " +
    "registered. Files and caches are warm, as at each start but a plugin's first. `deno run` is timed from start to end.",
  denoOnly: true,
  async run({ quick, rounds: most }): Promise<CaseResult[]> {
    const rounds = quick ? 1 : Math.min(most, 15);
    const many = quick ? 2 : AT_ONCE;
    using plugins = new IsolatedPlugins(many);
    using heavy = new IsolatedPlugins(1, IMPORTS.mod);
    using running = new IsolatedPlugins(1);
    for (const script of ["start_capnweb.ts", "start_empty.ts"]) await runTime(script);
    await loadTime(plugins, many);
    await loadTime(heavy, 1);
    const deno = { name: "deno run, capnweb", role: "baseline", sample: () => runTime("start_capnweb.ts") } as const;
    const targets = [{ of: deno.name, max: 1.5 }];
    const first = await measure({
      name: "process, the only isolated plugin",
      unit: "ms",
      baseline: deno.name,
      rounds,
      contenders: [
        deno,
        { name: "deno run, nothing imported", role: "limit", sample: () => runTime("start_empty.ts") },
        { name: "Tenon", role: "tenon", targets, sample: () => loadTime(plugins, 1) },
        {
          name: "Tenon, the plugin imports all of mod.ts",
          role: "tenon",
          sample: () => loadTime(heavy, 1),
        },
      ],
    });
    await using _ = await running.load(1);
    const further = await measure({
      name: "process, beside another one",
      unit: "ms",
      baseline: deno.name,
      rounds,
      contenders: [deno, { name: "Tenon", role: "tenon", targets, sample: () => loadTime(plugins, 1) }],
    });
    const one = "one plugin";
    const sideBySide = await measure({
      name: `process, ${many} plugins, beside another one`,
      unit: "ms",
      baseline: one,
      rounds: Math.min(rounds, 5),
      contenders: [
        { name: one, role: "baseline", sample: () => loadTime(plugins, 1) },
        { name: "one after another", role: "limit", sample: () => loadTimeOneByOne(plugins, many) },
        {
          name: "Tenon",
          role: "tenon",
          targets: [{ of: "one after another", max: 0.75 }],
          sample: () => loadTime(plugins, many),
        },
      ],
    });
    const worker = await runScript<CaseResult>(
      "start_worker.ts",
      ["--allow-all", "--unstable-worker-options"],
      String(rounds),
    );
    return [first, further, sideBySide, worker];
  },
};
