import { dirname, join } from "node:path";
import { variable } from "./environment.ts";
import { GraphError, type GraphOwner } from "./errors.ts";
import { resolve } from "./paths.ts";

/**
 * Makes the folder that Deno keeps the modules of one plugin in, and nothing else: what other plugins or the host have
 * fetched cannot be imported from there. It outlasts the process, so that the plugin starts fast the next time.
 *
 * @throws {GraphError} If the host may write nowhere.
 */
export async function ownDenoDir(identity: readonly string[], owner: GraphOwner): Promise<string> {
  const name = await hashOf(JSON.stringify(identity));
  const base = baseFolder();
  let cause: unknown;
  for (const make of [() => base, temporaryFolder]) {
    try {
      const parent = make();
      if (parent === undefined) continue;
      const folder = join(parent, FOLDER, name);
      await furnish(folder);
      return folder;
    } catch (error) {
      cause = error;
    }
  }
  throw new GraphError(
    "no-cache-permission",
    owner,
    "the host may not write to a folder where the plugin's modules could be kept.",
    base === undefined
      ? "Set DENO_DIR, and run the host with --allow-env=DENO_DIR and read and write access to that folder."
      : `Run the host with --allow-read and --allow-write for ${join(base, FOLDER)}.`,
    cause,
  );
}

/** SHA-256 of a text in hexadecimal, half of it. */
export async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash, 0, 16).toHex();
}

async function furnish(folder: string): Promise<void> {
  if (!mayReadAndWrite(folder)) throw new Deno.errors.NotCapable(`No read or write access to ${folder}`);
  // Deno wants a folder of this name for localStorage and the Cache API. Where a file stands they fail, in workers as well.
  const storage = join(folder, "location_data");
  if (await isFile(storage)) return;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await Deno.writeTextFile(storage, "", { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists) || !await isFile(storage)) throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The name of the folder that the modules of all plugins are kept in. */
const FOLDER = "tenon";

/** The folders that the modules of all plugins are kept in, as far as that can be told. */
export function pluginsFolders(): string[] {
  const lasting = lastingFolder();
  const mayUse = lasting !== undefined && mayReadAndWrite(lasting);
  try {
    if (!mayUse) temporaryFolder();
  } catch {
    // Then there is none, and no plugin can be started.
  }
  return [lasting, temporary].filter((folder) => folder !== undefined);
}

/** Whether a folder lies where no grant reaches that is not marked as dangerous, and outlasts the host. */
export function isLasting(denoDir: string): boolean {
  const lasting = lastingFolder();
  return lasting !== undefined && dirname(denoDir) === lasting;
}

function lastingFolder(): string | undefined {
  const base = baseFolder();
  return base === undefined ? undefined : join(base, FOLDER);
}

function mayReadAndWrite(path: string): boolean {
  return (["read", "write"] as const).every((name) => Deno.permissions.querySync({ name, path }).state === "granted");
}

/** Where Deno itself keeps what it has fetched. */
function baseFolder(): string | undefined {
  const set = variable("DENO_DIR");
  if (set !== undefined && set !== "") return resolve(set);
  const [name, ...below] = {
    windows: ["LOCALAPPDATA", "deno"],
    darwin: ["HOME", "Library", "Caches", "deno"],
  }[Deno.build.os as string] ?? ["HOME", ".cache", "deno"];
  const cache = Deno.build.os === "linux" ? variable("XDG_CACHE_HOME") : undefined;
  if (cache !== undefined && cache !== "") return join(cache, "deno");
  const home = variable(name!);
  return home === undefined || home === "" ? undefined : join(home, ...below);
}

let temporary: string | undefined;

/** A folder that is gone when the host ends. */
function temporaryFolder(): string {
  if (temporary === undefined) {
    const folder = temporary = Deno.makeTempDirSync({ prefix: "tenon-" });
    addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  }
  return temporary;
}
