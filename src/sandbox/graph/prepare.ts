import { dirname } from "node:path";
import { runtimeOptions } from "./compiler_options.ts";
import { ownDenoDir } from "./deno_dir.ts";
import type { LocalFolders } from "./edges.ts";
import { runEnvironment } from "./environment.ts";
import type { GraphOwner } from "./errors.ts";
import { findGraph } from "./find_graph.ts";
import { fetchFlag, hostsOf, runFlag } from "./hosts.ts";
import { importMapOf, NO_IMPORTS } from "./import_map.ts";
import type { Graph } from "./info.ts";
import { type Lock, readLock } from "./lock.ts";
import type { FileMark } from "./marks.ts";
import { readNpmrc } from "./npmrc.ts";
import { fromFileUrl } from "./paths.ts";
import { findProject, type Project } from "./project.ts";
import type { Resolution } from "./resolve_graph.ts";
import { requireRun } from "./run_deno.ts";
import { keepSettings, settingsFlags } from "./settings.ts";

/** The plugin to prepare. */
export interface PrepareInput extends GraphOwner {
  /** Its specifier, resolved: `file:`, `https:`, `http:`, `jsr:` or `npm:`. */
  readonly url: string;
  /** The URL of the module that runs beside it and exports `run`. */
  readonly runner: string;
  /** The hosts that it may import from when it runs. */
  readonly importHosts: true | readonly string[];
  /** Whether it may read a file: such files it may import, too. */
  readonly readable?: ((path: string) => boolean) | undefined;
  /** The path of the host's deno.lock: what that pins is pinned for the plugin as well. */
  readonly lock?: string | undefined;
  /** What else must hold of the modules. It throws if it does not. */
  readonly check?: ((found: FoundModules, signal?: AbortSignal) => Promise<void>) | undefined;
  /** Ends the preparation early. */
  readonly signal?: AbortSignal | undefined;
}

/** The modules of a plugin that can be loaded: nothing else is fetched or read any more. */
export interface FoundModules {
  readonly graph: Graph;
  /** What pins them. */
  readonly lock: Lock;
  /** The local files among them, as they were read. */
  readonly files: readonly FileMark[];
}

/** A plugin that can be started: `deno run`, these flags, flags for its permissions, and the main module. */
export interface Prepared {
  /** The main module: it imports the runner, and gives it what imports the plugin. */
  readonly main: string;
  /** All flags but those for permissions; that for importing is among them. */
  readonly flags: readonly string[];
  /** What has to be in the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The local files of the graph as they were looked at. */
  readonly files: readonly FileMark[];
  /** The hosts, with ports, that the graph's modules were fetched from. */
  readonly importHosts: readonly string[];
  /** Everything that can be loaded. */
  readonly graph: Graph;
  /** The folder that holds it. */
  readonly denoDir: string;
}

/**
 * Resolves the modules of a plugin, pins and fetches them, and looks where they lie. None of their code runs.
 *
 * @throws {GraphError} If something is missing, is not what was pinned, or lies where it must not.
 */
export async function preparePlugin(input: PrepareInput): Promise<Prepared> {
  requireRun(input);
  const { url, runner, importHosts } = input;
  const denoDir = await ownDenoDir([url, runner], input);
  const local = url.startsWith("file:") ? fromFileUrl(url) : undefined;
  const project = local === undefined ? undefined : await findProject(local, input);
  const npmrc = await readNpmrc(project?.folder ?? (input.lock === undefined ? undefined : dirname(input.lock)));
  const settings = {
    config: JSON.stringify(project === undefined ? {} : { compilerOptions: runtimeOptions(project) }),
    importMap: JSON.stringify(project === undefined ? NO_IMPORTS : await importMapOf(project, input)),
    npmrc: npmrc.registries,
  };
  const folder = await keepSettings(denoDir, settings);
  const main = mainModule(runner, url);
  const resolution: Resolution = {
    ...{ main, url, owner: input, denoDir, settings, folder, npmrc, signal: input.signal },
    allowImport: fetchFlag(importHosts, [url, runner]),
    pinned: await readLock(input.lock, input),
  };
  const rules = {
    entry: url,
    local: local === undefined ? undefined : await foldersOf(local, project),
    reserved: new URL(".", runner).href,
    readable: input.readable ?? (() => false),
  };
  const { graph, lock, files } = await findGraph(resolution, rules);
  await input.check?.({ graph, lock: await readLock(lock, input), files }, input.signal);
  const hosts = hostsOf(graph, main);
  return {
    main,
    flags: [
      ...settingsFlags(folder),
      `--lock=${lock}`,
      "--frozen",
      "--cached-only",
      "--no-prompt",
      "--quiet",
      runFlag(importHosts, hosts),
    ],
    env: runEnvironment(denoDir),
    files,
    importHosts: hosts,
    graph,
    denoDir,
  };
}

/** The main module of the plugin's process. What it imports by name is loaded without any permission. */
function mainModule(runner: string, url: string): string {
  const text = `import { run } from ${JSON.stringify(runner)}; await run(() => import(${JSON.stringify(url)}));`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

/** The folders of a local plugin, symlinks followed. */
export async function foldersOf(entry: string, project: Project | undefined): Promise<LocalFolders> {
  const own = await realFolder(dirname(entry));
  return { own, package: project === undefined ? own : await realFolder(project.folder) };
}

async function realFolder(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    // That the plugin is not there is told when its graph is.
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}
