/** What the tests of the guard share: children that do something, and a look at the system's processes. */
import { assert } from "@std/assert";

/** Where what is tested is, for hosts in processes of their own. */
export const GUARD = new URL("../../../src/sandbox/guard/mod.ts", import.meta.url).href;

/** Never awaits, so it cannot see that its host is gone. */
export const BUSY = `console.log("ready"); for (;;);`;

/** Waits for a day. */
export const IDLE = `console.log("ready"); setTimeout(() => {}, 86_400_000);`;

/** Fills buffers of 8 MiB until it has as many MiB, which no limit on the heap sees, and waits. */
export function fillsBuffers(mb: number): string {
  return `const all = []; while (all.length < ${mb / 8}) all.push(new Uint8Array(8 * 1024 * 1024).fill(1));\n${IDLE}`;
}

/** A child that runs a script. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly pid: number;
  readonly status: Promise<Deno.CommandStatus>;

  /** Starts one. Nobody waits for it. */
  constructor(script: string) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-config", "--no-lock", `data:text/javascript,${encodeURIComponent(script)}`],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.pid = this.#process.pid;
    this.status = this.#process.status;
  }

  /** Starts one, and waits until it says that it is ready. */
  static async ready(script: string): Promise<Child> {
    const child = new Child(script);
    const reader = child.#process.stdout.getReader();
    await reader.read();
    reader.releaseLock();
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#process.stdout.cancel();
    await this.status;
  }
}

/** A host in a process of its own: `start` starts a child and gives its number, `told` waits for a word of the test. */
export class Host implements AsyncDisposable {
  readonly process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  /** Starts one in a session of its own. */
  constructor(body: string) {
    const script = `import { watchProcess } from ${JSON.stringify(GUARD)};
      function start(script) {
        const child = new Deno.Command(Deno.execPath(), {
          args: ["run", "--no-prompt", "--no-config", "--no-lock", "data:text/javascript," + encodeURIComponent(script)],
          stdin: "null", stdout: "null", stderr: "null",
        }).spawn();
        child.unref();
        return child.pid;
      }
      async function told() {
        await Deno.stdin.read(new Uint8Array(100));
      }
      ${body}`;
    this.process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-lock", `data:text/javascript,${encodeURIComponent(script)}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
      detached: true,
    }).spawn();
    this.#lines = this.process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Gives the host a word to go on. */
  async goOn(): Promise<void> {
    const writer = this.process.stdin.getWriter();
    await writer.write(new TextEncoder().encode("go on\n"));
    writer.releaseLock();
  }

  /** The next line that the host prints, as the JSON value that it is. */
  async next(): Promise<unknown> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#lines.read();
      assert(!done, `the host ended after ${JSON.stringify(this.#rest)}`);
      this.#rest += value;
    }
    const [line = "", ...rest] = this.#rest.split("\n");
    this.#rest = rest.join("\n");
    return JSON.parse(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#lines.cancel();
    await this.process.stdin.close().catch(() => {});
    await this.process.status;
  }
}

/** The fields of a process's line in `/proc` after its name, if it is there and has not ended. */
function statOf(pid: number | string): string[] | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields;
  } catch {
    return undefined;
  }
}

function commandOf(pid: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`);
  } catch {
    // It has just ended.
    return "";
  }
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  return statOf(pid) !== undefined;
}

/** The guards that a process has started. */
export function guardsOf(pid: number): number[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name))
    .filter(({ name }) => statOf(name)?.[1] === String(pid))
    .filter(({ name }) => commandOf(name).includes("guardMain"))
    .map(({ name }) => Number(name));
}

/** Waits until something is so; fails after ten seconds. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isSo()) {
    assert(Date.now() < end, `not within ten seconds: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
