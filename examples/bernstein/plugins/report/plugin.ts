/**
 * Writes a report of the run: a page of Markdown, with a picture of the timeline.
 *
 * @module
 */
import { type Args, type HookimplMarker, hookimplMarker } from "@tenon/tenon";
import { basename, dirname } from "node:path";
import type { BernsteinSpec } from "@bernstein/hooks";
import type { Entry } from "./entry.ts";
import { historyOf } from "./history.ts";
import { Journal } from "./journal.ts";
import { writeReport } from "./markdown.ts";
import { drawTimeline } from "./picture.ts";

const hookimpl: HookimplMarker<BernsteinSpec> = hookimplMarker("bernstein");

/** Options of the plugin. */
export interface ReportOptions {
  /** The file: `NAME.md`, relative to the working folder; `reports/report.md` by default. */
  readonly file?: string;
  /** The heading; `Report of the run` by default. */
  readonly title?: string;
}

/** What this plugin wants where it has no options: the folder of its files. */
export const permissions: { read: string[]; write: string[] } = { read: ["reports"], write: ["reports"] };

/**
 * Keeps what it is told in a journal, and writes the report whenever a task has ended, and at the end. After a crash it goes
 * on with what the journal has.
 */
export default class Report implements AsyncDisposable {
  readonly #file: string;
  readonly #title: string;
  readonly #journal: Journal;
  /** What is being written, and what comes after it. */
  #writing: Promise<void> = Promise.resolve();

  /**
   * Takes the options, and what an interrupted run has left.
   *
   * @throws {TypeError} If an option is none.
   */
  constructor({ file = "reports/report.md", title = "Report of the run" }: ReportOptions = {}) {
    if (typeof file !== "string" || !file.endsWith(".md") || basename(file) === ".md") {
      throw new TypeError('its option "file" must name a file that ends with .md.');
    }
    if (typeof title !== "string") throw new TypeError('its option "title" must be a text.');
    this.#file = file;
    this.#title = title;
    this.#journal = new Journal(this.#beside("events.jsonl"));
  }

  @hookimpl
  onTaskCreated({ event, task }: Args<BernsteinSpec, "onTaskCreated">): Promise<void> {
    return this.#note({ hook: "onTaskCreated", args: { task }, event });
  }

  @hookimpl
  onTaskClaimed({ event, task, agentId }: Args<BernsteinSpec, "onTaskClaimed">): Promise<void> {
    return this.#note({ hook: "onTaskClaimed", args: { task, agentId }, event });
  }

  @hookimpl
  async onTaskCompleted({ event, task, result }: Args<BernsteinSpec, "onTaskCompleted">): Promise<void> {
    await this.#note({ hook: "onTaskCompleted", args: { task, result }, event });
    await this.#write();
  }

  @hookimpl
  async onTaskFailed({ event, task, error }: Args<BernsteinSpec, "onTaskFailed">): Promise<void> {
    await this.#note({ hook: "onTaskFailed", args: { task, error }, event });
    await this.#write();
  }

  @hookimpl
  onAgentSpawned({ event, agentId, role, adapter, taskId }: Args<BernsteinSpec, "onAgentSpawned">): Promise<void> {
    return this.#note({ hook: "onAgentSpawned", args: { agentId, role, adapter, taskId }, event });
  }

  @hookimpl
  onAgentDied({ event, agentId, reason, role, taskId, costUsd }: Args<BernsteinSpec, "onAgentDied">): Promise<void> {
    return this.#note({ hook: "onAgentDied", args: { agentId, reason, role, taskId, costUsd }, event });
  }

  @hookimpl
  onCostThreshold({ event, totalUsd, thresholdUsd }: Args<BernsteinSpec, "onCostThreshold">): Promise<void> {
    return this.#note({ hook: "onCostThreshold", args: { totalUsd, thresholdUsd }, event });
  }

  @hookimpl
  onQualityGateFailure(
    { event, task, gate, output }: Args<BernsteinSpec, "onQualityGateFailure">,
  ): Promise<void> {
    return this.#note({ hook: "onQualityGateFailure", args: { task, gate, output }, event });
  }

  /** Writes the report a last time. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#journal.entries.length > 0) await this.#write();
  }

  #note(entry: Entry): Promise<void> {
    return this.#next(() => this.#journal.add(entry));
  }

  #write(): Promise<void> {
    return this.#next(async () => {
      const history = historyOf(this.#journal.entries);
      const picture = this.#beside("svg");
      await replace(picture, drawTimeline(history));
      await replace(this.#file, writeReport(this.#title, history, basename(picture)));
    });
  }

  /** One after another: a call that was given up may still be writing when the next one comes. */
  #next(action: () => Promise<void>): Promise<void> {
    const result = this.#writing.then(action);
    this.#writing = result.catch(() => {});
    return result;
  }

  /** A file beside the report, of the same name. */
  #beside(extension: string): string {
    return this.#file.replace(/md$/, extension);
  }
}

/** Whoever reads the file meanwhile sees the whole of the old one or of the new one. */
async function replace(file: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(`${file}.new`, text);
  await Deno.rename(`${file}.new`, file);
}
