/** What the tests of loading share: a project named "demo", its plugins as files, and hosts in processes of their own. */
import {
  type EntryInput,
  type First,
  type Historic,
  type HookimplMarker,
  hookimplMarker,
  hookspecMarker,
  type LoadOptions,
  type LoadReport,
  PluginManager,
  type PluginReport,
} from "@tenon/tenon";
import { TempFolder } from "../support/temp_folder.ts";

const hookspec = hookspecMarker("demo");

/** The hooks of the project. */
export class DemoSpec {
  /** Gives a text. */
  @hookspec
  say(_: { to: string }): string | void {}

  /** The first to answer wins. */
  @hookspec({ firstresult: true })
  async find(_: { id: number }): Promise<First<string> | void> {}

  /** Remembered for those who come later. */
  @hookspec({ historic: true })
  async configure(_: { value: number }): Promise<Historic | void> {}
}

/** For plugins that are not in files. */
export const hookimpl: HookimplMarker<DemoSpec> = hookimplMarker("demo");

/** Where Tenon is, for modules that no import map leads there. */
export const TENON = new URL("../../mod.ts", import.meta.url).href;

/** A manager of the project. */
export function demo(): PluginManager<DemoSpec> {
  return new PluginManager<DemoSpec>("demo", DemoSpec, { onWarning() {} });
}

/** The text of a plugin's module, which has `hookimpl`. */
export function moduleText(body: string): string {
  return `import { hookimplMarker } from ${
    JSON.stringify(TENON)
  };\nconst hookimpl = hookimplMarker("demo");\n${body}\n`;
}

/** The same for modules that cannot reach Tenon here: the mark that `hookimpl` makes, made by hand. */
export function standaloneText(body: string): string {
  const mark =
    `{ format: 1, tryfirst: false, trylast: false, wrapper: false, hookwrapper: false, optionalhook: false }`;
  return `const hookimpl = (fn) => Object.assign(fn, { [Symbol.for("tenon.hookimpl:demo")]: ${mark} });\n${body}\n`;
}

/** Entries as in a manifest, save that they are granted what the host may do if they do not say otherwise. */
export type Entries = Readonly<Record<string, string | (Partial<EntryInput> & { readonly from: string })>>;

/** Makes the entries of a manifest. */
export function granted(entries: Entries): { plugins: Record<string, EntryInput> } {
  const full = Object.entries(entries).map(([name, entry]) => {
    return [name, { permissions: "inherit", ...(typeof entry === "string" ? { from: entry } : entry) }] as const;
  });
  return { plugins: Object.fromEntries(full) };
}

/** A folder with plugins. */
export class PluginFolder extends TempFolder {
  /** Writes the module of a plugin; `hookimpl` is there. Gives a specifier for it. */
  plugin(name: string, body: string): string {
    this.write(name, moduleText(body));
    return `./${name}`;
  }

  /** Loads entries that are relative to this folder. */
  async load(pm: PluginManager<DemoSpec>, entries: Entries, options: LoadOptions = {}): Promise<LoadReport> {
    return await pm.load(granted(entries), { base: `file://${this.path}/`, ...options });
  }

  /** Loads a plugin that is the whole of a module; gives its line of the report. */
  async loadOne(
    body: string,
    entry: Partial<EntryInput> = {},
    pm: PluginManager<DemoSpec> = demo(),
  ): Promise<PluginReport> {
    const report = await this.load(pm, { p: { from: this.plugin("p.ts", body), ...entry } });
    return report.plugins[0]!;
  }
}

/** How a plugin failed: stage and code. */
export function failure({ error }: PluginReport): string | undefined {
  return error && `${error.stage} ${error.code}`;
}

/** The states of all plugins by their names. */
export function states(report: LoadReport): Record<string, string> {
  return Object.fromEntries(report.plugins.map(({ name, state }) => [name, state]));
}
