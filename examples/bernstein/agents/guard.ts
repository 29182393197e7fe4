/**
 * Runs one command, and sees to it that the command does not outlive the orchestrator.
 *
 * A process of its own that stands between the two. Its stdin is a pipe that the orchestrator holds open. However the
 * orchestrator ends, also by SIGKILL, the system closes that pipe; the guard then ends the command: with SIGTERM, and after
 * the grace with SIGKILL. The orchestrator asks for the same by closing the pipe itself. When the command has ended, the guard
 * kills what it left behind.
 *
 * The first line on stdin is the order, as JSON. The command's output goes straight to our stdout and stderr. The exit code is
 * the command's own, or 128 and the number of the signal that ended it, as shells have it.
 *
 * @module
 */
import { constants } from "node:os";
import { kill, killMarked, MARK } from "./marked.ts";

/** What a guard is to run. */
export interface Order {
  /** The program. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** The folder that it runs in. */
  readonly cwd: string;
  /** What it is given on stdin. */
  readonly stdin: string;
  /** How long it has between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs: number;
}

/** Exit code of a command that could not be started, as shells have it. */
const NOT_STARTED = 127;

/** The order, and what settles when the pipe is closed; no order if it was closed before there was one. */
async function readOrder(): Promise<{ order: Order; released: Promise<void> } | undefined> {
  const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    text += value;
  }
  const released = (async () => {
    while (!(await reader.read()).done);
  })();
  return { order: JSON.parse(text), released };
}

/** Gives the exit code. */
async function guard(order: Order, released: Promise<void>): Promise<number> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(order.command, {
      args: [...order.args],
      cwd: order.cwd,
      stdin: "piped",
      // A process group of its own, so that a signal reaches what the command has started as well, and not us.
      detached: true,
    }).spawn();
  } catch (error) {
    console.error(`Cannot start "${order.command}": ${error instanceof Error ? error.message : error}`);
    return NOT_STARTED;
  }
  // A command need not read its stdin.
  new Blob([order.stdin]).stream().pipeTo(child.stdin).catch(() => {});

  const ended = child.status;
  const first = await Promise.race([ended, released]);
  if (first === undefined) {
    kill(-child.pid, "SIGTERM");
    const timer = setTimeout(() => kill(-child.pid, "SIGKILL"), order.graceMs);
    await ended;
    clearTimeout(timer);
  }
  const { code, signal } = await ended;
  kill(-child.pid, "SIGKILL");
  const mark = Deno.env.get(MARK);
  if (mark !== undefined) await killMarked(mark);
  return signal === null ? code : 128 + constants.signals[signal as keyof typeof constants.signals];
}

if (import.meta.main) {
  const given = await readOrder();
  Deno.exit(given === undefined ? 0 : await guard(given.order, given.released));
}
