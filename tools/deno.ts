/**
 * Runs Deno as a part of a task.
 *
 * @module
 */
import { ROOT } from "./std.ts";

/** How one run of Deno differs from a plain one. */
export interface RunOptions {
  /** Environment variables on top of our own. */
  readonly env?: Record<string, string>;
  /** Gets what the run writes to stdout, which is passed on as well. */
  readonly onStdout?: (text: string) => void;
}

/** Exit code of what was interrupted, as shells have it. */
const INTERRUPTED = 130;

let current: Deno.ChildProcess | undefined;
let interrupted = false;

/**
 * Runs this same Deno in the repository, with our stdin, stdout and stderr.
 *
 * @param args The subcommand and its arguments.
 * @param options Settings.
 * @returns The exit code.
 */
export async function deno(args: readonly string[], options: RunOptions = {}): Promise<number> {
  if (interrupted) return INTERRUPTED;
  const { env = {}, onStdout } = options;
  current = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env,
    stdout: onStdout ? "piped" : "inherit",
  }).spawn();
  if (onStdout) {
    const decoder = new TextDecoder();
    for await (const bytes of current.stdout) {
      onStdout(decoder.decode(bytes, { stream: true }));
      await writeAll(bytes);
    }
  }
  const { code } = await current.status;
  current = undefined;
  return code;
}

/** Makes this process outlive the run that a signal ends, so that the exit code is the run's own. */
export function passOnSignals(): void {
  // A terminal sends Ctrl-C to every process of the task; a second one from us would cut the run's clean-up short.
  Deno.addSignalListener("SIGINT", () => {
    interrupted = true;
  });
  if (Deno.build.os === "windows") return;
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {
      interrupted = true;
      current?.kill(signal);
    });
  }
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await Deno.stdout.write(bytes.subarray(written));
}
