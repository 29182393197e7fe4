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

/** Runs Deno, with nothing but the given environment, or with that of the host if none is given. */
export async function runDeno(
  args: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal | undefined,
): Promise<DenoResult> {
  signal?.throwIfAborted();
  const output = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    ...(env === undefined ? {} : { env, clearEnv: true }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).output();
  signal?.throwIfAborted();
  const decoder = new TextDecoder();
  return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
}
