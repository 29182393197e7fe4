/**
 * What the tests of Bernstein share: projects in folders of their own, Bernstein as a process, and a look at what it left.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { findMarked } from "../../../examples/bernstein/agents/marked.ts";
import { parseProject, type Project } from "../../../examples/bernstein/project.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import { denoArgs, runDeno, type RunDenoOptions, type RunResult } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";

const MAIN = fileURLToPath(new URL("../../../examples/bernstein/main.ts", import.meta.url));
const HOOKSPECS = new URL("../../../examples/bernstein/hookspecs.ts", import.meta.url);

/** Nothing of the person's own that would change what is printed. */
const ENV = { NO_COLOR: "1", TENON_DISABLE: "", TENON_DISABLE_AUTOLOAD: "1" };

/** A plugin in the host that appends a line for each event to a file. */
const RECORDER = `
import { hookimpl } from ${JSON.stringify(HOOKSPECS.href)};
const record = (hook, path) => hookimpl({ specname: hook }, (args) => {
  const line = JSON.stringify({ hook, task: args.task?.id ?? args.taskId, ...args.event }) + "\\n";
  Deno.writeTextFileSync(path, line, { append: true });
});
const HOOKS = ["onTaskCreated", "onTaskClaimed", "onTaskCompleted", "onTaskFailed", "onAgentSpawned", "onAgentDied",
  "onCostThreshold", "onQualityGateFailure"];
export default ({ path }) => Object.fromEntries(HOOKS.map((hook) => [hook, record(hook, path)]));
`;

/** A line of the recorder. */
export interface Record {
  readonly hook: string;
  readonly task?: string;
  readonly id: number;
  readonly repeated: boolean;
}

/** A task as tests write it: what it does not say is as short as can be. */
export interface TaskInput {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** The text of a project file. Tasks without an adapter are for a scripted agent. */
export function projectText(tasks: readonly TaskInput[], more: object = {}): string {
  const complete = tasks.map((task) => {
    const scripted = "adapter" in task ? {} : { adapter: "scripted", script: [[]] };
    return { prompt: `do ${task.id}`, ...scripted, ...task };
  });
  return JSON.stringify({ name: "test", ...more, tasks: complete }, null, 2);
}

/** A project that is in order. */
export function project(folder: string, tasks: readonly TaskInput[], more: object = {}): Project {
  return parseProject(projectText(tasks, more), `${folder}/project.jsonc`);
}

/** A folder with a project file, and what Bernstein leaves there. */
export class ProjectFolder extends TempFolder {
  readonly file: string = `${this.path}/project.jsonc`;
  readonly db: string = `${this.path}/.bernstein/project.db`;

  constructor(tasks: readonly TaskInput[], more: object = {}) {
    super();
    this.write("project.jsonc", projectText(tasks, more));
  }

  /** Has a recorder loaded. Gives what reads its lines. */
  addRecorder(): () => Record[] {
    this.write("recorder.js", RECORDER);
    const path = this.write("records.jsonl", "");
    const recorder = { from: "./recorder.js", permissions: "inherit", options: { path } };
    this.write("plugins.jsonc", JSON.stringify({ plugins: { recorder } }));
    return () => Deno.readTextFileSync(path).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  /** The queue as it stands in the database. */
  queue(): Queue {
    return new Queue(this.db);
  }

  /** Runs Bernstein to its end. */
  run(...args: string[]): Promise<RunResult> {
    return bernstein(["run", this.file, ...args]);
  }

  /** Starts Bernstein. */
  start(...args: string[]): Running {
    return new Running(["run", this.file, ...args]);
  }
}

/** Runs Bernstein to its end. */
export function bernstein(args: readonly string[], options: RunDenoOptions = {}): Promise<RunResult> {
  return runDeno(["run", "-A", MAIN, ...args], { ...options, env: { ...ENV, ...options.env } });
}

/** Bernstein while it runs. */
export class Running {
  readonly process: Deno.ChildProcess;
  readonly stdout: Promise<string>;
  #stderr = "";
  #changed = Promise.withResolvers<void>();

  constructor(args: readonly string[]) {
    this.process = new Deno.Command(Deno.execPath(), {
      args: denoArgs("run", "-A", MAIN, ...args),
      env: ENV,
      // A process group of its own, as a terminal makes one for each command.
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.stdout = new Response(this.process.stdout).text();
    this.#read();
  }

  /** What it has written to stderr. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Waits until stderr has something. */
  async seen(what: (stderr: string) => boolean): Promise<void> {
    while (!what(this.#stderr)) {
      await this.#changed.promise;
      if (this.#ended && !what(this.#stderr)) throw new Error(`Bernstein ended too early:\n${this.#stderr}`);
    }
  }

  /** Sends a signal to its process group, as a terminal does. */
  signal(signal: Deno.Signal): void {
    Deno.kill(-this.process.pid, signal);
  }

  #ended = false;

  async #read(): Promise<void> {
    for await (const text of this.process.stderr.pipeThrough(new TextDecoderStream())) {
      this.#stderr += text;
      this.#wake();
    }
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}

/** The command lines of the processes that have a text in theirs. Only Linux shows them as files. */
export function processesWith(text: string): string[] {
  const found: string[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const line = Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " ");
      if (line.includes(text)) found.push(line);
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** The guards and agents of a run that are alive. */
export function processesOf(run: string): number[] {
  return findMarked(`${run}:`);
}

/** Waits until something is so. */
export async function until(condition: () => boolean, what: string, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It did not come about that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
