import { fileURLToPath, pathToFileURL } from "node:url";
import type { Entry } from "../manifest/mod.ts";
import { createPlugin } from "./create.ts";
import { TIMED_OUT, within } from "./deadline.ts";
import { PluginLoadError } from "./errors.ts";
import type { LoadEvent } from "./event.ts";
import { importError } from "./import_error.ts";
import { ModuleGraph } from "./module_graph.ts";
import { registerOptions } from "./register_options.ts";
import type { LoadTarget } from "./target.ts";

/** A local plugin that is watched. */
interface Watched {
  readonly entry: Entry;
  readonly url: string;
  readonly timeoutMs: number;
  /** Whether the plugin in the manager is the one that was loaded here: what others took out stays out. */
  loaded: boolean;
}

/** For how long nothing more must change before plugins are loaded again: editors write a file in several steps. */
const QUIET_MS = 50;

/**
 * Loads local plugins again when one of their local modules changes, and puts them in the place of those before. Each is
 * loaded with fresh modules of its own; the modules of the version before stay in memory, as Deno cannot unload any.
 */
export class PluginWatcher {
  readonly #target: LoadTarget;
  readonly #tell: (event: LoadEvent) => void;
  readonly #graph = new ModuleGraph();
  readonly #watched: Watched[] = [];
  /** The folders that are watched, each with its watcher. */
  readonly #folders = new Map<string, Deno.FsWatcher>();
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reloading: Promise<void> = Promise.resolve();
  #closed = false;

  /** Begins to follow what is imported; plugins are to be imported only now. */
  constructor(target: LoadTarget, tell: (event: LoadEvent) => void) {
    this.#target = target;
    this.#tell = tell;
    target.on("close", ({ when }) => {
      if (when === "before") this.#close();
    });
  }

  /** Watches a plugin, if it is a local one. Throws if the operating system or Deno do not allow it. */
  add(entry: Entry, url: string | undefined, timeoutMs: number, loaded: boolean): void {
    if (!url?.startsWith("file:")) return;
    this.#watched.push({ entry, url, timeoutMs, loaded });
    this.#watchFolders(url);
  }

  #watchFolders(url: string): void {
    // The entry's own folder in any case: a module that could not be parsed has brought nothing along.
    for (const module of new Set([url, ...this.#graph.modulesOf(url)])) {
      const folder = fileURLToPath(new URL(".", module));
      if (this.#closed || this.#folders.has(folder)) continue;
      const watcher = Deno.watchFs(folder, { recursive: false });
      this.#folders.set(folder, watcher);
      this.#follow(watcher);
    }
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      for (const path of paths) this.#changed.add(pathToFileURL(path).href);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        // One after another, so that the newest comes last.
        this.#reloading = this.#reloading.then(() => this.#reloadChanged());
      }, QUIET_MS);
    }
  }

  async #reloadChanged(): Promise<void> {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    for (const watched of this.#watched) {
      const modules = [watched.url, ...this.#graph.modulesOf(watched.url)];
      if (!this.#closed && modules.some((module) => changed.has(withoutQuery(module)))) await this.#reload(watched);
    }
  }

  async #reload(watched: Watched): Promise<void> {
    const { entry: { name }, url } = watched;
    if (watched.loaded && !this.#target.hasPlugin(name)) return;
    const before = this.#graph.modulesOf(url).length;
    this.#tell({ when: "before", plugin: name, reload: true });
    try {
      const plugin = await this.#create(watched);
      if (this.#target.hasPlugin(name)) await this.#target.replace(name, plugin);
      else await this.#target.registerAsync(plugin, name, registerOptions(watched.entry));
      watched.loaded = true;
      this.#watchFolders(url);
      const note =
        `${before} ${before === 1 ? "module" : "modules"} of the version before cannot be freed: Deno keeps ` +
        "modules for as long as the process runs.";
      this.#tell({ when: "after", plugin: name, reload: true, note });
    } catch (error) {
      this.#tell({ when: "failed", plugin: name, reload: true, error });
    }
  }

  async #create({ entry: { name, from, options }, url, timeoutMs }: Watched): Promise<object> {
    const create = async () => {
      const module = await import(this.#graph.fresh(url)).catch((cause) => {
        throw importError(name, from, url, cause);
      });
      return await createPlugin(module, name, from, options);
    };
    const created = await within(timeoutMs, create());
    if (created !== TIMED_OUT) return created.plugin;
    throw new PluginLoadError(
      "import",
      "timeout",
      `Cannot load plugin '${name}' again from ${from}: it did not finish within ${timeoutMs} ms.`,
      undefined,
      { plugin: name, source: from },
    );
  }

  #close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#graph[Symbol.dispose]();
  }
}

/** A specifier may have a query, which is no part of the file's name. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, "");
}
