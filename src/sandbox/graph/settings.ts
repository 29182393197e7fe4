import { join } from "node:path";
import { hashOf } from "./deno_dir.ts";
import { writeWhole } from "./files.ts";

/** The files by which Deno loads one plugin as its project would. */
export interface Settings {
  /** The text of a deno.json with nothing but compiler options. */
  readonly config: string;
  /** The text of an import map. */
  readonly importMap: string;
  /** The text of an .npmrc. */
  readonly npmrc: string;
}

/**
 * Writes settings into a folder that is named after what they say, so that those of a process that runs never change.
 *
 * @returns The folder.
 */
export async function keepSettings(denoDir: string, settings: Settings): Promise<string> {
  const folder = join(denoDir, "settings", await hashOf(JSON.stringify(settings)));
  try {
    await Deno.stat(folder);
    return folder;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(join(denoDir, "settings"), { recursive: true });
  const part = await Deno.makeTempDir({ dir: denoDir, prefix: "settings-" });
  await writeSettings(part, settings);
  try {
    await Deno.rename(part, folder);
  } catch (error) {
    // Somebody else was faster, with the same content.
    await Deno.remove(part, { recursive: true });
    await Deno.stat(folder).catch(() => Promise.reject(error));
  }
  return folder;
}

/** Writes settings into a folder. */
export async function writeSettings(folder: string, { config, importMap, npmrc }: Settings): Promise<void> {
  await Promise.all([
    writeWhole(join(folder, "deno.json"), config),
    writeWhole(join(folder, "import_map.json"), importMap),
    writeWhole(join(folder, ".npmrc"), npmrc),
  ]);
}

/** The flags with which Deno uses the settings in a folder. */
export function settingsFlags(folder: string): string[] {
  return [
    `--config=${join(folder, "deno.json")}`,
    `--import-map=${join(folder, "import_map.json")}`,
    "--node-modules-dir=none",
  ];
}

/** The lock that belongs to the settings in a folder and was made last. */
export function newestLock(folder: string): string {
  return join(folder, "lock.json");
}

/** Where a lock of this text is kept. */
export async function lockPath(folder: string, text: string): Promise<string> {
  return join(folder, `${await hashOf(text)}.lock`);
}

/** Keeps a lock beside its settings under a name of its own, so that a process that runs keeps the one it began with. */
export async function keepLock(folder: string, text: string): Promise<string> {
  const path = await lockPath(folder, text);
  await writeWhole(path, text);
  await writeWhole(newestLock(folder), text);
  return path;
}
