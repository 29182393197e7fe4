import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  fetchEnvironment,
  type GraphOwner,
  ownDenoDir,
  parseGraph,
  readNpmrc,
  runDeno,
  settingsFlags,
  writeSettings,
} from "../../sandbox/graph/mod.ts";
import type { FoundNpmPackage } from "./found.ts";
import { said } from "./host_modules.ts";

/** A package that was unpacked from a tarball with the hash that it must have, or why there is none. */
export type VerifiedCopy = { readonly folder: string } | { readonly failure: string };

/**
 * Fetches a package into a folder of its own, under a lock that demands the hash: Deno unpacks only a tarball that has it. The
 * folder outlasts the process.
 *
 * Deno compares hashes when it fetches, with what the registry said then; a package that is in its cache is taken as it is. So
 * that the registry names the right hash today says nothing about what was fetched yesterday.
 */
export async function verifiedCopy(
  { name, version, tarball }: FoundNpmPackage,
  integrity: string,
  project: string | undefined,
  owner: GraphOwner,
  signal: AbortSignal | undefined,
): Promise<VerifiedCopy> {
  const denoDir = await ownDenoDir(["npm tarball", name, version, integrity], owner);
  const stage = await Deno.makeTempDir({ dir: denoDir, prefix: "stage-" });
  try {
    const npmrc = await readNpmrc(project);
    await writeSettings(stage, { config: "{}", importMap: "{}", npmrc: npmrc.whole });
    const lockPath = join(stage, "lock.json");
    const specifier = `npm:${name}@${version}`;
    const entry = { integrity, ...(tarball === undefined ? {} : { tarball }) };
    // Without dependencies, as only this package is wanted.
    const lock = { version: "5", specifiers: { [specifier]: version }, npm: { [`${name}@${version}`]: entry } };
    await Deno.writeTextFile(lockPath, JSON.stringify(lock));
    const flags = [...settingsFlags(stage), `--lock=${lockPath}`, "--frozen"];
    const env = fetchEnvironment(denoDir, npmrc.variables);
    const { code, stderr } = await runDeno(["cache", ...flags, specifier], env, owner, signal);
    if (code !== 0) return { failure: said(stderr) };
    const { stdout } = await runDeno(["info", "--json", ...flags, specifier], env, owner, signal);
    const folder = parseGraph(stdout)?.npmFolders.get(`${name}@${version}`);
    return folder === undefined ? { failure: "Deno does not say where it has put it." } : { folder };
  } finally {
    await Deno.remove(stage, { recursive: true });
  }
}

/** Gives the path in the folder `used` of something that is not as in the folder `verified`, or nothing if all is the same. */
export async function differenceIn(used: string, verified: string): Promise<string | undefined> {
  const [root, one, other] = [await realpath(used), await hashes(used), await hashes(verified)];
  const different = [...new Set([...one.keys(), ...other.keys()])].find((path) => one.get(path) !== other.get(path));
  return different === undefined ? undefined : join(root, different);
}

/** The hashes of all files in a folder, by path. What is neither file nor folder has its kind in place of a hash. */
async function hashes(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) await walk(path);
      else found.set(path, entry.isFile() ? await hashOf(join(folder, path)) : "link or device");
    }
  };
  if ((await stat(folder)).isDirectory()) await walk("");
  return found;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
