import { watchProcess } from "../guard/mod.ts";
import { GraphError, type GraphOwner } from "./errors.ts";

/** How a run of Deno ended. */
export interface DenoResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Throws a GraphError if the host may not start Deno. */
export function requireRun(owner: GraphOwner): void {
  const command = Deno.execPath();
  if (Deno.permissions.querySync({ name: "run", command }).state === "granted") return;
  throw new GraphError(
    "no-run-permission",
    owner,
    "it runs in a process of its own, and the host may not start Deno.",
    `Run the host with --allow-run=${command}, or give the plugin "permissions": "inherit" if you trust it.`,
  );
}

/** The most that Deno may write about a graph. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;
/** The most memory that Deno may need for a graph, in MiB. */
const MEMORY_MB = 512;
/** When to begin to watch the memory. Watching costs a process, and nearly all runs are over by then. */
const WATCH_AFTER_MS = 200;

/**
 * Runs Deno, with nothing but the given environment, or with that of the host if none is given, in the given folder or that
 * which the host works in.
 *
 * @throws {GraphError} If there is no Deno, as in a compiled program, or no end to what it reads or writes: a module may be a
 * link to a device.
 */
export async function runDeno(
  args: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
  owner: GraphOwner,
  signal: AbortSignal | undefined,
  cwd?: string,
): Promise<DenoResult> {
  signal?.throwIfAborted();
  if (Deno.build.standalone) {
    throw new GraphError(
      "no-deno",
      owner,
      "the host is a compiled program, and started as if it were Deno it would start itself, without end.",
      "Run the host with deno run.",
    );
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    ...(env === undefined ? {} : { env, clearEnv: true }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
    ...(cwd === undefined ? {} : { cwd }),
  }).spawn();
  let isOver = false;
  let forget: (() => Promise<void>) | undefined;
  const timer = setTimeout(() => {
    forget = watchProcess(child.pid, { memoryMb: MEMORY_MB, onOver: () => isOver = true });
  }, WATCH_AFTER_MS);
  const stop = () => {
    isOver = true;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended, and left more than can be read.
    }
  };
  const [stdout, stderr, { code }] = await Promise.all([
    textOf(child.stdout, stop),
    textOf(child.stderr, stop),
    child.status,
  ]);
  clearTimeout(timer);
  await forget?.();
  signal?.throwIfAborted();
  if (!isOver) return { code, stdout, stderr };
  throw new GraphError(
    "too-large",
    owner,
    "its modules are more than can be looked at.",
    "See whether it imports something endless, such as a link to a device.",
  );
}

/** What a stream carries, up to the limit. Calls `stop` if there is more. */
async function textOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>, stop: () => void): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length <= LONGEST_OUTPUT) chunks.push(chunk);
    else {
      stop();
      break;
    }
  }
  return await new Blob(chunks).text();
}
