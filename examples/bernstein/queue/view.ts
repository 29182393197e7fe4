import type { TaskDefinition } from "../project.ts";
import { Database } from "./database.ts";

/** How a task stands. */
export type TaskState = "queued" | "claimed" | "completed" | "failed";

/** A task, for people to look at. */
export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly state: TaskState;
  /** Who holds it. */
  readonly agentId: string | undefined;
  /** How many attempts have failed. */
  readonly failures: number;
  readonly maxAttempts: number;
  /** What all its agents have cost together, in US dollars. */
  readonly costUsd: number;
  /** The summary of a completed task, the error of a failed one. */
  readonly outcome: string | undefined;
  /** When it was first claimed, in milliseconds since 1970. */
  readonly claimed: number | undefined;
  readonly ended: number | undefined;
}

/** How a run stands. */
export interface RunView {
  /** In the order of the project. */
  readonly tasks: readonly TaskView[];
  readonly costUsd: number;
}

interface Row extends Record<"definition" | "state", string>, Record<"agent" | "outcome", string | null> {
  readonly claimed: number | null;
  readonly ended: number | null;
  readonly failures: number;
  readonly cost: number;
}

/**
 * Looks at a run that another process may be at work on.
 *
 * @throws {DatabaseError} If there is none in this file.
 */
export function readRun(path: string): RunView {
  using database = new Database(path, { readOnly: true });
  return viewOf(database);
}

/** How the run in a database stands. */
export function viewOf(database: Database): RunView {
  const rows = database.all<Row>(
    `SELECT *, (SELECT coalesce(sum(cost), 0) FROM agents WHERE task = tasks.id) AS cost FROM tasks ORDER BY position`,
  );
  const tasks = rows.map(({ definition, state, agent, failures, outcome, claimed, ended, cost }): TaskView => {
    const { id, title, maxAttempts }: TaskDefinition = JSON.parse(definition);
    return {
      id,
      title,
      state: state as TaskState,
      agentId: agent ?? undefined,
      failures,
      maxAttempts,
      costUsd: cost / 1e6,
      outcome: outcome ?? undefined,
      claimed: claimed ?? undefined,
      ended: ended ?? undefined,
    };
  });
  return { tasks, costUsd: rows.reduce((sum, { cost }) => sum + cost, 0) / 1e6 };
}
