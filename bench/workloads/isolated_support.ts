/**
 * What the workloads of isolated plugins share.
 *
 * @module
 */
import { hookspecMarker, type LoadReport, PluginManager } from "../../mod.ts";
import { denoArgs } from "../../tests/support/deno.ts";
import { TempFolder } from "../../tests/support/temp_folder.ts";

const hookspec = hookspecMarker("bench");

/** The hooks of the project. */
export class BenchSpec {
  /** Gives a number. */
  @hookspec
  async answer(_: { n: number }): Promise<number | void> {}
}

/** What plugins import: what is made for them, and all of Tenon. */
export const IMPORTS = {
  plugin: new URL("../../plugin.ts", import.meta.url).href,
  mod: new URL("../../mod.ts", import.meta.url).href,
};

/** A folder with isolated plugins, each of which answers with a number of its own. */
export class IsolatedPlugins extends TempFolder {
  /** Takes how many there are, and what they import. */
  constructor(count: number, imported: string = IMPORTS.plugin) {
    super();
    for (let i = 0; i < count; i++) {
      this.write(
        `p${i}.ts`,
        `import { hookimplMarker } from ${JSON.stringify(imported)};
const hookimpl = hookimplMarker("bench");
export default class {
  @hookimpl
  answer({ n }: { n: number }) {
    return n + ${i};
  }
}
`,
      );
    }
  }

  /** Loads the first of them into a manager of their own. */
  async load(count: number, isolation: "process" | "worker" = "process"): Promise<PluginManager<BenchSpec>> {
    const pm = new PluginManager<BenchSpec>("bench", BenchSpec);
    await this.loadInto(pm, 0, count, isolation);
    return pm;
  }

  /** Loads some of them into a manager. */
  async loadInto(
    pm: PluginManager<BenchSpec>,
    from: number,
    to: number,
    isolation: "process" | "worker" = "process",
  ): Promise<LoadReport> {
    const plugins = Object.fromEntries(
      Array.from({ length: to - from }, (_, i) => [`p${from + i}`, { from: `./p${from + i}.ts`, isolation }]),
    );
    return await pm.load({ plugins }, { base: `file://${this.path}/`, discover: false, strict: true });
  }
}

/** Starts Deno with a script of this folder, and gives the process, whose standard streams are pipes. */
export function spawnDeno(script: string, ...flags: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: denoArgs("run", "--no-check", ...flags, new URL(script, import.meta.url).href),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** Runs Deno with a script of this folder and arguments to its end; gives what it printed, as JSON. */
export async function runScript<T>(script: string, flags: readonly string[], ...args: string[]): Promise<T> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: denoArgs("run", "--no-check", ...flags, new URL(script, import.meta.url).href, ...args),
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${script} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
