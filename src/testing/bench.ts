import { UsageError } from "../engine/mod.ts";
import type { PluginReport } from "../load/report.ts";
import { PluginManager, type Relay } from "../manager/mod.ts";
import type { EntryInput, PermissionSet } from "../manifest/types.ts";
import type { AnyCall, Call } from "./calls.ts";
import { type Host, partsOf } from "./host.ts";
import { record } from "./record.ts";

/** Where a plugin runs in a test: in the isolate of the test itself, or in a process or worker of its own. */
export type BenchIsolation = "host" | "process" | "worker";

/** Options of {@linkcode testPlugin}. */
export interface TestPluginOptions {
  /** What the plugin is constructed with, as an entry of a manifest has it. */
  readonly options?: unknown;
  /** Where it runs. In a process of its own by default, as without a word in a manifest. */
  readonly isolation?: BenchIsolation;
  /**
   * What it may do where it is isolated: nothing by default. Paths are relative to the working folder. In the host it may do
   * what the test may.
   */
  readonly permissions?: "none" | PermissionSet;
  /** Whether it is known that it can get around its permissions, as any plugin can that runs programs. */
  readonly dangerous?: boolean;
  /** Its name: `"plugin"` by default. */
  readonly name?: string;
  /** Plugins that stand beside it, by name. They are registered before it, in this order, and so called after it. */
  readonly beside?: Readonly<Record<string, object>>;
}

/** A plugin under test, in a host of its own. Made by {@linkcode testPlugin}. */
export interface Bench<S> extends AsyncDisposable {
  /** Calls the host's hooks, as the host would: `bench.hook.NAME(args)`. */
  readonly hook: Relay<S>;
  /** The calls of impls so far, of all plugins, in the order in which they began. */
  readonly calls: readonly Call<S>[];
  /** What loading the plugin did: its hooks, what it may do, what it wants besides. */
  readonly report: PluginReport;
  /** The manager, for all else: more plugins, events, scopes. */
  readonly plugins: PluginManager<S>;
}

/**
 * Loads a plugin as a host would, into a manager that has the host's specs, and records what impls are called.
 *
 * @param host The class of the host's specs, or `{ project, specs }`.
 * @param plugin Where the plugin is: usually `import.meta.resolve("./plugin.ts")`.
 * @param options What it is given, and where it runs.
 * @returns A bench to try it on. Disposing of it ends the plugin; what the plugin throws at that, that throws.
 * @throws {LoadError} If the plugin cannot be loaded, with the reason and the report that a host would get.
 * @throws {PluginValidationError} If a plugin beside it does not fit the host.
 * @throws {UsageError} If the path is a relative one, or the environment switches the plugin off.
 *
 * @example
 * ```ts
 * import { hookspecMarker } from "@tenon/tenon";
 * import { testPlugin } from "@tenon/tenon/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hookspec = hookspecMarker("desk");
 * class DeskSpec {
 *   @hookspec
 *   async onTicket(_: { text: string }): Promise<string | void> {}
 * }
 *
 * // In a test of yours: import.meta.resolve("./plugin.ts")
 * const plugin = `data:text/javascript,${encodeURIComponent(`
 *   const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:desk")]: { format: 1 } });
 *   export default ({ mark }) => ({ onTicket: hookimpl(({ text }) => text + mark) });
 * `)}`;
 *
 * await using bench = await testPlugin(DeskSpec, plugin, { options: { mark: "!" }, isolation: "host" });
 * assertEquals(await bench.hook.onTicket({ text: "help" }), ["help!"]);
 * assertEquals(bench.report.hooks, ["onTicket"]);
 * assertEquals(bench.calls.map(({ hook, value }) => [hook, value]), [["onTicket", "help!"]]);
 * ```
 */
export async function testPlugin<S>(
  host: Host<S>,
  plugin: string | URL,
  options: TestPluginOptions = {},
): Promise<Bench<S>> {
  const { name = "plugin", beside = {} } = options;
  const from = String(plugin);
  if (/^\.{1,2}[\/\\]/.test(from)) {
    throw new UsageError(
      "relative-plugin",
      `Cannot test plugin '${name}' from ${from}: the path is relative, and nothing says to what. ` +
        `Write import.meta.resolve(${JSON.stringify(from)}).`,
      { plugin: name, source: from },
    );
  }
  const { project, specs } = partsOf(host);
  const plugins = new PluginManager<S>(project, specs);
  try {
    const calls: AnyCall[] = [];
    record(plugins, calls);
    for (const [other, object] of Object.entries(beside)) await plugins.registerAsync(object, other);
    // Where specs do not list a hook, only this tells a plugin beside that has an impl of it.
    plugins.checkPending();
    const report = await load(plugins, name, from, options);
    return {
      hook: plugins.hook,
      calls: calls as unknown as readonly Call<S>[],
      report,
      plugins,
      [Symbol.asyncDispose]: () => plugins[Symbol.asyncDispose](),
    };
  } catch (error) {
    await plugins.close();
    throw error;
  }
}

async function load<S>(
  plugins: PluginManager<S>,
  name: string,
  from: string,
  { options, isolation = "process", permissions = "none", dangerous }: TestPluginOptions,
): Promise<PluginReport> {
  const entry: EntryInput = { from, ...(options === undefined ? {} : { options }) };
  const grant = isolation === "host"
    ? { permissions: "inherit" } as const
    : { permissions, isolation, ...(dangerous === undefined ? {} : { dangerous }) };
  const { plugins: [line] } = await plugins.load({ plugins: { [name]: entry } }, {
    strict: true,
    // What the author's own project depends on has no part in it.
    discover: false,
    grants: { [name]: grant },
  });
  if (line!.state === "loaded") return line!;
  throw new UsageError(
    "plugin-switched-off",
    `Cannot test plugin '${name}' from ${from}: the environment variable TENON_DISABLE switches it off.`,
    { plugin: name, source: from },
  );
}
