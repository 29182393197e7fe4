/**
 * What stands between the orchestrator and a kind of agent: how one is started, and what it says about its cost.
 *
 * @module
 */
import type { CommandOptions, Project, TaskDefinition } from "../project.ts";
import { SCRIPTED } from "../project.ts";
import { commandAdapter } from "./command_adapter.ts";
import { scriptedAdapter } from "./scripted_adapter.ts";

/** What an agent is to do. */
export interface Job {
  readonly task: TaskDefinition;
  /** The prompt of the task, and what the attempt before failed of. */
  readonly prompt: string;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
}

/** How an agent's process is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly stdin: string;
}

/** A kind of agent. */
export interface Adapter {
  /** Says how to start an agent for a job. */
  launch(job: Job): Launch;
  /** Reads from a line that an agent wrote what it has cost so far, in US dollars; undefined if the line is about something else. */
  costIn(line: string): number | undefined;
}

/** The adapters of a project, by name. */
export function adaptersOf({ adapters }: Pick<Project, "adapters">): ReadonlyMap<string, Adapter> {
  const commands = Object.entries<CommandOptions>(adapters);
  return new Map([
    [SCRIPTED, scriptedAdapter],
    ...commands.map(([name, options]) => [name, commandAdapter(options)] as const),
  ]);
}
