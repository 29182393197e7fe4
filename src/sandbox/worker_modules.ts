import { type Graph, reach } from "./graph/info.ts";
import { WORKER_BUILT_INS } from "./worker_built_ins.ts";

/**
 * The modules of a graph that a plugin in a worker cannot have, each with why: those that bring along a built-in which is not
 * for workers, and those that bring along a package from npm, as what that imports is in no graph. What only an `import()`
 * asks for is not brought along.
 */
export function notInWorkers(graph: Graph): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  for (const url of graph.modules.keys()) {
    for (const module of reach(graph, url, true)) {
      const why = whyNot(graph, module);
      if (why === undefined) continue;
      refused.set(url, why);
      break;
    }
  }
  return refused;
}

function whyNot({ modules }: Graph, url: string): string | undefined {
  if (modules.get(url)?.npmPackage !== undefined) {
    return `${url}, and what packages from npm reach cannot be looked at`;
  }
  if (!url.startsWith("node:") || WORKER_BUILT_INS.has(url)) return undefined;
  return `${url}, which reaches what the whole process shares`;
}
