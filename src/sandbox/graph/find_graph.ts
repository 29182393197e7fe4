import { isLasting } from "./deno_dir.ts";
import { checkEdges, type EdgeRules } from "./edges.ts";
import { runEnvironment } from "./environment.ts";
import { GraphError } from "./errors.ts";
import type { Graph } from "./info.ts";
import { keepGraph, keptGraph } from "./kept_graph.ts";
import { lockText } from "./lock.ts";
import type { FileMark } from "./marks.ts";
import { lockOfLastTime, type Resolution, resolveGraph } from "./resolve_graph.ts";
import { lockPath } from "./settings.ts";
import { untilSteady } from "./steady.ts";

/** A graph in which everything lies where it may. */
export interface FoundGraph {
  readonly graph: Graph;
  /** The path of the lock file that pins it and nothing else. */
  readonly lock: string;
  /** The local files of the plugin as they were looked at. */
  readonly files: readonly FileMark[];
}

/**
 * Finds the graph of a plugin: that of an earlier start if it still holds, or else Deno is asked for it.
 *
 * @throws {GraphError} If something is missing, is not what was pinned, or lies where it must not.
 */
export async function findGraph(resolution: Resolution, rules: EdgeRules): Promise<FoundGraph> {
  const kept = await findKept(resolution, rules);
  if (kept !== undefined) return kept;
  const { owner, folder } = resolution;
  const { info, ...found } = await untilSteady(owner, async () => {
    const resolved = await resolveGraph(resolution);
    return { ...resolved, files: await checkEdges(resolved.graph, rules, owner) };
  });
  if (isLasting(resolution.denoDir)) {
    await keepGraph(folder, keyOf(resolution, await Deno.readTextFile(found.lock)), info, found.files);
  }
  return found;
}

/** The graph of an earlier start. What may be wrong with it, or with the plugin, is told when it is resolved anew. */
async function findKept(resolution: Resolution, rules: EdgeRules): Promise<FoundGraph | undefined> {
  const { folder, owner } = resolution;
  // Elsewhere, plugins that may write there could make up what they import.
  if (!isLasting(resolution.denoDir)) return undefined;
  const earlier = await lockOfLastTime(resolution);
  if (earlier === undefined) return undefined;
  const text = lockText(earlier);
  const kept = await keptGraph(folder, keyOf(resolution, text));
  if (kept === undefined) return undefined;
  const lock = await lockPath(folder, text);
  try {
    await Deno.stat(lock);
    const files = await checkEdges(kept.graph, rules, owner);
    return kept.holdsFor(files) ? { graph: kept.graph, lock, files } : undefined;
  } catch (error) {
    if (error instanceof GraphError || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What a graph depends on besides the plugin's settings and its files. */
function keyOf({ main, allowImport, denoDir }: Resolution, lock: string): string[] {
  return [main, allowImport, lock, JSON.stringify(runEnvironment(denoDir))];
}
