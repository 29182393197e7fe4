/**
 * Bernstein in the terminal.
 *
 * @module
 */
import { TenonError } from "@tenon/tenon";
import { basename, dirname, extname, join } from "@std/path";
import { parseArgs } from "node:util";
import { runDemo } from "./demo/demo.ts";
import { summarize } from "./display/summary.ts";
import { lockRun } from "./lock.ts";
import { ProjectError } from "./project.ts";
import { DatabaseError } from "./queue/database.ts";
import { readRun, type RunView } from "./queue/view.ts";
import { runProject } from "./run.ts";

const USAGE = `Usage: deno task bernstein [run PROJECT | status PROJECT | demo] [OPTIONS]

  run PROJECT     run the tasks of a project file, or go on with an interrupted run
  status PROJECT  say how a run stands, also while it is going on
  demo            run a small project in a temporary folder; that is also what it does without arguments

  --parallel N    have N agents at once at most
  --db FILE       keep the run in FILE, by default in .bernstein/NAME.db beside the project file
  --plugins FILE  load the plugins of FILE, by default of plugins.jsonc beside the project file, if that is there
  --help          print this`;

/** Exit codes. */
const [COMPLETED, NOT_COMPLETED, WRONG_USE] = [0, 1, 2];

/** Runs Bernstein, and gives the exit code. */
async function main(args: string[], stop: AbortSignal): Promise<number> {
  const wrong = (why: string) => {
    console.error(`Cannot start: ${why}\n\n${USAGE}`);
    return WRONG_USE;
  };
  let given;
  try {
    given = parse(args);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { values: { db, plugins, parallel, help }, positionals: [command = "demo", project, ...rest] } = given;
  if (help) {
    console.log(USAGE);
    return COMPLETED;
  }
  if (parallel !== undefined && !/^[1-9]\d{0,3}$/.test(parallel)) {
    return wrong("--parallel takes a number from 1 to 9999.");
  }
  if (rest.length > 0) return wrong(`there is one project, and no "${rest.join(" ")}".`);
  if (command === "demo") {
    if (project !== undefined) return wrong("the demo has a project of its own.");
    const { view, report, folder } = await runDemo(stop);
    const code = finish(view);
    console.log(`\nAll of it is in ${folder}. The report in reports/report.md:\n\n${report ?? "none was written."}`);
    return code;
  }
  if (command !== "run" && command !== "status") return wrong(`there is no command "${command}".`);
  if (project === undefined) return wrong(`${command} needs the path of a project file.`);
  const database = db ?? join(dirname(project), ".bernstein", `${basename(project, extname(project))}.db`);
  if (command === "status") {
    if (!exists(database)) {
      console.error(`Cannot say how ${project} stands: it was not run yet, as there is no ${database}.`);
      return NOT_COMPLETED;
    }
    console.log(statusOf(database));
    return COMPLETED;
  }
  const beside = join(dirname(project), "plugins.jsonc");
  return finish(
    await runProject({
      project,
      db: database,
      parallel: parallel === undefined ? undefined : Number(parallel),
      manifest: plugins ?? (exists(beside) ? beside : undefined),
    }, stop),
  );
}

function parse(args: string[]) {
  return parseArgs({
    // `deno task bernstein -- run …` hands the -- on.
    args: args[0] === "--" ? args.slice(1) : args,
    allowPositionals: true,
    options: {
      db: { type: "string" },
      help: { type: "boolean" },
      parallel: { type: "string" },
      plugins: { type: "string" },
    },
  });
}

/** How a run stands. Tasks that a dead orchestrator has claimed are nobody's. */
function statusOf(database: string): string {
  const isClaimed = ({ tasks }: RunView) => tasks.some(({ state }) => state === "claimed");
  const view = readRun(database);
  if (!isClaimed(view)) return summarize(view);
  // Whoever is at work has the lock; as long as we have it, nobody claims anything.
  using idle = tryLock(database);
  const now = readRun(database);
  const isLeft = idle !== undefined && isClaimed(now);
  return summarize(now) + (isLeft ? "\nNobody is at work on it; `run` goes on." : "");
}

/** Who may only look at a run cannot know whether somebody is at work on it. */
function tryLock(database: string): Disposable | undefined {
  try {
    return lockRun(database);
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  }
}

function finish(view: RunView): number {
  console.log(`\n${summarize(view)}`);
  return view.tasks.every(({ state }) => state === "completed") ? COMPLETED : NOT_COMPLETED;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Exit codes of what a signal ended, as shells have them. */
const SIGNALS: readonly [Deno.Signal, number][] = Deno.build.os === "windows"
  ? [["SIGINT", 130]]
  : [["SIGINT", 130], ["SIGTERM", 143]];

if (import.meta.main) {
  const interruption = new AbortController();
  let signalled: number | undefined;
  for (const [signal, code] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      // Who asks a second time does not want to wait; the guards end the agents all the same.
      if (signalled !== undefined) Deno.exit(code);
      signalled = code;
      interruption.abort("the orchestrator was stopped");
    });
  }
  let code: number;
  try {
    code = await main(Deno.args, interruption.signal);
  } catch (error) {
    if (!(error instanceof TenonError || error instanceof ProjectError || error instanceof DatabaseError)) throw error;
    console.error(error.message);
    code = error instanceof ProjectError ? WRONG_USE : NOT_COMPLETED;
  }
  // A plugin that never answers would keep the process alive.
  Deno.exit(signalled ?? code);
}
