/**
 * The extension points of Bernstein, an orchestrator of command-line agents: what its plugins are told, and the marker to
 * hear it with. This is the contract; a plugin imports nothing else of the orchestrator.
 *
 * @example A plugin
 * ```ts ignore
 * import type { Args } from "@tenon/tenon";
 * import { type BernsteinSpec, hookimpl } from "./hookspecs.ts";
 *
 * // Says aloud what became of each task.
 * export default class Herald {
 *   @hookimpl
 *   onTaskCompleted({ task, result }: Args<BernsteinSpec, "onTaskCompleted">) {
 *     console.log(`${task.title} is done for $${result.costUsd}`);
 *   }
 *
 *   @hookimpl
 *   onTaskFailed({ task, error }: Args<BernsteinSpec, "onTaskFailed">) {
 *     console.log(`${task.title} failed: ${error}`);
 *   }
 * }
 * ```
 *
 * @module
 */
import { type HookimplMarker, hookimplMarker, hookspecMarker } from "@tenon/tenon";

const hookspec = hookspecMarker("bernstein");

/** A task as plugins see it: plain data, as it was when the event happened. */
export interface Task {
  /** Its name in the project file, such as `"parser"`. Unique in a run. */
  readonly id: string;
  /** What a person reads. */
  readonly title: string;
  /** What kind of agent it is for, such as `"backend"` or `"qa"`. */
  readonly role: string;
  /** The name of the adapter that starts its agents. */
  readonly adapter: string;
  /** The folder that its agents and gates run in, an absolute path. */
  readonly folder: string;
  /** The ids of the tasks that have to be completed before it. */
  readonly dependsOn: readonly string[];
  /**
   * Which attempt this is, from 1; 0 while there was none. An attempt that the orchestrator itself cut short is made again
   * under the same number.
   */
  readonly attempt: number;
  /** After how many failed attempts the task fails. */
  readonly maxAttempts: number;
}

/** What came of a completed task. */
export interface TaskResult {
  /** The last line that its last agent wrote; empty if it wrote nothing. */
  readonly summary: string;
  /** What all its agents cost together, in US dollars. */
  readonly costUsd: number;
  /** From its first claim to now, in milliseconds. */
  readonly durationMs: number;
}

/** When an event happened, and which one it is. */
export interface EventInfo {
  /** Ascending within a run, in the order in which things happened, and the same when an event is told again. */
  readonly id: number;
  /** When it happened, in milliseconds since 1970. It may be told later: after a crash, when the run is taken up again. */
  readonly at: number;
  /** Whether it may have been told before, as the orchestrator died while it was being told. */
  readonly repeated: boolean;
}

/**
 * What holds for each hook. Plugins are told side by side, so a slow one does not make others wait; one that throws, or has
 * not answered in time, is reported and left out. The run itself waits for none.
 */
const NOTICE = { concurrent: true, onError: "skip", timeoutMs: 5000 } as const;

/**
 * The hooks of Bernstein. Each tells of something that has happened and is in the database; none can change it, and what
 * an impl returns is ignored.
 *
 * Events come one after another, in the order in which they happened, each when the one before has been heard by all. No
 * event is lost: what was not told when the orchestrator died is told when the run is taken up again. So an event that was
 * being told at that moment comes again; `event.repeated` warns of it, and `event.id` tells for certain.
 *
 * All arguments are plain data, of which an isolated plugin gets a copy. A plugin takes those that it needs; more may be
 * added. An impl that has not answered within 5 seconds is given up, where the plugin's entry in `plugins.jsonc` does not
 * say otherwise, and after three failures in a row the plugin is called no more.
 */
export class BernsteinSpec {
  /**
   * Called when a task has been put into the queue: at the start of a run for all tasks of the project, in their order.
   *
   * @param _ `task`: the task, whose `attempt` is 0.
   */
  @hookspec({ ...NOTICE, args: ["task", "event"] })
  async onTaskCreated(_: { task: Task; event: EventInfo }): Promise<void> {}

  /**
   * Called when a task has been given to an agent, which is about to be started. Called again for each further attempt.
   *
   * @param _ `task`: the task. `agentId`: the agent's id, unique in a run, such as `"backend-3"`.
   */
  @hookspec({ ...NOTICE, args: ["task", "agentId", "event"] })
  async onTaskClaimed(_: { task: Task; agentId: string; event: EventInfo }): Promise<void> {}

  /**
   * Called when a task has passed all its quality gates. Happens once for a task, and then nothing more does.
   *
   * @param _ `task`: the task. `result`: what came of it.
   */
  @hookspec({ ...NOTICE, args: ["task", "result", "event"] })
  async onTaskCompleted(_: { task: Task; result: TaskResult; event: EventInfo }): Promise<void> {}

  /**
   * Called when a task has failed for good: its attempts are used up, or a task that it depends on has failed. Happens once
   * for a task, and then nothing more does. An attempt that is followed by another is no failure of the task.
   *
   * @param _ `task`: the task. `error`: why, as a sentence; what its last attempt failed of.
   */
  @hookspec({ ...NOTICE, args: ["task", "error", "event"] })
  async onTaskFailed(_: { task: Task; error: string; event: EventInfo }): Promise<void> {}

  /**
   * Called when an agent's process has been started.
   *
   * @param _ `agentId`: the agent's id. `role`: the role of its task. `adapter`: the name of the adapter that started it.
   *   `taskId`: the id of its task.
   */
  @hookspec({ ...NOTICE, args: ["agentId", "role", "adapter", "taskId", "event"] })
  async onAgentSpawned(
    _: { agentId: string; role: string; adapter: string; taskId: string; event: EventInfo },
  ): Promise<void> {}

  /**
   * Called when an agent's process has ended, well or not. One that could not be started at all, as its folder cannot be
   * made, has ended too, without `onAgentSpawned`.
   *
   * @param _ `agentId`: the agent's id. `reason`: how it ended, such as `"exited with code 0"`, `"was ended by SIGSEGV"`,
   *   `"did not finish within 600 s"` or `"the orchestrator was killed"`. `role`: the role of its task. `taskId`: the id of
   *   its task. `costUsd`: what it cost, in US dollars.
   */
  @hookspec({ ...NOTICE, args: ["agentId", "reason", "role", "taskId", "costUsd", "event"] })
  async onAgentDied(
    _: { agentId: string; reason: string; role: string; taskId: string; costUsd: number; event: EventInfo },
  ): Promise<void> {}

  /**
   * Called when what all agents cost together reaches one of the project's thresholds. Happens once for each threshold,
   * however often the run is interrupted.
   *
   * @param _ `totalUsd`: what the run has cost so far, in US dollars. `thresholdUsd`: the threshold.
   */
  @hookspec({ ...NOTICE, args: ["totalUsd", "thresholdUsd", "event"] })
  async onCostThreshold(_: { totalUsd: number; thresholdUsd: number; event: EventInfo }): Promise<void> {}

  /**
   * Called when a quality gate did not pass what an agent has done. The task then goes back into the queue, with the gate's
   * output for the next agent, or fails.
   *
   * @param _ `task`: the task. `gate`: the command, such as `"deno lint"`. `output`: the end of what it wrote, without colours.
   */
  @hookspec({ ...NOTICE, args: ["task", "gate", "output", "event"] })
  async onQualityGateFailure(_: { task: Task; gate: string; output: string; event: EventInfo }): Promise<void> {}
}

/** Marks the methods of a plugin as impls of Bernstein's hooks. */
export const hookimpl: HookimplMarker<BernsteinSpec> = hookimplMarker("bernstein");
