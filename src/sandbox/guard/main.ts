/**
 * What the guard does: a small process that ends the children of a host that is gone, and those that use too much memory.
 *
 * A host that is killed cannot end its children, and a child that does not await never sees that its host is gone. Nor
 * does a limit on the heap hold for array buffers. Both have to be seen from outside, by somebody who outlives the host.
 *
 * The guard takes lines from its arguments, then from its stdin, `watch ID PID KIB` and `forget ID`, and writes lines to its
 * stdout: `ready` when it has begun, `over ID` before it kills a process that is over its limit, and `forgot ID` when it has
 * taken a process out. When its stdin ends, it kills all that is still watched, and ends.
 *
 * This function is run from its own text, so that a guard needs no module from anywhere: it can use nothing from outside of
 * itself.
 */
export function guardMain(): void {
  interface Watched {
    readonly pid: number;
    readonly limitKib: number;
    readonly startTime: string | undefined;
  }
  const watched = new Map<string, Watched>();
  const isLinux = Deno.build.os === "linux";

  /** When a process began, in ticks of the kernel: tells it from a later one with the same number. Known on Linux alone. */
  const startTimeOf = (pid: number): string | undefined => {
    if (!isLinux) return undefined;
    try {
      const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
      // The second field is the program's name in parentheses, and can have blanks and parentheses itself.
      return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    } catch {
      return undefined;
    }
  };

  /** How much memory the processes have, in KiB, by process. */
  const memoryOf = (pids: readonly number[]): Map<number, number> => {
    if (!isLinux) return memoryByPs(pids);
    const used = new Map<number, number>();
    for (const pid of pids) {
      try {
        // What was moved out to disk counts too.
        const parts = Deno.readTextFileSync(`/proc/${pid}/status`).matchAll(/^Vm(?:RSS|Swap):\s*(\d+) kB/gm);
        used.set(pid, parts.reduce((sum, [, kib]) => sum + Number(kib), 0));
      } catch {
        // It is gone.
      }
    }
    return used;
  };

  /** The same by `ps`, which Windows does not have: there nobody looks at the memory. */
  const memoryByPs = (pids: readonly number[]): Map<number, number> => {
    if (Deno.build.os === "windows" || pids.length === 0) return new Map();
    const args = ["-o", "pid=,rss=", "-p", pids.join(",")];
    const { stdout } = new Deno.Command("/bin/ps", { args, stderr: "null" }).outputSync();
    const rows = new TextDecoder().decode(stdout).trim().split("\n").map((row) => row.trim().split(/\s+/).map(Number));
    return new Map(rows.map(([pid = 0, kib = 0]) => [pid, kib]));
  };

  const say = (line: string) => {
    try {
      Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
    } catch {
      // The host is gone. The end of stdin says so too, and that is where it is dealt with.
    }
  };

  const kill = ({ pid, startTime }: Watched) => {
    if (startTimeOf(pid) !== startTime) return;
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It is gone.
    }
  };

  const poll = () => {
    const used = memoryOf([...watched.values()].map(({ pid }) => pid));
    for (const [id, process] of watched) {
      if ((used.get(process.pid) ?? 0) <= process.limitKib) continue;
      watched.delete(id);
      // First: who sees the process end then finds the reason already written.
      say(`over ${id}`);
      kill(process);
    }
  };

  const obey = (line: string) => {
    const [word, id = "", pid, kib] = line.split(" ");
    if (word === "watch") {
      watched.set(id, { pid: Number(pid), limitKib: Number(kib), startTime: startTimeOf(Number(pid)) });
    } else if (word === "forget") {
      watched.delete(id);
      say(`forgot ${id}`);
    }
  };

  const listen = async () => {
    let rest = "";
    const buffer = new Uint8Array(1024);
    try {
      // Not as a stream, which Deno would have to load first.
      for (let length = await Deno.stdin.read(buffer); length !== null; length = await Deno.stdin.read(buffer)) {
        // What comes is plain text, of which no character is cut in two.
        const lines = (rest + new TextDecoder().decode(buffer.subarray(0, length))).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach(obey);
      }
    } finally {
      watched.forEach(kill);
      Deno.exit();
    }
  };

  // Where a process has to be started for a look, less often.
  setInterval(poll, isLinux ? 100 : 250);
  Deno.args.forEach(obey);
  say("ready");
  listen();
}
