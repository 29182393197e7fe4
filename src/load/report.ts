import type { Position } from "../manifest/mod.ts";
import { printable } from "../manifest/show.ts";
import type { PluginLoadError } from "./errors.ts";

/** What became of a plugin of the manifest. */
export type PluginState = "loaded" | "disabled" | "blocked" | "failed";

/** What loading did with one plugin. */
export interface PluginReport {
  /** The plugin's name in the manifest; that of its package, if it was discovered. */
  readonly name: string;
  /** Where it is loaded from, as the manifest says it, or as it was discovered. */
  readonly specifier: string;
  /** How it was found: `"manifest"`, or the file that names it, such as `"deno.json"`, if it was discovered. */
  readonly found: string;
  /** Where it stands in the manifest, if that was read from a text. */
  readonly position: Position | undefined;
  /** What became of it. */
  readonly state: PluginState;
  /** Where it runs: in the host's own isolate, or in a process or worker of its own. Only for loaded plugins. */
  readonly isolation: "host" | "process" | "worker" | undefined;
  /**
   * What it may do: `"inherit"` for all that the host may, `"none"`, or what was granted in words. `undefined` if nobody
   * has looked.
   */
  readonly grant: string | undefined;
  /** What it says that it wants, in words, if its module exports `permissions` or its manifest only could ask. */
  readonly wanted: string | undefined;
  /** What of that is not granted, one text for each. */
  readonly missing: readonly string[];
  /** What it was denied while it was loaded, by Deno's own words: the permissions that its entry would need. */
  readonly needed: string | undefined;
  /** The hooks that it has impls of, in the order in which the hooks became known. */
  readonly hooks: readonly string[];
  /** Why it was not loaded. */
  readonly error: PluginLoadError | undefined;
  /** What the user should know besides. */
  readonly note: string | undefined;
  /** How long importing its module took, in milliseconds, what it imports included. */
  readonly importMs: number;
  /** How long it took in all, in milliseconds, waiting for its turn to be registered not included. */
  readonly totalMs: number;
}

/** What loading a manifest did: data, and with `toString` a table for people. */
export class LoadReport {
  /** The manifest's URL, or `undefined` for one that was given as an object without a base. */
  readonly manifest: string | undefined;
  /** What became of each plugin: those that were discovered, then those of the manifest, in its order. */
  readonly plugins: readonly PluginReport[];
  /** How long loading took in all, in milliseconds. */
  readonly totalMs: number;
  /** What the user should know that is about no plugin in particular. */
  readonly notes: readonly string[];

  /** Takes where the manifest is, what became of its plugins, how long it took in milliseconds, and what else to tell. */
  constructor(
    manifest: string | undefined,
    plugins: readonly PluginReport[],
    totalMs: number,
    notes: readonly string[] = [],
  ) {
    this.manifest = manifest;
    this.plugins = plugins;
    this.totalMs = totalMs;
    this.notes = notes;
  }

  /** Whether no plugin failed. Those that were switched off or blocked have not failed. */
  get ok(): boolean {
    return this.failed.length === 0;
  }

  /** The plugins that could not be loaded. */
  get failed(): readonly PluginReport[] {
    return this.plugins.filter(({ state }) => state === "failed");
  }

  /** A table of the plugins, and below it what went wrong and what to do about it. */
  toString(): string {
    const { plugins } = this;
    const notes = this.notes.map(printable);
    if (plugins.length === 0) return ["no plugins", ...notes].join("\n");
    const discovered = plugins.some(({ found }) => found !== "manifest");
    const rows = plugins.map((plugin) => [
      plugin.name,
      plugin.state,
      plugin.isolation ?? "-",
      plugin.grant ?? "-",
      plugin.state === "loaded" ? `${plugin.totalMs.toFixed(1)} ms` : "-",
      ...(discovered ? [plugin.found] : []),
      plugin.specifier,
      plugin.hooks.join(", ") || "-",
    ]);
    const details = plugins.flatMap(({ name, error, note, wanted, missing, needed }) => [
      ...(error ? [`${name}: ${error.message}`, ...(error.hint ? [`  ${error.hint}`] : [])] : []),
      ...(wanted && missing.length > 0
        ? [`${name}: it wants ${wanted}, and is not granted ${missing.join(", ")}.`]
        : []),
      ...(needed ? [`${name}: it was denied something. It would need ${needed}`] : []),
      ...(note ? [`${name}: ${note}`] : []),
    ]);
    return [
      ...table([
        ["plugin", "state", "runs in", "may", "time", ...(discovered ? ["found in"] : []), "from", "hooks"],
        ...rows,
      ]),
      ...details.map((text) => text.split("\n").map(printable).join("\n  ")),
      ...notes,
    ].join("\n");
  }
}

/** Lays rows out in columns, two blanks between them. What is in them comes from manifests and plugins. */
function table(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(printable));
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd());
}
