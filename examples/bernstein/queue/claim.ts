import type { Task } from "../hookspecs.ts";
import type { TaskDefinition } from "../project.ts";

/** A task in the hands of one agent, who alone may say what becomes of it. */
export interface Claim {
  readonly task: TaskDefinition;
  readonly agentId: string;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** What the attempt before failed of; undefined in the first. */
  readonly feedback: string | undefined;
}

/** Why an attempt failed. */
export interface Failure {
  /** A sentence for people. */
  readonly error: string;
  /** What the next agent is told. */
  readonly feedback: string;
}

/** A task as plugins see it. */
export function taskOf(definition: TaskDefinition, attempt: number): Task {
  const { id, title, role, adapter, folder, dependsOn, maxAttempts } = definition;
  return { id, title, role, adapter, folder, dependsOn, attempt, maxAttempts };
}
