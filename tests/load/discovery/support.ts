/** What the tests of discovery share: packages that are plugins, and hosts that discover them. */
import { type HostOptions, type HostResult, runHost } from "../host.ts";
import { type Entries, standaloneText } from "../support.ts";
import type { JsrPackage } from "../../support/jsr_registry.ts";
import type { NpmPackage } from "../../support/npm_registry.ts";

/** The module of a plugin that says a word. */
export function says(word: string): string {
  return standaloneText(`export default { say: hookimpl(() => ${JSON.stringify(word)}) };`);
}

/** A package on JSR whose export is a plugin. */
export function jsrPlugin(name: string, text: string = says(name), version = "1.0.0"): JsrPackage {
  const exports = { ".": "./mod.ts", "./demo": "./demo.ts" };
  return { name, version, exports, files: { "/mod.ts": "export {};", "/demo.ts": text } };
}

/** A package on npm whose export is a plugin. */
export function npmPlugin(name: string, text: string = says(name)): NpmPackage {
  const json = { type: "module", exports: { ".": "./index.js", "./demo": "./demo.js" } };
  return { name, json, files: { "index.js": "", "demo.js": text } };
}

/** A module that leaves a line behind if its code runs. */
export const leavesLine = "console.log('it ran');";

/** What is printed after loading: the words of the plugins, and the lines of the report. */
const then = `console.log("said", ...pm.hook.say({ to: "" }));
for (const { name, specifier, found, state, isolation, error, note } of report.plugins) {
  console.log(["line", name, specifier, found, state, isolation, error?.stage, error?.code].join(" "));
  if (error) console.log("error", error.message, "|", error.hint);
  if (note) console.log("note", note);
}
for (const note of report.notes) console.log("notes", note);`;

/** What a host with discovery printed. */
export interface Discovery extends HostResult {
  /** What the plugins said, in the order in which they were called. */
  readonly said: readonly string[];
  /** Name, specifier, where it was found, state, where it runs, and stage and code of its error. */
  readonly report: readonly string[];
  /** Messages and hints. */
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

/** Starts a host that discovers plugins, with modules in a cache of its own. `imports` are its dependencies. */
export async function runDiscovery(options: HostOptions & { entries?: Entries } = {}): Promise<Discovery> {
  const { entries = {}, env = {}, ...more } = options;
  const result = await runHost(entries, {
    ownCache: true,
    ...more,
    env: { TENON_DISABLE_AUTOLOAD: "", ...env },
    then: `${more.then ?? ""}\n${then}`,
  });
  const after = (word: string) =>
    result.lines.filter((line) => line.startsWith(`${word} `) || line === word).map((line) =>
      line.slice(word.length + 1)
    );
  return {
    ...result,
    said: after("said")[0]?.split(" ").filter((word) => word !== "") ?? [result.stderr],
    report: after("line").map((line) => line.trim()),
    errors: after("error"),
    notes: [...after("note"), ...after("notes")],
  };
}
