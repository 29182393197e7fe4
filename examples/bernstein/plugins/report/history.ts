/**
 * What the events of a run come to.
 *
 * @module
 */
import type { Task } from "@bernstein/hooks";
import type { Entry } from "./entry.ts";

/** A run. Times are in milliseconds since 1970. */
export interface History {
  /** When it began; the last event is its end. */
  readonly begin: number;
  readonly end: number;
  /** The tasks, in the order in which they came. */
  readonly tasks: readonly TaskHistory[];
  /** The thresholds of cost that were reached. */
  readonly thresholds: readonly { readonly at: number; readonly totalUsd: number; readonly thresholdUsd: number }[];
}

/** A task. */
export interface TaskHistory {
  readonly id: string;
  title: string;
  role: string;
  state: "queued" | "working" | "completed" | "failed";
  readonly attempts: Attempt[];
  /** When it was completed, or failed. */
  end?: number;
  /** What came of it: what its agent said, or why it failed. */
  outcome: string;
}

/** An agent's work on a task, and what the gates said of it. */
export interface Attempt {
  readonly agent: string;
  readonly begin: number;
  /** When the agent ended, and how. */
  died?: number;
  reason: string;
  costUsd: number;
  /** When it was over, gates included. */
  end?: number;
  result: "working" | "passed" | "gate" | "failed";
  /** The gate that it did not pass, and what that wrote. */
  gate?: { readonly command: string; readonly output: string };
}

/** Makes a run's history out of its events. Events whose beginning is missing, as after a crash, count as far as they go. */
export function historyOf(entries: readonly Entry[]): History {
  const tasks = new Map<string, TaskHistory>();
  const thresholds: History["thresholds"][number][] = [];
  const taskOf = (id: string, task?: Task): TaskHistory => {
    const known = tasks.get(id) ?? { id, title: id, role: "", state: "queued", attempts: [], outcome: "" };
    if (task !== undefined) [known.title, known.role] = [task.title, task.role];
    tasks.set(id, known);
    return known;
  };
  const attemptOf = (task: TaskHistory, agent: string | undefined, at: number): Attempt => {
    const last = agent === undefined ? task.attempts.at(-1) : task.attempts.findLast((each) => each.agent === agent);
    if (last !== undefined) return last;
    const attempt: Attempt = { agent: agent ?? "", begin: at, reason: "", costUsd: 0, result: "working" };
    task.attempts.push(attempt);
    return attempt;
  };

  for (const { hook, args, event: { at } } of entries) {
    switch (hook) {
      case "onTaskCreated":
        taskOf(args.task.id, args.task);
        break;
      case "onTaskClaimed": {
        const task = taskOf(args.task.id, args.task);
        task.state = "working";
        failLast(task);
        attemptOf(task, args.agentId, at);
        break;
      }
      case "onAgentSpawned":
        attemptOf(taskOf(args.taskId), args.agentId, at);
        break;
      case "onAgentDied": {
        const attempt = attemptOf(taskOf(args.taskId), args.agentId, at);
        Object.assign(attempt, { died: at, end: at, reason: args.reason, costUsd: args.costUsd });
        break;
      }
      case "onQualityGateFailure": {
        const attempt = attemptOf(taskOf(args.task.id, args.task), undefined, at);
        Object.assign(attempt, { end: at, result: "gate", gate: { command: args.gate, output: args.output } });
        break;
      }
      case "onTaskCompleted": {
        const task = taskOf(args.task.id, args.task);
        Object.assign(task, { state: "completed", end: at, outcome: args.result.summary });
        Object.assign(attemptOf(task, undefined, at), { end: at, result: "passed" });
        break;
      }
      case "onTaskFailed":
        // One that failed with a task that it depends on was never begun.
        failLast(Object.assign(taskOf(args.task.id, args.task), { state: "failed", end: at, outcome: args.error }));
        break;
      case "onCostThreshold":
        thresholds.push({ at, totalUsd: args.totalUsd, thresholdUsd: args.thresholdUsd });
        break;
    }
  }
  const times = entries.map(({ event }) => event.at);
  return { begin: lowest(times), end: highest(times), tasks: [...tasks.values()], thresholds };
}

/** An attempt after which another one comes, or the end, without a gate that objected: its agent has failed. */
function failLast({ attempts }: TaskHistory): void {
  const last = attempts.at(-1);
  if (last?.result === "working") last.result = "failed";
}

/** What all attempts cost together. */
export function costOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((sum, { costUsd }) => sum + costUsd, 0);
}

// Math.min and Math.max take no more arguments than the stack does.
function lowest(values: readonly number[]): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), values[0] ?? 0);
}

function highest(values: readonly number[]): number {
  return values.reduce((highest, value) => Math.max(highest, value), values[0] ?? 0);
}
