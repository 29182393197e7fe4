/**
 * Runs commands under a guard, with a deadline and a bound on what they write.
 *
 * @module
 */
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import type { Order } from "./guard.ts";
import { kill, killMarked, MARK } from "./marked.ts";
import { Output } from "./output.ts";

const GUARD = fileURLToPath(new URL("./guard.ts", import.meta.url));

/** How much longer than the grace a guard may take before it is killed itself. */
const GUARD_MS = 10_000;

/** How long what a command wrote may take to be read when nothing that we can find is left of it, in milliseconds. */
const READ_MS = 1000;

/** A command, and what it is held to. */
export interface GuardedCommand extends Order {
  /** Marks its processes, so that they can be found whatever happens. No two that run at once may have the same. */
  readonly mark: string;
  /** Environment variables on top of our own. */
  readonly env: Readonly<Record<string, string>>;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How much it may write to stdout and stderr together, in bytes. */
  readonly outputBytes: number;
}

/** How a command ended. */
export interface Ending {
  /** Whether it ended by itself, with exit code 0. */
  readonly success: boolean;
  /** How, such as `"exited with code 0"`. */
  readonly reason: string;
  /** The end of what it wrote. */
  readonly output: string;
}

/**
 * Runs a command to its end, and until nothing that it started is left, as far as that can be found.
 *
 * @param command The command.
 * @param stop Ends it early; the signal's reason says why, as in `"the orchestrator was stopped"`.
 * @param onLine Gets each line that it writes.
 * @returns How it ended. A command that cannot be started has ended with exit code 127.
 */
export async function runGuarded(
  command: GuardedCommand,
  stop: AbortSignal,
  onLine: (line: string) => void = () => {},
): Promise<Ending> {
  const { mark, env, timeoutMs, outputBytes, ...order } = command;
  const guard = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--no-lock", "--no-prompt", "--allow-all", GUARD],
    env: { ...env, [MARK]: mark },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // Ctrl-C in the terminal is for the orchestrator alone, which ends its agents in its own way.
    detached: true,
  }).spawn();
  const lifeline = guard.stdin.getWriter();

  let cut: string | undefined;
  const end = (reason: string) => {
    if (cut !== undefined) return;
    cut = reason;
    lifeline.close().catch(() => {});
    // Of no use unless something is wrong with the guard itself.
    timers.push(setTimeout(() => kill(guard.pid, "SIGKILL"), order.graceMs + GUARD_MS));
  };
  const timers = [setTimeout(() => end(`did not finish within ${timeoutMs / 1000} s`), timeoutMs)];
  const onStop = () => end(String(stop.reason));
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop);

  const output = new Output(onLine, outputBytes, () => end(`wrote more than ${outputBytes} bytes`));
  lifeline.write(new TextEncoder().encode(`${JSON.stringify(order satisfies Order)}\n`)).catch(() => {});
  const unread = new AbortController();
  const [status] = await Promise.all([
    guard.status.finally(async () => {
      // A guard that was killed leaves what it guarded, which holds the output open.
      await killMarked(mark);
      // So does what cannot be found, and nobody knows how long.
      timers.push(setTimeout(() => unread.abort(), READ_MS));
    }),
    output.read(guard.stdout, unread.signal),
    output.read(guard.stderr, unread.signal),
  ]);
  timers.forEach(clearTimeout);
  stop.removeEventListener("abort", onStop);
  await lifeline.close().catch(() => {});
  return {
    success: cut === undefined && status.code === 0,
    reason: cut ?? describe(status.code),
    output: output.tail,
  };
}

/** Ends all processes that a run has marked, and waits until they are gone. What was running is cut off without grace. */
export async function endRun(run: string): Promise<void> {
  await killMarked(`${run}:`);
}

/** Signals by number. Some have a second name, which is the less known one. */
const SIGNALS = new Map(
  Object.entries(constants.signals).toReversed().map(([name, number]) => [number as number, name]),
);

function describe(code: number): string {
  const signal = SIGNALS.get(code - 128);
  return signal === undefined ? `exited with code ${code}` : `was ended by ${signal}`;
}
