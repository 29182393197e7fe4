import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { PluginValidationError } from "../engine/mod.ts";
import type { Entry } from "../manifest/mod.ts";
import { createPlugin } from "../plugin/mod.ts";
import { TIMED_OUT, within } from "./deadline.ts";
import { PluginLoadError } from "./errors.ts";
import { importError } from "./import_error.ts";
import { moduleGraph, withoutVersions } from "./module_graph.ts";
import { registerOptions } from "./register_options.ts";
import { declaresHooks, type LoadObserver, type LoadTarget } from "./target.ts";

/** A plugin that was loaded, or was to be. */
export interface Watchable {
  readonly entry: Entry;
  /** What its specifier stands for, if that is known. */
  readonly url: string | undefined;
  /** How long loading it may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How an isolated plugin is loaded again. It must not be imported into the host. */
  readonly isolated: IsolatedSource | undefined;
  /** Looks whether what is to be imported is what the entry says. */
  checkAgain(): Promise<void>;
}

/** An isolated plugin that can be started once more. */
export interface IsolatedSource {
  /** The local files that it is made of. */
  readonly files: readonly string[];
  /** Starts it once more. Gives its stand-in. */
  again(): Promise<object>;
}

/** A local plugin that is watched. */
interface Watched extends Watchable {
  readonly url: string;
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
  readonly #observer: LoadObserver;
  readonly #unfollow = moduleGraph.follow();
  readonly #watched: Watched[] = [];
  /** The folders that are watched, each with its watcher. */
  readonly #folders = new Map<string, Deno.FsWatcher>();
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reloading: Promise<void> = Promise.resolve();
  #closed = false;

  /** Begins to follow what is imported; plugins are to be imported only now. */
  constructor(target: LoadTarget, observer: LoadObserver) {
    this.#target = target;
    this.#observer = observer;
    observer.onClose(() => this.#close());
  }

  /** Watches a plugin, if it is a local one. If that cannot be, it is told as an event. */
  add(watchable: Watchable, loaded: boolean): void {
    const { entry, url, timeoutMs, isolated } = watchable;
    if (!url?.startsWith("file:")) return;
    const watched = { entry, url, timeoutMs, isolated, loaded, checkAgain: () => watchable.checkAgain() };
    this.#watched.push(watched);
    try {
      this.#watchFolders(watched);
    } catch (error) {
      this.#observer.tell({ when: "failed", plugin: entry.name, reload: true, error });
    }
  }

  #watchFolders(watched: Watched): void {
    for (const path of filesOf(watched)) {
      const folder = dirname(path);
      if (this.#closed || this.#folders.has(folder)) continue;
      const watcher = Deno.watchFs(folder, { recursive: false });
      this.#folders.set(folder, watcher);
      this.#follow(watcher);
    }
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      for (const path of paths) this.#changed.add(path);
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
      if (!this.#closed && filesOf(watched).some((path) => changed.has(path))) await this.#reload(watched);
    }
  }

  async #reload(watched: Watched): Promise<void> {
    const { entry: { name }, url, isolated } = watched;
    if (watched.loaded && !this.#target.hasPlugin(name)) return;
    const before = moduleGraph.modulesOf(url).length;
    this.#observer.tell({ when: "before", plugin: name, reload: true });
    let plugin: object | undefined;
    try {
      plugin = await (isolated === undefined ? this.#create(watched) : isolated.again());
      const replaces = this.#target.hasPlugin(name);
      if (replaces) await this.#target.replace(name, plugin);
      else await this.#target.registerAsync(plugin, name, registerOptions(watched.entry));
      const unknownHook = this.#unknownHookOf(plugin);
      if (unknownHook !== undefined && !replaces) {
        this.#target.unregister(plugin);
        throw unknownHook;
      }
      watched.loaded = true;
      this.#watchFolders(watched);
      const unheard = unknownHook?.message;
      if (isolated !== undefined) return this.#tellLoaded(name, unheard);
      const note =
        `${before} ${before === 1 ? "module" : "modules"} of the version before cannot be freed: Deno keeps ` +
        `modules for as long as the process runs.${unheard === undefined ? "" : ` ${unheard}`}`;
      this.#tellLoaded(name, note);
    } catch (error) {
      // The stand-in of a process that nobody else knows of.
      if (isolated !== undefined && plugin !== undefined && !this.#target.isRegistered(plugin)) {
        await Promise.resolve((plugin as AsyncDisposable)[Symbol.asyncDispose]()).catch(() => {});
      }
      this.#observer.tell({ when: "failed", plugin: name, reload: true, error });
    }
  }

  #tellLoaded(plugin: string, note: string | undefined): void {
    this.#observer.tell({ when: "after", plugin, reload: true, ...(note === undefined ? {} : { note }) });
  }

  /** What is wrong with a plugin that has an impl for no hook. One that is in place stays, as the one before is gone. */
  #unknownHookOf(plugin: object): PluginValidationError | undefined {
    if (!declaresHooks(this.#target)) return undefined;
    return this.#target.pendingErrors().find(({ pluginObject }) => pluginObject === plugin);
  }

  async #create(watched: Watched): Promise<object> {
    const { entry: { name, from, options }, url, timeoutMs } = watched;
    const create = async () => {
      await watched.checkAgain();
      const module = await import(moduleGraph.fresh(url)).catch(async (cause) => {
        const problem = importError(name, from, url, await trueCause(cause));
        problem.message = withoutVersions(problem.message);
        throw problem;
      });
      return await createPlugin(module, options, { name, project: this.#target.project });
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
    this.#unfollow();
  }
}

/** The files of a plugin's modules, as they are named and, through links, where they are. */
function filesOf({ url, isolated }: Watched): string[] {
  const modules = isolated === undefined ? moduleGraph.modulesOf(url) : [];
  // The entry's own in any case: a module that could not be parsed has brought nothing along.
  const paths = [url, ...modules].map((module) => fileURLToPath(module.replace(/[?#].*$/, "")));
  return [...new Set([...paths, ...isolated?.files ?? []])].flatMap((path) => {
    try {
      return [path, Deno.realPathSync(path)];
    } catch {
      // An editor may be about to put it there again.
      return [path];
    }
  });
}

/** Of a module that another imports and that cannot be parsed, Deno says only that it is not there; by itself, it says why. */
async function trueCause(cause: unknown): Promise<unknown> {
  const module = cause instanceof Error && /Loading unprepared module: (file:\S+?),/.exec(cause.message)?.[1];
  if (!module) return cause;
  try {
    await import(module);
    return cause;
  } catch (reason) {
    return reason;
  }
}
