import { denoArgs } from "../../tests/support/deno.ts";
import { measure } from "../measure.ts";
import type { CaseResult, Row } from "../results.ts";
import type { Workload } from "../workload.ts";
import { runTime } from "./start.ts";

const SCRIPTS = [
  ["nothing", "start_empty.ts"],
  ["plugin.ts: what plugins need", "import_plugin.ts"],
  ["the engine alone", "import_engine.ts"],
  ["all of mod.ts", "import_mod.ts"],
] as const;

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly size?: number;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

/** The modules that run when a script of this folder does, and those that Deno reads with it, and how many KiB each are. */
async function sizes(
  script: string,
): Promise<{ runs: [count: number, kib: number]; read: [count: number, kib: number] }> {
  const root = new URL(script, import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: denoArgs("info", "--json", root) }).output();
  const { modules }: Info = JSON.parse(new TextDecoder().decode(stdout));
  const byUrl = new Map(modules.map((module) => [module.specifier, module]));
  const reach = (eager: boolean): [number, number] => {
    const found = new Set([root]);
    for (const url of found) {
      for (const { code, isDynamic } of byUrl.get(url)?.dependencies ?? []) {
        if (code?.specifier !== undefined && !(eager && isDynamic)) found.add(code.specifier);
      }
    }
    found.delete(root);
    return [found.size, [...found].reduce((sum, url) => sum + (byUrl.get(url)?.size ?? 0), 0) / 1024];
  };
  return { runs: reach(true), read: reach(false) };
}

/** What importing Tenon costs a program as it starts. */
export const imports: Workload = {
  id: "import",
  title: "Import of Tenon",
  about:
    "`deno run` of a script with one import, from start to end. What only loading and isolation need is imported when it is needed, " +
    "but Deno reads it at the start all the same.",
  denoOnly: true,
  async run({ quick, rounds }): Promise<CaseResult[]> {
    for (const [, script] of SCRIPTS) await runTime(script);
    const [nothing] = SCRIPTS[0];
    const time = await measure({
      name: "time",
      unit: "ms",
      baseline: nothing,
      rounds: quick ? 1 : Math.min(rounds, 21),
      contenders: SCRIPTS.map(([name, script]) => {
        return { name, role: name === nothing ? "baseline" : "tenon", sample: () => runTime(script) } as const;
      }),
    });
    const rows = async (index: 0 | 1): Promise<Row[]> => {
      const all = await Promise.all(
        SCRIPTS.slice(1).map(async ([name, script]) => [name, await sizes(script)] as const),
      );
      return all.flatMap(([name, { runs, read }]) =>
        [["runs at once", runs] as const, ["read at the start", read] as const].map(([what, figures]): Row => ({
          contender: `${name}, ${what}`,
          role: "tenon",
          value: figures[index],
          ratio: null,
          spread: [figures[index], figures[index]],
          verdicts: [],
        }))
      );
    };
    return [
      time,
      { name: "modules", unit: "modules", baseline: null, rows: await rows(0) },
      { name: "source text", unit: "KiB", baseline: null, rows: await rows(1) },
    ];
  },
};
