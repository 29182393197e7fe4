/** Arguments of Bernstein's hooks, for tests of its plugins. */
import type { Args, HookNames, PluginManager } from "@tenon/tenon";
import type { BernsteinSpec, EventInfo, Task } from "@bernstein/hooks";

/** The hooks. */
export const HOOKS: readonly HookNames<BernsteinSpec>[] = [
  "onTaskCreated",
  "onTaskClaimed",
  "onTaskCompleted",
  "onTaskFailed",
  "onAgentSpawned",
  "onAgentDied",
  "onCostThreshold",
  "onQualityGateFailure",
];

/** All arguments that there are; a hook is given those that are its own. */
export interface AllArgs {
  task: Task;
  agentId: string;
  result: Args<BernsteinSpec, "onTaskCompleted">["result"];
  error: string;
  role: string;
  adapter: string;
  taskId: string;
  reason: string;
  costUsd: number;
  totalUsd: number;
  thresholdUsd: number;
  gate: string;
  output: string;
  event: EventInfo;
}

/** A task, where a test does not say otherwise. */
export function task(changes: Partial<Task> = {}): Task {
  return {
    ...{ id: "parser", title: "Write the parser", role: "backend", adapter: "scripted", folder: "/home/ada/parser" },
    ...{ dependsOn: [], attempt: 1, maxAttempts: 3 },
    ...changes,
  };
}

/** When the run of the tests began. */
export const START = Date.UTC(2026, 10, 21, 12);

/** The events of a run: each call of one of its functions is one, a second after the one before. */
export class Run {
  #id: number;

  /** Takes the id of the last event that is over. */
  constructor(id = 0) {
    this.#id = id;
  }

  /** The id of the last event. */
  get id(): number {
    return this.#id;
  }

  /** The next event. */
  event(changes: Partial<EventInfo> = {}): EventInfo {
    const id = ++this.#id;
    return { id, at: START + (id - 1) * 1000, repeated: false, ...changes };
  }

  /** The arguments of a hook, at the next event. */
  args(changes: Partial<AllArgs> = {}): AllArgs {
    const defaults: Omit<AllArgs, "event"> = {
      ...{ task: task(), agentId: "backend-1", role: "backend", adapter: "scripted", taskId: "parser" },
      ...{ error: "the agent exited with code 1: no idea", reason: "exited with code 0", costUsd: 0.25 },
      ...{ totalUsd: 1.5, thresholdUsd: 1, gate: "deno lint", output: "1 problem\nunused variable" },
      result: { summary: "The parser reads all of it.", costUsd: 0.25, durationMs: 61_500 },
    };
    return { ...defaults, event: this.event(), ...changes };
  }

  /** Calls a hook, as the orchestrator does. */
  async tell(
    plugins: PluginManager<BernsteinSpec>,
    hook: HookNames<BernsteinSpec>,
    changes: Partial<AllArgs> = {},
  ): Promise<void> {
    await (plugins.hook[hook] as (args: AllArgs) => Promise<unknown>)(this.args(changes));
  }
}

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`It did not happen that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
