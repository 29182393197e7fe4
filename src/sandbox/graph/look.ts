import { checkEdges } from "./edges.ts";
import { GraphError, type GraphOwner } from "./errors.ts";
import { fetchFlag, hostsOf } from "./hosts.ts";
import { type Graph, parseGraph } from "./info.ts";
import type { FileMark } from "./marks.ts";
import { fromFileUrl } from "./paths.ts";
import { foldersOf } from "./prepare.ts";
import { findProject } from "./project.ts";
import { requireRun, runDeno } from "./run_deno.ts";
import { untilSteady } from "./steady.ts";

/** The plugin whose graph is to be looked at. */
export interface LookInput extends GraphOwner {
  /** Its specifier, resolved. */
  readonly url: string;
  /** The hosts that it may import from when it runs. */
  readonly importHosts: true | readonly string[];
  /** Whether it may read a file. */
  readonly readable?: ((path: string) => boolean) | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** A graph that was looked at. */
export interface Looked {
  readonly graph: Graph;
  /** Its local files as they were. */
  readonly files: readonly FileMark[];
  /** The hosts, with ports, that its modules come from. */
  readonly importHosts: readonly string[];
}

/**
 * Looks where the modules of a plugin lie that is to run in a worker, so with the cache, the configuration and the import map
 * of the host. Nothing is pinned by it.
 *
 * @throws {GraphError} As {@linkcode preparePlugin} does.
 */
export async function lookAtGraph(input: LookInput): Promise<Looked> {
  requireRun(input);
  const { url, importHosts, signal } = input;
  const local = url.startsWith("file:") ? fromFileUrl(url) : undefined;
  const rules = {
    entry: url,
    local: local === undefined ? undefined : await foldersOf(local, await findProject(local, input)),
    reserved: undefined,
    readable: input.readable ?? (() => false),
  };
  return await untilSteady(input, async () => {
    const flags = ["--json", "--no-lock", fetchFlag(importHosts, [url])];
    const { code, stdout, stderr } = await runDeno(["info", ...flags, url], undefined, input, signal);
    const graph = code === 0 ? parseGraph(stdout) : undefined;
    if (graph === undefined) {
      const hint = "See whether its modules exist and can be reached.";
      throw new GraphError("fetch-failed", input, `Deno ended with exit code ${code}: ${stderr.slice(0, 1000)}`, hint);
    }
    return { graph, files: await checkEdges(graph, rules, input), importHosts: hostsOf(graph, url) };
  });
}
