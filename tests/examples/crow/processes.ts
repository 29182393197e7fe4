/**
 * Looks after processes that a test has had started.
 *
 * @module
 */

/** The process whose id a command writes to a file, and a line break after it. */
export async function pidIn(path: string): Promise<number> {
  const read = () => Deno.readTextFile(path).catch(() => "");
  await until("a process is named", async () => (await read()).endsWith("\n"));
  return Number(await read());
}

/** Waits until a process is gone. One that has ended and is not yet collected is gone. */
export async function gone(pid: number): Promise<void> {
  await until(`process ${pid} is gone`, () => Promise.resolve(!isAlive(pid)));
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !await isSo();) {
    if (Date.now() > end) throw new Error(`it never came to be that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process runs. One that has ended and is not yet collected does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
