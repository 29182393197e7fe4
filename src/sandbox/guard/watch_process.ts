import { GuardProcess } from "./guard_process.ts";

/**
 * What a process may have in RAM besides its `memoryMb`, in MiB. Deno begins with 30, and a process that runs into its heap
 * limit was seen to have 55 more than the limit; the rest is for compiled code and for what is on the way.
 */
export const DENO_ITSELF_MB = 128;

/** How {@linkcode watchProcess} watches. */
export interface WatchOptions {
  /** How much memory the process may use, in MiB, beyond the {@linkcode DENO_ITSELF_MB} that Deno itself may need. */
  readonly memoryMb: number;
  /** Called when the process is killed because it uses more. Must not throw. */
  onOver(): void;
}

/** A process that is watched. */
interface Watch {
  readonly pid: number;
  readonly options: WatchOptions;
  /** Set once it is to be forgotten; settles when the guard has done so. */
  forgotten?: PromiseWithResolvers<void>;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** By a number of our own: the system may give the number of a process to another before the guard has forgotten it. */
const watches = new Map<number, Watch>();
let lastId = 0;
let guard: GuardProcess | undefined;
let restart: ReturnType<typeof setTimeout> | undefined;
let delayMs = FIRST_DELAY_MS;

/**
 * Watches a child process: it is killed when this process is gone, however that happened, and when it has more in RAM than
 * it may. The memory is looked at several times a second, on Windows not at all.
 *
 * The first call starts a small process, the guard, that serves all calls; it is started again if it is killed, and ends
 * when nothing is left to watch. It does not keep this process alive.
 *
 * @param pid The child, just started by this process.
 * @param options How much memory it may use, and what to call if it uses more.
 * @returns What ends watching: to be called as soon as the child's status is known, since its number may then be another's.
 * The promise settles when the guard has forgotten the child, and by then `onOver` was called if the guard killed it. The
 * last one settles when the guard has ended. Calling it again gives the same promise.
 * @throws What `Deno.Command` throws if Deno cannot be started.
 */
export function watchProcess(pid: number, options: WatchOptions): () => Promise<void> {
  const id = ++lastId;
  const watch: Watch = { pid, options };
  watches.set(id, watch);
  try {
    if (guard) guard.tell(order(id, watch));
    else if (restart === undefined) startGuard();
  } catch (error) {
    watches.delete(id);
    throw error;
  }
  let done: Promise<void> | undefined;
  return () => done ??= forget(id, watch);
}

async function forget(id: number, watch: Watch): Promise<void> {
  if (guard) {
    watch.forgotten = Promise.withResolvers();
    guard.tell(`forget ${id}`);
    guard.keepAlive(true);
    await watch.forgotten.promise;
  }
  watches.delete(id);
  if (watches.size === 0) await endGuard();
  else if (!someoneWaits()) guard?.keepAlive(false);
}

/** What to tell the guard, so that it watches. */
function order(id: number, { pid, options }: Watch): string {
  return `watch ${id} ${pid} ${Math.round((options.memoryMb + DENO_ITSELF_MB) * 1024)}`;
}

function someoneWaits(): boolean {
  return watches.values().some(({ forgotten }) => forgotten !== undefined);
}

function startGuard(): void {
  restart = undefined;
  const started = new GuardProcess(Array.from(watches, ([id, watch]) => order(id, watch)), hear);
  guard = started;
  started.ended.then(() => {
    if (guard !== started) return;
    guard = undefined;
    for (const { forgotten } of watches.values()) forgotten?.resolve();
    startGuardLater();
  });
}

/** Somebody has killed the guard, or it cannot start: the longer the latter lasts, the longer the wait. */
function startGuardLater(): void {
  const timer = setTimeout(() => {
    try {
      startGuard();
    } catch {
      startGuardLater();
    }
  }, delayMs);
  Deno.unrefTimer(timer);
  restart = timer;
  delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
}

async function endGuard(): Promise<void> {
  clearTimeout(restart);
  restart = undefined;
  const ending = guard;
  guard = undefined;
  await ending?.end();
}

function hear([word, id]: readonly string[]): void {
  delayMs = FIRST_DELAY_MS;
  const watch = watches.get(Number(id));
  if (word === "over") watch?.options.onOver();
  else if (word === "forgot") watch?.forgotten?.resolve();
}
