/**
 * One run of a project, from its file to its end.
 *
 * @module
 */
import { PluginManager } from "@tenon/tenon";
import { dirname, resolve, toFileUrl } from "@std/path";
import { adaptersOf } from "./agents/adapter.ts";
import { Announcer } from "./announcer.ts";
import { createDisplay, type Display } from "./display/display.ts";
import { count } from "./display/words.ts";
import { BernsteinSpec } from "./hookspecs.ts";
import { lockRun } from "./lock.ts";
import { Orchestrator } from "./orchestrator.ts";
import { catchFloating, logPlugins, logReport, messageOf } from "./plugin_log.ts";
import { readProject } from "./project.ts";
import { DatabaseError } from "./queue/database.ts";
import { Queue } from "./queue/queue.ts";
import type { RunView } from "./queue/view.ts";

/** What is to be run, and where it is kept. */
export interface RunOptions {
  /** The project file. */
  readonly project: string;
  /** The database. */
  readonly db: string;
  /** How many agents may run at once, if not as many as the project says. */
  readonly parallel?: number | undefined;
  /** The manifest of the plugins; without one, they are looked for in what the project depends on. */
  readonly manifest?: string | undefined;
}

/** After how many failures in a row a plugin is called no more. */
const QUARANTINE_AFTER = 3;

/** How long plugins may take at the end to hear what they have not heard yet, in milliseconds. */
const FINISH_MS = 10_000;

/** How long plugins may take together to give back what they hold, in milliseconds. */
const CLOSE_MS = 5_000;

/**
 * Runs a project, or takes up a run that was interrupted.
 *
 * @param stop Ends it early. What is left to do stays in the database.
 * @returns How it stands at the end. Plugins are closed by then.
 * @throws {ProjectError} If the project is not in order.
 * @throws {DatabaseError} If the database cannot be used, or another process is at work on it.
 */
export async function runProject(options: RunOptions, stop: AbortSignal): Promise<RunView> {
  const project = await readProject(options.project);
  using lock = lockRun(options.db);
  if (lock === undefined) {
    throw new DatabaseError(`Cannot run ${options.project}: another process is at work on ${options.db}.`);
  }
  using queue = new Queue(options.db);
  using display = createDisplay(() => queue.view());
  const note = (text: string) => display.note(text);
  using _floating = catchFloating(note);

  const plugins = new PluginManager("bernstein", BernsteinSpec, {
    quarantineAfter: QUARANTINE_AFTER,
    onWarning: ({ message }) => note(message),
  });
  try {
    logPlugins(plugins, note);
    const base = toFileUrl(`${dirname(resolve(options.project))}/`);
    logReport(await plugins.load(options.manifest, options.manifest === undefined ? { base } : {}), note);
    // It is stopped before the plugins are closed, also by an error: what nobody hears is not to count as told.
    using announcer = new Announcer(
      queue.events,
      plugins,
      (error) => note(`plugins could not be told: ${messageOf(error)}`),
    );
    queue.onEvent((event) => {
      display.event(event);
      announcer.wake();
    });
    queue.add(project);
    const adapters = adaptersOf(project);
    await new Orchestrator({ queue, adapters, parallel: options.parallel ?? project.parallel }).run(stop);
    const untold = await announcer.finish(FINISH_MS);
    if (untold > 0) note(`${count(untold, "event")} could not be told in time, and will be at the next start.`);
    return queue.view();
  } finally {
    await close(plugins, display);
  }
}

/** A plugin in the host that never finishes giving back what it holds would keep us from ending. */
async function close(plugins: PluginManager<BernsteinSpec>, display: Display): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), CLOSE_MS);
  try {
    if (await Promise.race([plugins[Symbol.asyncDispose](), late]) === "late") {
      display.note(`plugins have not closed within ${CLOSE_MS / 1000} s.`);
    }
  } catch (error) {
    display.note(messageOf(error));
  } finally {
    clearTimeout(timer);
  }
}
