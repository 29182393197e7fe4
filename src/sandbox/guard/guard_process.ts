import { guardMain } from "./main.ts";

/** A guard that runs: its process, and the lines that go in and out. */
export class GuardProcess {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  /** Settles when the process has ended and all that it said was heard. Never fails. */
  readonly ended: Promise<void>;

  /**
   * Starts a guard. It does not keep the event loop of this process alive.
   *
   * @param lines What it is told from the start: what is written to it later is lost if this process ends at once.
   * @param onLine Gets each line that the guard says, in words.
   * @throws What `Deno.Command` throws if Deno cannot be started.
   */
  constructor(lines: readonly string[], onLine: (words: readonly string[]) => void) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", ...FLAGS, `data:text/javascript,${encodeURIComponent(`(${guardMain})();`)}`, ...lines],
      clearEnv: true,
      // A cache that cannot be made: the guard has nothing to keep, and without a home it would not start.
      env: { DENO_DIR: Deno.execPath(), DENO_NO_UPDATE_CHECK: "1" },
      // In a session of its own: Ctrl-C in the host's terminal ends the host and its children, and the guard after them.
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#child.unref();
    this.#stdin = this.#child.stdin.getWriter();
    this.ended = this.#listen(onLine);
  }

  /** Sends a line. One that no longer reaches the guard is lost. */
  tell(line: string): void {
    this.#stdin.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
  }

  /** Says whether the event loop is to wait for what the guard says next. */
  keepAlive(keep: boolean): void {
    if (keep) this.#child.ref();
    else this.#child.unref();
  }

  /** Lets the guard kill what it still watches, and end. Settles when it has ended. */
  async end(): Promise<void> {
    this.keepAlive(true);
    await this.#stdin.close().catch(() => {});
    await this.ended;
  }

  async #listen(onLine: (words: readonly string[]) => void): Promise<void> {
    let rest = "";
    try {
      for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) onLine(line.split(" "));
      }
    } finally {
      await this.#child.status;
      await this.#stdin.abort().catch(() => {});
    }
  }
}

/**
 * Linux gives `/proc` of other processes to nobody who has less than all permissions, and killing takes permission to run
 * everything. The guard loads nothing and believes nobody but its host.
 */
const FLAGS = [
  "--allow-all",
  "--no-prompt",
  "--quiet",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--no-code-cache",
  "--v8-flags=--max-old-space-size=64",
];
