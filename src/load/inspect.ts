import type { LoadReport } from "./report.ts";

/** How a plugin is to be inspected. */
export interface InspectOptions {
  /** The project whose hooks count. */
  readonly project: string;
  /** What a relative path is relative to; without it, paths must be absolute. */
  readonly base?: string | URL;
  /** What the plugin is constructed with. */
  readonly options?: unknown;
  /** How long it may take, in milliseconds; 30,000 by default. */
  readonly timeoutMs?: number;
}

/** What a plugin says of itself. */
export interface PluginInspection {
  /** The permissions that it says it wants, in words, if its module exports `permissions`. */
  readonly wanted: string | undefined;
  /** The permissions that it was denied, by Deno's own words, as an entry would have to grant them. */
  readonly needed: string | undefined;
  /** The hooks that it has impls of. */
  readonly hooks: readonly string[];
  /** Why it could not be loaded without permissions, if it could not. */
  readonly error: Error | undefined;
  /** What should be known besides. */
  readonly note: string | undefined;
}

/**
 * Looks what a plugin wants and has impls of, before it is granted anything: it is loaded in a process without permissions,
 * and ended again. It may not get far without what it needs; what it was denied is told then.
 *
 * @param from The plugin's specifier, as an entry of a manifest has it.
 * @param options Whose hooks count, and what paths are relative to.
 * @returns What was found. A plugin that fails is an `error` in it.
 * @throws {TenonError} Only if it cannot be asked at all, such as for an option that has no meaning.
 */
export async function inspectPlugin(from: string, options: InspectOptions): Promise<PluginInspection> {
  const { project, base, options: given, timeoutMs } = options;
  const [{ load }, { Onlooker }] = await Promise.all([import("./load.ts"), import("./onlooker.ts")]);
  const target = new Onlooker(project);
  const manifest = { plugins: { plugin: { from, ...(given === undefined ? {} : { options: given }) } } };
  const report: LoadReport = await load(target, manifest, {
    discover: false,
    ...(base === undefined ? {} : { base }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }, {
    tell() {},
    onClose() {},
    starting() {},
    started() {},
    output() {},
    restart() {},
    denied() {},
    quarantine() {},
    remembered: () => [],
    disposeFailed() {},
    hasDeadline: () => false,
  });
  await target.close();
  const [line] = report.plugins;
  const { wanted, needed, error, note } = line!;
  return { wanted, needed, hooks: target.hooks, error, note };
}
