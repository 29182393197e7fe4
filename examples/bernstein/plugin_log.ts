/**
 * Says what plugins do wrong, each time with the plugin's name.
 *
 * @module
 */
import type { LoadReport, PluginManager } from "@tenon/tenon";
import type { BernsteinSpec } from "./hookspecs.ts";

/** Writes a line for each thing that a plugin does wrong, from now on. */
export function logPlugins(plugins: PluginManager<BernsteinSpec>, log: (line: string) => void): void {
  const note = (plugin: string, text: string) => log(`plugin ${plugin}: ${text}`);
  plugins.on(
    "skip",
    ({ plugin, hook, error }) => note(plugin, `failed in ${hook}, and was left out: ${messageOf(error)}`),
  );
  plugins.on("quarantine", ({ when, plugin, reason }) => {
    if (when === "after") note(plugin, `is called no more: ${reason}`);
  });
  plugins.on("restart", ({ when, plugin, error }) => {
    if (when === "before") note(plugin, `died, and is started again: ${messageOf(error)}`);
    if (when === "failed") note(plugin, `could not be started again: ${messageOf(error)}`);
  });
  plugins.on("denied", ({ plugin, hint }) => note(plugin, `was denied something: ${hint}`));
  plugins.on("output", ({ plugin, text, dropped }) => {
    note(plugin, dropped > 0 ? `wrote too much, ${dropped} lines were dropped; then: ${text}` : `wrote: ${text}`);
  });
}

/** Writes which plugins were loaded, and what they may do, and why others were not. */
export function logReport(report: LoadReport, log: (line: string) => void): void {
  log(`plugins\n${report.toString().replace(/^(?=.)/gm, "  ")}`);
}

/**
 * Writes a line for each error that nobody catches, from now on, instead of ending the process as Deno would. They come from
 * plugins in the host, which share our process: what they throw in a timer, or in a promise that nobody waits for, does not
 * pass through their hooks.
 *
 * @returns What ends that when it is disposed of.
 */
export function catchFloating(log: (line: string) => void): Disposable {
  const listening = new AbortController();
  const { signal } = listening;
  const note = (event: Event, error: unknown) => {
    event.preventDefault();
    log(`an error that nobody caught, most likely of a plugin: ${messageOf(error)}`);
  };
  addEventListener("error", (event) => note(event, event.error), { signal });
  addEventListener("unhandledrejection", (event) => note(event, event.reason), { signal });
  return { [Symbol.dispose]: () => listening.abort() };
}

/** An error's message; what plugins throw may be anything, and may throw when it is looked at. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "something that cannot be shown";
  }
}
