/**
 * Which plugin did what, for the terminal.
 *
 * @module
 */
import type { PluginManager } from "@tenon/tenon";
import type { Note } from "./agent.ts";
import type { CrowSpec } from "./hooks.ts";

interface Line {
  readonly hook: string;
  readonly plugin: string;
  readonly notes: string[];
}

/**
 * Writes down which plugins each hook call is for, as a monitor of the plugin manager, and beside them what they say of
 * themselves. Whether a plugin was reached behind the first answer of a `firstresult` hook, a monitor is not told. With
 * several sessions at a time the lines of one would mix with those of another.
 */
export class Journal implements Disposable {
  #lines: Line[] = [];
  readonly #stop: () => void;

  /** Begins to write. */
  constructor(plugins: PluginManager<CrowSpec>) {
    this.#stop = plugins.addHookcallMonitoring((hook, impls) => {
      // The impls are given in the order in which they are kept; calls go the other way.
      for (const { pluginName } of impls.toReversed()) this.#lines.push({ hook, plugin: pluginName, notes: [] });
    }, () => {});
  }

  /** Adds what a plugin says to the last call that it was part of. */
  add({ plugin, text, problem }: Note): void {
    const note = (problem ? `! ${text}` : text).replaceAll("\n", "\n    ");
    const line = this.#lines.findLast((line) => line.plugin === plugin);
    if (line !== undefined) line.notes.push(note);
    else this.#lines.push({ hook: "", plugin: plugin ?? "", notes: [note] });
  }

  /** Gives what was written since the last time, a line for each plugin that was called. */
  take(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    const wide = (key: "hook" | "plugin") => Math.max(0, ...lines.map((line) => line[key].length));
    const [hooks, plugins] = [wide("hook"), wide("plugin")];
    return lines.map(({ hook, plugin, notes }) =>
      `${hook.padEnd(hooks)}  ${plugin.padEnd(plugins)}  ${notes.join("; ") || "(says nothing)"}`
    );
  }

  /** Stops writing. */
  [Symbol.dispose](): void {
    this.#stop();
  }
}
