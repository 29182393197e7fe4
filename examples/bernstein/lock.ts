import { dirname } from "@std/path";
import { DatabaseError } from "./queue/database.ts";

/**
 * Sees to it that one orchestrator at most is at work on a run.
 *
 * @param path The database of the run; the lock is a file beside it. The folder of both is made if it is not there.
 * @returns What lets go of the lock when it is disposed of; undefined if another process has it. The system lets go of it
 *   for a process that ends, however it ends.
 * @throws {DatabaseError} If the folder or the lock cannot be made.
 */
export function lockRun(path: string): Disposable | undefined {
  const folder = dirname(path);
  attempt(`make the folder ${folder}`, () => Deno.mkdirSync(folder, { recursive: true }));
  const lock = `${path}.lock`;
  const file = attempt(`lock the database ${path}`, () => Deno.openSync(lock, { create: true, write: true }));
  if (attempt(`lock the database ${path}`, () => file.tryLockSync(true))) return file;
  file.close();
  return undefined;
}

function attempt<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`Cannot ${what}: ${why}. Name another database with --db.`, { cause: error });
  }
}
