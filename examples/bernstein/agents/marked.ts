/**
 * Finds processes by a mark in their environment, and ends them.
 *
 * A process hands its environment on to those that it starts, so the mark also finds what has left its process group, such
 * as a server that an agent started in the background. Process ids could not do that, and are given again to others.
 *
 * Only Linux shows the environment of processes as files; elsewhere nothing is found here, and process groups must do.
 *
 * Guards import this file, and nothing else: it must not import what has to be resolved or downloaded.
 *
 * @module
 */

/** The variable that marks guards, and what they guard. */
export const MARK = "BERNSTEIN_GUARD";

/** How long a process that was killed may take to be gone: one that waits for a disk does not go at once. */
const GONE_MS = 5000;

/** Gives the ids of the processes whose mark begins with `prefix`, except this one. */
export function findMarked(prefix: string): number[] {
  if (Deno.build.os !== "linux") return [];
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && pid !== Deno.pid && markOf(pid)?.startsWith(prefix)) found.push(pid);
  }
  return found;
}

/** Kills the processes whose mark begins with `prefix`, except this one, and waits until they are gone. */
export async function killMarked(prefix: string): Promise<void> {
  const until = Date.now() + GONE_MS;
  for (let found = findMarked(prefix); found.length > 0 && Date.now() < until; found = findMarked(prefix)) {
    for (const pid of found) kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Sends a signal to a process, or with a negative id to a process group. It may be gone already. */
export function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // Gone, or no longer ours: nothing is left to be done about it.
  }
}

function markOf(pid: number): string | undefined {
  try {
    const environment = Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0");
    return environment.find((entry) => entry.startsWith(`${MARK}=`))?.slice(MARK.length + 1);
  } catch {
    // It has ended meanwhile, or belongs to somebody else.
    return undefined;
  }
}
