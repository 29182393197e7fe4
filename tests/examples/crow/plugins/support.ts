/**
 * What the tests of crow's plugins share: crow's real agent with plugins that are loaded as a manifest loads them.
 *
 * @module
 */
import type { EntryInput, PermissionSet } from "@tenon/tenon";
import { TinyHost } from "../support.ts";

/** Where the plugins run in a test. */
export type Place = "host" | "process";

/** A plugin to load. */
export interface Plugin {
  readonly options?: unknown;
  /** What it is granted where it is isolated. */
  readonly permissions?: PermissionSet;
}

/** The entry file of one of crow's plugins. */
export function pluginUrl(name: string): string {
  return new URL(`../../../../examples/crow/plugins/${name}/plugin.ts`, import.meta.url).href;
}

/** Loads plugins of crow into a host, by the names of their folders, one after the other. */
export async function load(host: TinyHost, place: Place, plugins: Readonly<Record<string, Plugin>>): Promise<void> {
  const entries = Object.entries(plugins).map(([name, { options, permissions = {} }]): [string, EntryInput] => [name, {
    from: pluginUrl(name),
    ...(options === undefined ? {} : { options }),
    permissions: place === "host" ? "inherit" : permissions,
  }]);
  await host.plugins.load({ plugins: Object.fromEntries(entries) }, { strict: true, discover: false });
}

/** A host with plugins of crow. It has to be disposed of. */
export async function hostWith(
  place: Place,
  plugins: Readonly<Record<string, Plugin>>,
  ...[others = {}, answer]: Partial<ConstructorParameters<typeof TinyHost>>
): Promise<TinyHost> {
  const host = new TinyHost(others, answer);
  try {
    await load(host, place, plugins);
    return host;
  } catch (error) {
    await host[Symbol.asyncDispose]();
    throw error;
  }
}

/** Registers a test once for the plugin in the host, and once for it in a process of its own. */
export function inBothPlaces(name: string, test: (place: Place) => Promise<void>): void {
  Deno.test(`${name} (in the host)`, () => test("host"));
  Deno.test(`${name} (in a process)`, () => test("process"));
}

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !isSo();) {
    if (Date.now() > end) throw new Error(`it never came to that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
