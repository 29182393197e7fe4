/**
 * A host in a process of its own, which has doors tried: `deno run host.ts TASK`. What comes of it is written to a file, a
 * line for each step, since the process may end or stop at any.
 *
 * @module
 */
import * as tenon from "@tenon/tenon";
import { type EntryInput, type LoadReport, PluginManager } from "@tenon/tenon";
import { types } from "node:util";
import { type Door, isSolo } from "./door.ts";
import { doors } from "./doors.ts";
import type { Gift } from "./doors/mark.ts";
import { SECRET, SECRET_ENV } from "./ground.ts";
import type { Seen } from "./seen.ts";
import { HostileSpec } from "./spec.ts";

/** What a host is to do. */
export interface Task {
  /** How the plugins are kept apart; `open` is not at all. */
  readonly mode: "open" | "process" | "worker";
  /** The doors, and the mark of each attempt. */
  readonly marks: Readonly<Record<string, string>>;
  /** The folder of the ground. */
  readonly ground: string;
  /** The ports of the server. */
  readonly port: number;
  readonly udpPort: number;
  /** The file to write to. */
  readonly steps: string;
}

/** What a host writes. */
export type Step =
  | { readonly step: "done"; readonly door: string; readonly outcome: Outcome }
  | { readonly step: "begun" | "closed" };

/** What came of an attempt, as far as the host can tell. */
export interface Outcome {
  /** Whether the door is open; `undefined` if that does not show in the host. */
  readonly open: boolean | undefined;
  /** What it answered, or why it was refused or failed, in words. */
  readonly words: string;
  /** The plugins that were named in errors. */
  readonly blamed: readonly string[];
  /** Whether the other plugin answered as it should. */
  readonly neighbour: boolean;
}

/** How long a call may take where the host itself has to give up on it: one that never settles, and others. */
const SHORT_PATIENCE_MS = 1000;
const PATIENCE_MS = 15_000;
/** How long an isolated plugin may take. One that never answers has to be waited for so long. */
const TIMEOUT_MS = 20_000;
const SHORT_TIMEOUT_MS = 2500;
/** How much memory doors take. */
const GREEDY_MB = 400;

/** What the host shares. */
class Agent {
  readonly note = "a note";
  readonly secret = SECRET;
  readonly added: unknown[][] = [];

  add(...parts: unknown[]): string {
    this.added.push(parts);
    return `${parts.length} part`;
  }

  tell(): string {
    return SECRET;
  }
}

const task: Task = JSON.parse(Deno.readTextFileSync(Deno.args[0]!));
const { mode, ground, port, udpPort } = task;
const serverUrl = `http://127.0.0.1:${port}/`;
const cachedUrl = `${serverUrl}cached.js`;
Object.assign(globalThis, { hostSecret: SECRET });
const heard: unknown[] = [];
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("hostile") : undefined;
channel?.addEventListener("message", ({ data }) => heard.push(data));
await import(cachedUrl);

const names = Object.keys(task.marks);
await tryAll();
channel?.close();
write({ step: "closed" });
// Plugins in the host itself have left all kinds of things that keep it alive.
if (mode === "open" && names.every((name) => doors.get(name)!.opens !== "ends late")) Deno.exit();

function write(step: Step): void {
  Deno.writeTextFileSync(task.steps, `${JSON.stringify(step)}\n`, { append: true });
}

async function tryAll(): Promise<void> {
  write({ step: "begun" });
  await using pm = new PluginManager<HostileSpec>("hostile", HostileSpec, { onWarning() {} });
  const entries = names.map((name) => [name, entryOf(doors.get(name)!)] as const);
  const neighbour = { from: `${ground}/neighbour/neighbour.ts`, ...kept({ opens: "answer" }) };
  const report = await pm.load({ plugins: { ...Object.fromEntries(entries), neighbour } });
  for (const name of names) write({ step: "done", door: name, outcome: await tryDoor(pm, report, name) });
}

function entryOf(door: Door & { file: string }): EntryInput {
  return { from: `${ground}/doors/${door.file}`, ...kept(door) };
}

function kept({ opens, grant, memoryMb, hangs = false }: Door): Omit<EntryInput, "from"> {
  if (mode === "open") return { permissions: "inherit", timeoutMs: TIMEOUT_MS };
  const places = {
    grantedFolder: `${ground}/granted`,
    linkedFolder: `${ground}/linked`,
    serverHost: `127.0.0.1:${port}`,
  };
  return {
    permissions: grant?.(places) ?? "none",
    isolation: mode,
    timeoutMs: hangs || ["stall", "pending", "end"].includes(opens as string) ? SHORT_TIMEOUT_MS : TIMEOUT_MS,
    ...(mode === "process" && memoryMb !== undefined ? { memoryMb } : {}),
  };
}

async function tryDoor(pm: PluginManager<HostileSpec>, report: LoadReport, name: string): Promise<Outcome> {
  const door = doors.get(name)!;
  const mark = task.marks[name]!;
  const agent = new Agent();
  const shared = mode === "open" ? agent : tenon.share(agent, ["note", "add"]);
  const list: string[] = [];
  const errors: { plugin: string; error: unknown }[] = report.failed.map(({ name, error }) => ({ plugin: name, error }))
    .filter(({ plugin }) => plugin === name || plugin === "neighbour");
  const off = pm.on("skip", ({ plugin, error }) => errors.push({ plugin, error }));
  door.before?.(ground);
  const folder = Deno.cwd();
  const memory = Deno.memoryUsage().rss;
  const others = pm.listNamePlugin().filter(([other]) => other !== name && other !== "neighbour");
  const caller = pm.subsetHookCaller("attempt", others.flatMap(([, plugin]) => plugin ?? []));
  const gift = { ...giftOf(mark), list, shared } as unknown as Gift;
  const call = caller.attributed(gift);
  const answers = mode === "open" ? await inTime(call, door) : await call;
  // For what is sent, or thrown, after the answer.
  await new Promise((done) => setTimeout(done, isSolo(door) || name === "share/late" ? 300 : 20));
  off();

  const value: unknown = answers?.find(({ plugin }) => plugin === name)?.value;
  const error = errors.find(({ plugin }) => plugin === name)?.error;
  const seen: Seen = {
    value,
    error,
    mark,
    heard,
    added: agent.added,
    shared: agent as unknown as Readonly<Record<string, unknown>>,
    list,
    folder,
    locks: await heldLocks(),
    grown: (Deno.memoryUsage().rss - memory) / 2 ** 20,
  };
  const well = `all is well with ${mark}, a note and 1 part`;
  return {
    open: isOpen(door, seen, answers === undefined),
    words: error !== undefined
      ? textOf(error)
      : textOf((value as { evidence?: unknown } | undefined)?.evidence ?? value),
    blamed: errors.map(({ plugin }) => plugin),
    neighbour: answers === undefined || answers.some(({ plugin, value }) => plugin === "neighbour" && value === well),
  };
}

function giftOf(mark: string): Omit<Gift, "list" | "shared"> {
  return {
    secretFile: `${ground}/outside/secret.txt`,
    outsideFolder: `${ground}/outside`,
    grantedFolder: `${ground}/granted`,
    linkedFolder: `${ground}/linked`,
    serverUrl,
    otherUrl: `http://localhost:${port}/`,
    udpPort,
    envName: SECRET_ENV,
    hostPid: Deno.pid,
    mark,
    greedyMb: GREEDY_MB,
    cachedUrl,
    cachedPackage: "npm:valibot@1.5.0",
  };
}

function isOpen({ opens }: Door, seen: Seen, isPending: boolean): boolean | undefined {
  const answer = seen.value as { open?: boolean; evidence?: unknown } | undefined;
  if (typeof opens === "function") return opens(seen);
  if (opens === "secret") return textOf(answer?.evidence).includes(SECRET);
  if (opens === "answer") return answer?.open === true;
  if (opens === "pending") return isPending;
  if (opens === "memory") return seen.grown > GREEDY_MB * 0.6;
  if (opens === "file" && textOf(answer?.evidence).includes(seen.mark)) return true;
  return undefined;
}

/** Settles with nothing if the call takes too long. */
async function inTime<T>(call: Promise<T>, { opens }: Door): Promise<T | undefined> {
  const ms = opens === "pending" ? SHORT_PATIENCE_MS : PATIENCE_MS;
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<undefined>((resolve) => timer = setTimeout(() => resolve(undefined), ms));
  return await Promise.race([call, over]).finally(() => clearTimeout(timer));
}

async function heldLocks(): Promise<readonly string[]> {
  const { locks } = navigator as unknown as { locks?: { query(): Promise<{ held: { name: string }[] }> } };
  return (await locks?.query())?.held.map(({ name }) => name) ?? [];
}

function textOf(value: unknown): string {
  if (types.isProxy(value)) return "a proxy";
  try {
    if (value instanceof Error) return `${value.name}: ${String(value.message).slice(0, 2000)}`;
    return (typeof value === "string" ? value : JSON.stringify(value) ?? String(value)).slice(0, 20_000);
  } catch {
    return "something that cannot be written down";
  }
}
