/**
 * Starts many isolated plugins and prints figures about them as JSON. Takes the number of plugins, and for how many milliseconds
 * to look at what they cost when nothing is to be done.
 *
 * @module
 */
import { IsolatedPlugins } from "./isolated_support.ts";

const [count, idleMs] = Deno.args.map(Number) as [number, number];

/** The processes that this one has started, and those that they have. */
function children(): number[] {
  const parents = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    // The second field is a name in parentheses, which can have blanks.
    if (stat !== "") parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const found = new Set([Deno.pid]);
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.add(child);
  found.delete(Deno.pid);
  return [...found];
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // The process is gone.
    return "";
  }
}

/** A figure of the memory of a process, in MiB. */
function memory(pid: number, what: "Rss" | "Pss"): number {
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB`, "m").exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
}

/** The processor time of processes, in milliseconds; the kernel counts in hundredths of a second. */
function cpu(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
    return sum + (user + system) * 10;
  }, 0);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

using plugins = new IsolatedPlugins(count);
const start = performance.now();
const pm = await plugins.load(count);
const load = performance.now() - start;
const answers = await pm.hook.answer({ n: 1 });
if (answers.length !== count) throw new Error("not all plugins answered");
const pids = children();
// On other systems there is nothing to be read.
const isLinux = Deno.build.os === "linux";
const figures = {
  load,
  rss: isLinux ? mean(pids.map((pid) => memory(pid, "Rss"))) : NaN,
  pss: isLinux ? mean(pids.map((pid) => memory(pid, "Pss"))) : NaN,
  idle: NaN,
  call: NaN,
};
const before = cpu([...pids, Deno.pid]);
await new Promise((resolve) => setTimeout(resolve, idleMs));
if (isLinux) figures.idle = (cpu([...pids, Deno.pid]) - before) / idleMs * 100;
const begin = performance.now();
await pm.hook.answer({ n: 2 });
figures.call = performance.now() - begin;
await pm.close();
console.log(JSON.stringify(figures));
