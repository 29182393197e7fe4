/**
 * The demo: a project of six tasks, run in a folder of its own.
 *
 * @module
 */
import { join } from "@std/path";
import { fileURLToPath } from "node:url";
import type { RunView } from "../queue/view.ts";
import { runProject } from "../run.ts";

const PROJECT = fileURLToPath(new URL("./project.jsonc", import.meta.url));
const PLUGINS = fileURLToPath(new URL("./plugins.jsonc", import.meta.url));

/** What the demo leaves. */
export interface DemoResult {
  /** How the run stands at the end. */
  readonly view: RunView;
  /** The report that a plugin has written; undefined if there is none. */
  readonly report: string | undefined;
  /** The folder of it all. */
  readonly folder: string;
}

/** Runs the demo. Changes the working folder, which paths in the options of plugins are relative to. */
export async function runDemo(stop: AbortSignal): Promise<DemoResult> {
  const folder = await Deno.makeTempDir({ prefix: "bernstein-" });
  const project = join(folder, "project.jsonc");
  const manifest = join(folder, "plugins.jsonc");
  await Deno.copyFile(PROJECT, project);
  // What plugins may read and write is relative to the manifest; where they come from is not to be.
  const plugins = (await Deno.readTextFile(PLUGINS)).replaceAll('"../', `"${new URL("../", import.meta.url)}`);
  await Deno.writeTextFile(manifest, plugins);
  await Deno.mkdir(join(folder, "reports"));
  Deno.chdir(folder);
  const view = await runProject({ project, manifest, db: join(folder, ".bernstein", "project.db") }, stop);
  return { view, report: await readText(join(folder, "reports", "report.md")), folder };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
