/** A run that a report is made of, told to a plugin or taken as its journal has it. */
import type { PluginManager } from "@tenon/tenon";
import type { BernsteinSpec } from "@bernstein/hooks";
import type { Entry } from "../../../../../examples/bernstein/plugins/report/entry.ts";
import { type AllArgs, Run, task } from "../events.ts";

type Step = readonly [hook: Entry["hook"], changes: Partial<AllArgs>];

const lexer = task({ id: "lexer", title: "Write the lexer", attempt: 1 });
const parser = task({ id: "parser", title: "Write the parser", dependsOn: ["lexer"] });
const docs = task({ id: "docs", title: "Write the docs", role: "writer", dependsOn: ["parser"] });

/** Three tasks: the first passes its gates the second time, the second fails, and the third with it. */
export const STEPS: readonly Step[] = [
  ["onTaskCreated", { task: { ...lexer, attempt: 0 } }],
  ["onTaskCreated", { task: { ...parser, attempt: 0 } }],
  ["onTaskCreated", { task: { ...docs, attempt: 0 } }],
  ["onTaskClaimed", { task: lexer, agentId: "backend-1" }],
  ["onAgentSpawned", { agentId: "backend-1", taskId: "lexer" }],
  ["onAgentDied", { agentId: "backend-1", taskId: "lexer", costUsd: 0.25 }],
  ["onQualityGateFailure", { task: lexer, gate: "deno lint", output: "error: `x` is never used\n```\n" }],
  ["onTaskClaimed", { task: { ...lexer, attempt: 2 }, agentId: "backend-2" }],
  ["onAgentSpawned", { agentId: "backend-2", taskId: "lexer" }],
  ["onCostThreshold", { totalUsd: 1.05, thresholdUsd: 1 }],
  ["onAgentDied", { agentId: "backend-2", taskId: "lexer", costUsd: 0.8 }],
  [
    "onTaskCompleted",
    { task: { ...lexer, attempt: 2 }, result: { summary: "It reads <all> of it.", costUsd: 1.05, durationMs: 8000 } },
  ],
  ["onTaskClaimed", { task: parser, agentId: "backend-3" }],
  ["onAgentSpawned", { agentId: "backend-3", taskId: "parser" }],
  ["onAgentDied", { agentId: "backend-3", taskId: "parser", reason: "was ended by SIGSEGV", costUsd: 0 }],
  ["onTaskFailed", { task: parser, error: "the agent was ended by SIGSEGV" }],
  ["onTaskFailed", { task: docs, error: 'the task "parser" failed, which it depends on' }],
];

/** Tells a plugin some of it. */
export async function tell(plugins: PluginManager<BernsteinSpec>, from = 0, to: number = STEPS.length): Promise<void> {
  const run = new Run(from);
  for (const [hook, changes] of STEPS.slice(from, to)) await run.tell(plugins, hook, changes);
}

/** It as a journal has it. */
export function entries(steps: readonly Step[] = STEPS): Entry[] {
  const run = new Run();
  return steps.map(([hook, changes]) => {
    const { event, ...args } = run.args(changes);
    return { hook, args, event } as Entry;
  });
}
