import { registerHooks } from "node:module";

/** The name of the query parameter that tells the versions of a module apart. */
const VERSION = "tenon-version";

/** A specifier that names a file: not a package, nor a name from the import map. */
const LOCAL = /^(\.{1,2}\/|\/|file:)/;

/**
 * Knows which local modules import which, from when it is first followed, so that those of a plugin can be loaded afresh.
 * Modules that were loaded while nobody followed, such as the host's own, stay as they are: plugin and host go on sharing
 * them. There is one for the process, as there is one set of modules: what one watcher has seen loaded, others must know of.
 *
 * Built on `registerHooks` of `node:module`, which Deno 2.9 has: its `resolve` is called for each import, its `load` only
 * for modules that are not loaded yet.
 */
class ModuleGraph {
  /** The local modules that each module imports, by URL without version. */
  readonly #imports = new Map<string, Set<string>>();
  /** The modules that were loaded since, by URL without version. */
  readonly #loaded = new Set<string>();
  #followers = 0;
  #hooks: { deregister(): void } | undefined;
  #version = 0;

  /** Begins to follow what is imported. Gives the function that ends it. */
  follow(): () => void {
    this.#followers++;
    this.#hooks ??= registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        return { ...resolved, url: this.#resolve(specifier, context.parentURL, resolved.url) };
      },
      load: (url, context, next) => {
        this.#loaded.add(unversioned(url));
        this.#imports.delete(unversioned(url));
        return next(url, context);
      },
    });
    return () => {
      if (--this.#followers > 0) return;
      this.#hooks?.deregister();
      this.#hooks = undefined;
    };
  }

  /** The URL of a module under which it, and the local modules that it brought along, are loaded anew. */
  fresh(url: string): string {
    return versioned(url, String(++this.#version));
  }

  /** The local modules that a module brought along, itself included. */
  modulesOf(url: string): string[] {
    const found = new Set([url]);
    for (const module of found) this.#imports.get(module)?.forEach((imported) => found.add(imported));
    return [...found].filter((module) => this.#loaded.has(module));
  }

  #resolve(specifier: string, parent: string | undefined, url: string): string {
    if (parent === undefined || !LOCAL.test(specifier) || !url.startsWith("file:")) return url;
    const importer = unversioned(parent);
    const imports = this.#imports.get(importer) ?? new Set();
    this.#imports.set(importer, imports.add(unversioned(url)));
    const version = new URL(parent).searchParams.get(VERSION);
    return version !== null && this.#loaded.has(unversioned(url)) ? versioned(url, version) : url;
  }
}

/** The one graph of the process. */
export const moduleGraph: ModuleGraph = new ModuleGraph();

function versioned(url: string, version: string): string {
  const result = new URL(url);
  result.searchParams.set(VERSION, version);
  return result.href;
}

function unversioned(url: string): string {
  if (!url.includes(VERSION)) return url;
  const result = new URL(url);
  result.searchParams.delete(VERSION);
  return result.href;
}

/** A text with the URLs in it as people know them. */
export function withoutVersions(text: string): string {
  return text.replace(new RegExp(`[?&]${VERSION}=\\d+`, "g"), "");
}
