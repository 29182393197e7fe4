/**
 * Starts Deno from a test, with `@std` and `@tenon/tenon` coming from where they come from in the test itself.
 *
 * @module
 */

/** How a run of Deno ended, and what it wrote. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of {@linkcode runDeno}. */
export interface RunDenoOptions {
  /** The folder to run in. */
  readonly cwd?: string | URL;
  /** Environment variables on top of the test's own. */
  readonly env?: Record<string, string>;
  /** What the run can read from stdin; by default it is empty. */
  readonly stdin?: string;
  /** After how many milliseconds the run is killed; by default a minute. */
  readonly timeout?: number;
}

/**
 * Puts the flags that make `@std` and `@tenon/tenon` resolve, in whatever folder, into the arguments of Deno.
 *
 * @param subcommand One that takes an import map, such as `run`, `test`, `check` or `info`.
 * @param args What follows it.
 * @returns The arguments for `Deno.execPath()`.
 */
export function denoArgs(subcommand: string, ...args: string[]): string[] {
  // The tasks set it. In a bare `deno test`, deno.json alone has to do, which is enough where JSR can be reached.
  const given = Deno.env.get("TENON_DENO_FLAGS");
  const flags: string[] = given ? JSON.parse(given) : [`--config=${import.meta.dirname}/../../deno.json`];
  return [subcommand, ...flags, ...args];
}

/**
 * Runs Deno to its end.
 *
 * @param args The subcommand, and what follows it.
 * @param options Settings.
 * @returns How it ended.
 */
export async function runDeno(args: [string, ...string[]], options: RunDenoOptions = {}): Promise<RunResult> {
  const { cwd, env = {}, stdin = "", timeout = 60_000 } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: denoArgs(...args),
    env: { NO_COLOR: "1", ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
  try {
    const [output] = await Promise.all([child.output(), feed(child.stdin, stdin)]);
    const decoder = new TextDecoder();
    return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
  } finally {
    clearTimeout(timer);
  }
}

/** A process may end without having read its stdin. */
async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  try {
    await new Blob([text]).stream().pipeTo(stdin);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
