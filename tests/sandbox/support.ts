/** What the tests of isolation share: a project named "border", its plugins as texts, and where they run. */
import {
  type EntryInput,
  type First,
  type Historic,
  type HookimplMarker,
  hookimplMarker,
  hookspecMarker,
  type Isolation,
  type LoadOptions,
  type LoadReport,
  PluginManager,
  type PluginManagerOptions,
} from "@tenon/tenon";
import { ownDenoDir } from "../../src/sandbox/graph/deno_dir.ts";
import { TempFolder } from "../support/temp_folder.ts";

const hookspec = hookspecMarker("border");

/** What a plugin may answer. */
export type Answer = object | string | number | bigint | boolean | null | void;

/** The hooks of the project. */
export class BorderSpec {
  /** Every plugin answers. */
  @hookspec
  async ask(_: { value?: unknown }): Promise<Answer> {}

  /** The first to answer wins. */
  @hookspec({ firstresult: true })
  async first(_: { value?: unknown }): Promise<First<object | string | number | bigint | boolean> | null | void> {}

  /** All at the same time. */
  @hookspec({ concurrent: true })
  async together(_: { value?: unknown }): Promise<Answer> {}

  /** Remembered for those who come later. */
  @hookspec({ historic: true })
  async told(_: { value: unknown }): Promise<Historic | Answer> {}

  /** A hook that an isolated plugin cannot have. */
  @hookspec
  now(_: { value?: unknown }): Answer {}
}

/** For plugins that are objects in the host. */
export const hookimpl: HookimplMarker<BorderSpec> = hookimplMarker("border");

/**
 * Where isolated plugins run in this run of the tests. Most of what holds for processes holds for workers too, and is tried
 * there by `worker_test.ts`, which starts the same tests once more.
 */
export const ISOLATION: Isolation = Deno.env.get("TENON_TEST_ISOLATION") === "worker" ? "worker" : "process";

/** Whether this run is about workers: for tests of what holds for processes only. */
export const inWorkers = ISOLATION === "worker";

/** Where plugins run whose behaviour must not depend on that. */
export const PLACES: readonly ("host" | Isolation)[] = inWorkers ? ["worker"] : ["host", "process"];

/** Has `hookimpl`, which marks as the real one does, so that a plugin needs no other module. */
const PRELUDE = `const hookimpl = (...given) => {
  const fn = given.pop();
  const none = { tryfirst: false, trylast: false, wrapper: false, hookwrapper: false, optionalhook: false };
  return Object.assign(fn, { [Symbol.for("tenon.hookimpl:border")]: { format: 1, ...none, ...given[0] } });
};
`;

/** A plugin: the text of its module, and what its entry says besides. By default it is isolated and may do nothing. */
export type PluginText = string | ({ readonly body: string } & Partial<EntryInput>);

/** Plugins by name. */
export type PluginTexts = Readonly<Record<string, PluginText>>;

/** How a {@linkcode Border} is made. */
export interface BorderOptions extends LoadOptions {
  /** Where the plugins run whose entries do not say. */
  readonly place?: "host" | Isolation;
  /** Options of the manager. */
  readonly manager?: PluginManagerOptions;
  /** A manager that is there already. It is closed with the border. */
  readonly pm?: PluginManager<BorderSpec>;
}

/** A manager with plugins from texts, which is closed at the end of the scope. */
export class Border implements AsyncDisposable {
  readonly pm: PluginManager<BorderSpec>;
  readonly report: LoadReport;

  private constructor(pm: PluginManager<BorderSpec>, report: LoadReport) {
    this.pm = pm;
    this.report = report;
  }

  /** Loads plugins; all must load. Those of borders that are there at the same time need different names. */
  static async load(plugins: PluginTexts, options: BorderOptions = {}): Promise<Border> {
    const { pm, report } = await Border.tryToLoad(plugins, options);
    if (report.ok) return new Border(pm, report);
    await pm.close();
    throw new Error(String(report), { cause: report.failed[0]?.error });
  }

  /** Loads plugins, of which some may fail. */
  static async tryToLoad(plugins: PluginTexts, options: BorderOptions = {}): Promise<Border> {
    const { place, manager, pm = border(manager), ...more } = options;
    return new Border(pm, await pm.load(await entriesOf(plugins, place), more));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pm.close();
  }
}

/** A manager of the project. */
export function border(options: PluginManagerOptions = {}): PluginManager<BorderSpec> {
  return new PluginManager<BorderSpec>("border", BorderSpec, { onWarning() {}, ...options });
}

/** Writes plugins into files, and makes the entries of a manifest for them. */
export async function entriesOf(
  plugins: PluginTexts,
  place: "host" | Isolation = ISOLATION,
): Promise<{ plugins: Record<string, EntryInput> }> {
  const entries = Object.entries(plugins).map(async ([name, given]) => {
    const { body, ...more } = typeof given === "string" ? { body: given } : given;
    const { permissions = place === "host" ? "inherit" : "none" } = more;
    const inHost = permissions === "inherit";
    const where = inHost || place === "host" ? {} : { isolation: place };
    return [name, { ...where, ...more, permissions, from: await write(name, body, inHost) }] as const;
  });
  return { plugins: Object.fromEntries(await Promise.all(entries)) };
}

let folder: TempFolder | undefined;
const caches = new Set<string>();
let written = 0;

/**
 * Writes the module of a plugin. Isolated ones of the same name are written to the same place, so that Deno has to compile
 * what runs beside them once; the host would not look at the same place twice.
 */
export async function write(name: string, body: string, inHost = false): Promise<string> {
  if (folder === undefined) {
    folder = new TempFolder();
    addEventListener("unload", clean);
  }
  const path = folder.write(inHost ? `${name}-${++written}.ts` : `${name}.ts`, PRELUDE + body);
  // A file that was written just now would be looked at twice.
  Deno.utimeSync(path, written, written++);
  const url = `file://${path}`;
  if (!inHost) caches.add(await cacheOf(url));
  return url;
}

/** The folder in which Deno keeps what it has compiled for a plugin's process. */
async function cacheOf(url: string): Promise<string> {
  const runner = new URL("../../src/sandbox/runner/main.ts", import.meta.url).href;
  return await ownDenoDir([url, runner], { plugin: "", source: url });
}

function clean(): void {
  folder?.[Symbol.dispose]();
  for (const cache of caches) {
    try {
      Deno.removeSync(cache, { recursive: true });
    } catch {
      // A process that was killed may be about to end.
    }
  }
}

/** What a promise is rejected with; an error if it is not. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It was not rejected.");
}

/** The error of a class that a promise is rejected with. */
export async function rejectionOf<E extends Error>(
  promise: PromiseLike<unknown>,
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const error = await rejection(promise);
  if (error instanceof type) return error as E;
  throw new Error(`It was rejected with something else than ${type.name}.`, { cause: error });
}
