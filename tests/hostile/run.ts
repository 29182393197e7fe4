/** Has doors tried in hosts, and tells which were open. */
import { denoArgs } from "../support/deno.ts";
import { type Door, isSolo } from "./door.ts";
import { doors } from "./doors.ts";
import { type Ground, SECRET, SECRET_ENV } from "./ground.ts";
import type { Outcome, Step, Task } from "./host.ts";

/** What came of an attempt. */
export interface Result {
  readonly isOpen: boolean;
  /** What the door answered, or why it was refused or failed; what the host printed, if it came to no answer. */
  readonly words: string;
  /** The plugins that were named in errors. */
  readonly blamed: readonly string[];
  /** Whether the other plugin answered as it should. */
  readonly neighbour: boolean;
  /** Whether the host went on after the attempt, closed its manager and ended. */
  readonly survived: boolean;
}

/** The features of Deno that doors are about. */
const UNSTABLE = ["kv", "net", "cron", "raw-imports", "broadcast-channel", "webgpu", "worker-options"];
/** How many hosts run at the same time. */
const HOSTS = 3;
/** When a host is given up on that may do nothing any more. */
const STALL_MS = 3500;
const LONGEST_MS = 60_000;
/** How many plugins that are kept apart one host has. */
const TOGETHER = 12;

/** Says that a request has left: an attempt that fails so was not refused. */
const WENT_OUT = /error sending request|dns error|tcp connect|connection (refused|reset)|client error|lookup address/i;

let runs = 0;

/** Has doors tried; those that spoil nothing for the others several to a host. */
export async function tryDoors(
  mode: Task["mode"],
  names: readonly string[],
  ground: Ground,
): Promise<Map<string, Result>> {
  const alone = names.filter((name) => isSolo(doors.get(name)!));
  const together = names.filter((name) => !alone.includes(name));
  const size = mode === "open" ? together.length : TOGETHER;
  const queue = alone.map((name) => [name]);
  for (let from = 0; from < together.length; from += size) queue.unshift(together.slice(from, from + size));
  const results = new Map<string, Result>();
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const [name, result] of await runHost(mode, next, ground)) results.set(name, result);
    }
  };
  await Promise.all(Array.from({ length: HOSTS }, work));
  return results;
}

async function runHost(mode: Task["mode"], names: readonly string[], ground: Ground): Promise<Map<string, Result>> {
  const id = `${mode}${++runs}`;
  const steps = `${ground.path}/${id}.steps`;
  const marks = Object.fromEntries(names.map((name) => [name, `${name.replaceAll(/\W|_/g, "-")}-${id}`]));
  const { server } = ground;
  const task: Task = { mode, marks, ground: ground.path, port: server.port, udpPort: server.udpPort, steps };
  Deno.writeTextFileSync(`${ground.path}/${id}.json`, JSON.stringify(task));
  Deno.writeTextFileSync(steps, "");

  const isOne = names.length === 1;
  const { opens } = doors.get(names[0]!)!;
  const mayStall = isOne && mode === "open" && (opens === "stall" || opens === "ends late");
  const { stdout, stderr, code, signal, wasStopped } = await start(mode, names, ground, `${id}.json`, mayStall);

  const said = Deno.readTextFileSync(steps).split("\n").filter((line) => line !== "").map((line) =>
    JSON.parse(line) as Step
  );
  const outcomes = new Map(said.flatMap((step) => step.step === "done" ? [[step.door, step.outcome]] : []));
  const has = (word: Step["step"]) => said.some(({ step }) => step === word);
  const hasClosed = has("closed");
  const survived = hasClosed && code === 0 && !wasStopped;
  return new Map(names.map((name) => {
    const outcome = outcomes.get(name);
    const fallback = `${wasStopped ? "stopped" : `ended with ${signal ?? code}`}; ${stderr.slice(-2000)}`;
    const ended = { hasBegun: has("begun"), hasClosed, wasStopped, printed: `${stdout}\n${stderr}` };
    return [name, {
      isOpen: isOpen(doors.get(name)!, marks[name]!, outcome, ended, ground),
      words: survived && outcome ? outcome.words : `${outcome?.words}; the host ${fallback}`,
      blamed: outcome?.blamed ?? [],
      neighbour: outcome?.neighbour ?? false,
      survived,
    }];
  }));
}

/** How a host ended, and what it had said and printed. */
interface Ended {
  readonly hasBegun: boolean;
  readonly hasClosed: boolean;
  readonly wasStopped: boolean;
  readonly printed: string;
}

function isOpen(
  { opens }: Door,
  mark: string,
  outcome: Outcome | undefined,
  { hasBegun, hasClosed, wasStopped, printed }: Ended,
  ground: Ground,
): boolean {
  if (outcome?.open !== undefined) return outcome.open;
  if (typeof opens === "object") return opens.printed(printed, mark);
  switch (opens) {
    case "request":
      return ground.server.wasAsked(mark) || WENT_OUT.test(outcome?.words ?? "");
    case "file":
      return ground.hasFile(mark);
    case "stdout":
      return printed.split("\n").includes(JSON.stringify({ answer: mark }));
    case "end":
      return hasBegun && !hasClosed && !wasStopped;
    case "stall":
      return hasBegun && outcome === undefined && wasStopped;
    case "ends late":
      return hasClosed && wasStopped;
    default:
      return false;
  }
}

async function start(mode: Task["mode"], names: readonly string[], ground: Ground, task: string, mayStall: boolean) {
  const unstable = mode === "open" ? UNSTABLE : mode === "worker" ? ["worker-options"] : [];
  const flags = ["-A", "--no-lock", ...unstable.map((name) => `--unstable-${name}`)];
  const script = [`${import.meta.dirname}/host.ts`, `${ground.path}/${task}`, SECRET];
  // Whose own deno.json leads out of its package: in the open run it is the host's.
  const isMapped = mode === "open" && names.length === 1 && doors.get(names[0]!)!.ownNames;
  const child = new Deno.Command(Deno.execPath(), {
    args: isMapped
      ? ["run", `--import-map=${ground.path}/run/names.json`, ...flags, ...script]
      : denoArgs("run", ...flags, ...script),
    cwd: `${ground.path}/run`,
    env: {
      NO_COLOR: "1",
      [SECRET_ENV]: SECRET,
      HOME: `${ground.path}/run`,
      TMPDIR: `${ground.path}/temp`,
      DENO_DIR: `${ground.path}/cache`,
      JSR_URL: `http://127.0.0.1:${ground.server.registryPort}/`,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // What it sends to its group is for the host's, not for the tests.
    detached: true,
  }).spawn();
  let wasStopped = false;
  const timer = setTimeout(() => {
    wasStopped = true;
    child.kill("SIGKILL");
  }, mayStall ? STALL_MS : LONGEST_MS);
  const typing = type(child.stdin, names);
  const [{ code, signal }, stdout, stderr] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  clearTimeout(timer);
  await typing;
  await child.stdin.close().catch(() => {});
  return { stdout, stderr, code, signal, wasStopped };
}

/** What the user types. To a host whose plugin waits for it: nothing. */
async function type(stdin: WritableStream<Uint8Array>, names: readonly string[]): Promise<void> {
  if (names.includes("loop/stdin")) return;
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(`${SECRET}\n`));
  } catch {
    // The host has ended.
  } finally {
    writer.releaseLock();
  }
}
