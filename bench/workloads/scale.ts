import type { CaseResult, Row } from "../results.ts";
import type { Workload } from "../workload.ts";
import { runScript } from "./isolated_support.ts";
import { type HostFigures, ManyPlugins } from "./load_support.ts";

interface IsolatedFigures {
  readonly load: number;
  readonly rss: number;
  readonly pss: number;
  readonly idle: number;
  readonly call: number;
}

interface CallFigures {
  readonly kind: string;
  readonly count: number;
  readonly ns: number;
  readonly bytes: number;
}

/** A figure of Tenon's that is measured once. */
const row = (contender: string, value: number): Row => {
  return { contender, role: "tenon", value, ratio: null, spread: [value, value], verdicts: [] };
};

const text = (count: number) => count.toLocaleString("en");

/** A case for each figure, with a row for each number of plugins. */
function byNumber<F>(
  what: string,
  all: readonly (readonly [count: number, figures: F])[],
  figures: readonly (readonly [name: string, unit: string, of: (figures: F, count: number) => number])[],
): CaseResult[] {
  return figures.map(([name, unit, of]) => ({
    name: `${what}: ${name}`,
    unit,
    baseline: null,
    rows: all.filter(([count, figures]) => Number.isFinite(of(figures, count)))
      .map(([count, figures]) => row(`${text(count)} plugins`, of(figures, count))),
  }));
}

/** How Tenon grows with the number of plugins and of calls. */
export const scale: Workload = {
  id: "scale",
  title: "Growth with the number of plugins and calls",
  about:
    "Each figure is of one run in a process of its own. Memory in use is what is left after a collection. The idle cost is the " +
    "processor time of host, guard and plugins together. S6 has 10,000 plugins that are registered and unregistered.",
  denoOnly: true,
  async run({ quick }): Promise<CaseResult[]> {
    const loaded: [number, HostFigures][] = [];
    for (const count of quick ? [5, 10] : [100, 350, 1_400]) {
      using plugins = new ManyPlugins(count);
      // The first run fills the cache.
      await plugins.run("tenon");
      loaded.push([count, await plugins.run("tenon")]);
    }
    const isolated: [number, IsolatedFigures][] = [];
    for (const count of quick ? [1, 2] : [10, 50, 200]) {
      const args = [String(count), quick ? "100" : "3000"];
      isolated.push([count, await runScript<IsolatedFigures>("scale_isolated.ts", ["--allow-all"], ...args)]);
    }
    const calls = await runScript<CallFigures[]>(
      "scale_calls.ts",
      ["--allow-all"],
      ...quick ? ["2000", "100"] : ["1000000", "20000"],
    );
    const callRows = (figure: "ns" | "bytes") =>
      calls.map(({ kind, count, ...figures }) => row(`${kind}, ${text(count)} calls`, figures[figure]));
    return [
      ...byNumber("loaded from a manifest", loaded, [
        ["load", "ms/plugin", ({ load }, count) => load / count],
        ["memory of the process", "KiB/plugin", ({ memory }, count) => memory * 1024 / count],
        ["memory in use", "KiB/plugin", ({ heap }, count) => heap * 1024 / count],
        ["first call of a hook that all have", "µs/impl", ({ first }, count) => first * 1e3 / count],
        ["each call after it", "ns/impl", ({ steady }, count) => steady * 1e3 / count],
      ]),
      ...byNumber("isolated in processes", isolated, [
        ["load, the first time", "ms/plugin", ({ load }, count) => load / count],
        ["memory of a process, what it shares counted in part", "MiB", ({ pss }) => pss],
        ["memory of a process, what it shares counted in full", "MiB", ({ rss }) => rss],
        ["processor time of all when idle", "% of a core", ({ idle }) => idle],
        ["call of a hook that all have", "ms/impl", ({ call }, count) => call / count],
      ]),
      { name: "calls of 3 impls, or 1 that is isolated: time", unit: "ns/call", baseline: null, rows: callRows("ns") },
      { name: "growth of the memory in use", unit: "bytes/call", baseline: null, rows: callRows("bytes") },
    ];
  },
};
