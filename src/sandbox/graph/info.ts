import { asRecord, stringsOf } from "./jsonc.ts";

/** An import in a module that is there when the module runs: imports of types alone are left out. */
export interface GraphEdge {
  /** What the module says. */
  readonly specifier: string;
  /** What it stands for, if Deno could tell. Redirects are not followed. */
  readonly to: string | undefined;
  /** Why it stands for nothing. */
  readonly error: string | undefined;
  /** Whether it is an `import()`, which may never happen. */
  readonly dynamic: boolean;
  /**
   * The `type` among the import's attributes. Deno tells but one where the same specifier is imported in several ways, and
   * none where it is computed.
   */
  readonly attribute: string | undefined;
}

/** A module of a graph. */
export interface GraphModule {
  /** How Deno treats it: `esm`, `asserted` (JSON), `external` (text, bytes), `wasm`, `npm`, `node`. */
  readonly kind: string;
  /** Why it cannot be loaded. */
  readonly error: string | undefined;
  /** What it imports. */
  readonly edges: readonly GraphEdge[];
  /** What it imports for its types: the modules that the specifiers stand for. */
  readonly types: readonly string[];
  /** The npm package that it is of, with version and peers. */
  readonly npmPackage: string | undefined;
}

/** What a module brings along. */
export interface Graph {
  /** The modules by URL. */
  readonly modules: ReadonlyMap<string, GraphModule>;
  /** Where specifiers and URLs lead to. */
  readonly redirects: ReadonlyMap<string, string>;
  /** The folders of the npm packages, by package, version and peers. */
  readonly npmFolders: ReadonlyMap<string, string>;
}

/** Follows redirects. */
export function leadsTo({ redirects }: Graph, url: string): string {
  const seen = new Set<string>();
  let at = url;
  for (let next = redirects.get(at); next !== undefined && !seen.has(at); next = redirects.get(at)) {
    seen.add(at);
    at = next;
  }
  return at;
}

/** The modules that one brings along when it runs, itself included. With `eager`, only those that no `import()` waits for. */
export function reach(graph: Graph, start: string, eager = false): Set<string> {
  const found = new Set([leadsTo(graph, start)]);
  for (const url of found) {
    for (const { to, dynamic } of graph.modules.get(url)?.edges ?? []) {
      if (to !== undefined && !(eager && dynamic)) found.add(leadsTo(graph, to));
    }
  }
  return found;
}

/** Reads what `deno info --json` writes; nothing if it is something else. */
export function parseGraph(text: string): Graph | undefined {
  let info: Readonly<Record<string, unknown>> | undefined;
  try {
    info = asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
  if (info === undefined || !Array.isArray(info.modules)) return undefined;
  const modules = info.modules.map(asRecord).flatMap((module): [string, GraphModule][] => {
    return typeof module?.specifier === "string" ? [[module.specifier, moduleOf(module)]] : [];
  });
  const folders = Object.entries(asRecord(info.npmPackages) ?? {}).map(([id, data]): [string, string] => {
    return [id, textOf(asRecord(data)?.localPath) ?? ""];
  });
  return { modules: new Map(modules), redirects: new Map(stringsOf(info.redirects)), npmFolders: new Map(folders) };
}

function moduleOf({ kind, error, dependencies, npmPackage }: Readonly<Record<string, unknown>>): GraphModule {
  return {
    kind: textOf(kind) ?? "",
    error: textOf(error),
    npmPackage: textOf(npmPackage),
    types: (Array.isArray(dependencies) ? dependencies : []).flatMap((dependency) => {
      return textOf(asRecord(asRecord(dependency)?.type)?.specifier) ?? [];
    }),
    edges: (Array.isArray(dependencies) ? dependencies : []).map(asRecord).flatMap((dependency) => {
      const code = asRecord(dependency?.code);
      if (code === undefined) return [];
      return [{
        specifier: textOf(dependency?.specifier) ?? "",
        to: textOf(code.specifier),
        error: textOf(code.error),
        dynamic: dependency?.isDynamic === true,
        attribute: textOf(dependency?.assertionType),
      }];
    }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
