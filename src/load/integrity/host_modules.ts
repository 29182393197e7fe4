import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  fetchFlag,
  type FoundModules,
  type GraphOwner,
  NO_LOCK,
  parseGraph,
  readLock,
  runDeno,
} from "../../sandbox/graph/mod.ts";

/** The modules as the host would load them, or why Deno will not. */
export type HostModules =
  | (FoundModules & { readonly failure?: undefined })
  | {
    readonly failure: string;
    /** Whether importing them would end the host: Deno does that where a hash is not the one that it knows. */
    readonly ends: boolean;
  };

/** Deno's exit code where what it loads has not the hash that it must have. */
const CODE_OF_TAMPERED = 10;

/**
 * Looks at the modules that the host would load, in the cache that it would load them from; what is not there yet is fetched.
 * None of their code runs. Deno itself computes the hashes, by writing a lock of them.
 */
export async function lookAtHostModules(
  url: string,
  hostLock: string | undefined,
  owner: GraphOwner,
  signal: AbortSignal | undefined,
): Promise<HostModules> {
  const folder = await Deno.makeTempDir({ prefix: "tenon-look-" });
  try {
    const lock = join(folder, "lock.json");
    // What the host has pinned holds here as well; and its own lock is for the host to write.
    if (hostLock !== undefined) await Deno.copyFile(hostLock, lock);
    // The host loads from hosts of its own choice; which, it does not tell.
    const mayImport = Deno.permissions.querySync({ name: "import" }).state === "granted";
    const args = ["info", "--json", `--lock=${lock}`, fetchFlag(mayImport || [], [url]), url];
    const { code, stdout, stderr } = await runDeno(args, undefined, owner, signal, projectFolder());
    const graph = code === 0 ? parseGraph(stdout) : undefined;
    if (graph === undefined) return { failure: said(stderr), ends: code === CODE_OF_TAMPERED };
    return { graph, lock: await readLock(lock, owner).catch(() => NO_LOCK), files: [] };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The folder whose configuration Deno has found when it started the host. */
export function projectFolder(): string | undefined {
  try {
    return Deno.mainModule.startsWith("file:") ? dirname(fileURLToPath(Deno.mainModule)) : undefined;
  } catch {
    // Who may not read it has the working folder's.
    return undefined;
  }
}

/** The source of a local file. */
export async function readSource(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(fileURLToPath(url.replace(/[?#].*$/, ""))));
}

/**
 * Has Deno load the modules into the host without running any: from then on they stay what they are, even if the host was
 * started with `--reload` and the server answers differently the next time.
 */
export async function preload(url: string): Promise<void> {
  const text = `export const load = () => import(${JSON.stringify(url)});`;
  await import(`data:text/javascript,${encodeURIComponent(text)}`);
}

/** What Deno says has gone wrong, on one line. */
export function said(stderr: string): string {
  const [plain = ""] = stderr.replace(/\p{Cc}\[\d+m/gu, "").split(/^Stack backtrace:/m);
  const lines = plain.split("\n").map((line) => line.trim()).filter((line) =>
    !/^(?:Download |Initialize |$)/.test(line)
  );
  const begin = lines.findIndex((line) => line.startsWith("error: "));
  return lines.slice(Math.max(begin, 0)).join(" ").replace(/^error: /, "").slice(0, 600);
}
