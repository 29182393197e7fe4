/**
 * The tool `run_command`.
 *
 * @module
 */
import { textOf, type Tool } from "./tool.ts";

/** How many bytes of the output the model is given: the last ones, as errors come at the end. */
const MOST_OUTPUT = 50_000;

/**
 * How long the rest of the output is waited for when the command has ended: what it started in a group of its own may hold it
 * open for as long as it runs.
 */
const REST_MS = 1000;

const WINDOWS = Deno.build.os === "windows";

/** Runs a command in the session's folder, after the user allowed it. */
export function runCommand(cwd: string): Tool {
  return {
    info: {
      name: "run_command",
      description: "Runs a shell command in the session's folder, and gives what it prints and its exit code.",
      parameters: {
        type: "object",
        properties: { command: { type: "string", description: "The command, as one types it into a shell" } },
        required: ["command"],
      },
      kind: "execute",
      asks: true,
    },
    preview: ({ args }) => Promise.resolve({ title: `Run ${textOf(args, "command")}` }),
    async call({ args }, signal) {
      const command = textOf(args, "command");
      if (command.includes("\0")) throw new TypeError('Its argument "command" must not contain a NUL character.');
      const { code, output } = await run(command, cwd, signal);
      return {
        content: `${output}${output === "" || output.endsWith("\n") ? "" : "\n"}(exit code ${code})`,
        failed: code !== 0,
      };
    },
  };
}

/**
 * What a shell is told, with the command as its first argument. The command's errors go in between what else it prints, as in
 * a terminal. Beside it, something waits for the end of stdin, which crow holds open: it comes even if crow is killed, and
 * ends the command and all that it started, but for what went into a group of its own.
 */
const SCRIPT = 'exec 3<&0 </dev/null 2>&1; (cat <&3; kill -9 0) >/dev/null 2>&1 & exec 3<&-; exec sh -c "$1"';

async function run(command: string, cwd: string, signal: AbortSignal): Promise<{ code: number; output: string }> {
  signal.throwIfAborted();
  const child = new Deno.Command(WINDOWS ? "cmd" : "sh", {
    args: WINDOWS ? ["/d", "/c", `(${command}) 2>&1 <nul`] : ["-c", SCRIPT, "sh", command],
    cwd,
    // A group of its own, so that what the command starts can be ended with it.
    detached: !WINDOWS,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const kill = () => end(child);
  signal.addEventListener("abort", kill);
  try {
    const over = new AbortController();
    const output = tail(child.stdout, over.signal);
    const { code } = await child.status;
    // What it left behind would hold its output open, and outlive the agent.
    kill();
    const rest = setTimeout(() => over.abort(), REST_MS);
    try {
      return { code, output: await output };
    } finally {
      clearTimeout(rest);
    }
  } finally {
    signal.removeEventListener("abort", kill);
    await child.stdin.close().catch(() => {});
  }
}

function end(child: Deno.ChildProcess): void {
  try {
    if (WINDOWS) child.kill("SIGKILL");
    else Deno.kill(-child.pid, "SIGKILL");
  } catch {
    // There is nothing left of it.
  }
}

/** The end of what comes until the stream closes, or the signal. */
async function tail(stream: ReadableStream<Uint8Array>, until: AbortSignal): Promise<string> {
  const reader = stream.getReader();
  // A read that is under way then says that there is no more.
  until.addEventListener("abort", () => void reader.cancel().catch(() => {}));
  let kept = new Uint8Array();
  let dropped = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const bytes = read.value;
    const all = new Uint8Array(kept.length + bytes.length);
    all.set(kept);
    all.set(bytes, kept.length);
    kept = all.subarray(Math.max(0, all.length - MOST_OUTPUT));
    dropped += all.length - kept.length;
  }
  const text = new TextDecoder().decode(kept);
  return dropped > 0 ? `(${dropped} bytes before this)\n${text}` : text;
}
