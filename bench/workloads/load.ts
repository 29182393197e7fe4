import { measure } from "../measure.ts";
import type { CaseResult } from "../results.ts";
import type { Workload } from "../workload.ts";
import { ManyPlugins } from "./load_support.ts";

/** As many as are known of pytest. */
const COUNT = 1_400;

/** Loading plugins from a manifest, beside importing their modules. */
export const load: Workload = {
  id: "load",
  title: "Load of local plugins from a manifest",
  about:
    "Each load is in a process of its own, whose start does not count; caches are warm. Tenon reads and checks the manifest, imports " +
    "the modules, makes and registers the plugins and reports on them. The other only imports them, all at once.",
  denoOnly: true,
  async run({ quick, rounds }): Promise<CaseResult[]> {
    const count = quick ? 40 : COUNT;
    using plugins = new ManyPlugins(count);
    for (const host of ["tenon", "bare"] as const) await plugins.run(host);
    const bare = "Promise.all of import()";
    return [
      await measure({
        name: `${count.toLocaleString("en")} plugins`,
        unit: "ms",
        baseline: bare,
        rounds: quick ? 1 : Math.min(rounds, 3),
        contenders: [
          {
            name: bare,
            role: "baseline",
            leavesOut: "manifest, making, registering, report",
            sample: async () => (await plugins.run("bare")).load,
          },
          {
            name: "Tenon",
            role: "tenon",
            targets: [{ of: bare, max: 1.3 }],
            sample: async () => (await plugins.run("tenon")).load,
          },
        ],
      }),
    ];
  },
};
