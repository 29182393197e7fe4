import { printable } from "../agents/output.ts";
import type { Event } from "../queue/events.ts";

/** Says in a line what happened. */
export function describe(event: Event): string {
  return oneLine(sentence(event));
}

/** What somebody else has written, on one line, and with nothing in it that steers the terminal. */
export function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, " ");
}

/** What a person should know of. It may be several lines. */
export function note(text: string): string {
  return `bernstein: ${printable(text)}`;
}

function sentence({ hook, args }: Event): string {
  switch (hook) {
    case "onTaskCreated":
      return line(args.task.id, "queued");
    case "onTaskClaimed":
      return line(args.task.id, `claimed by ${args.agentId}, attempt ${args.task.attempt} of ${args.task.maxAttempts}`);
    case "onTaskCompleted":
      return line(args.task.id, `completed${costs(args.result.costUsd)}${said(args.result.summary)}`);
    case "onTaskFailed":
      return line(args.task.id, `failed${said(args.error)}`);
    case "onAgentSpawned":
      return line(args.taskId, `${args.agentId} was started (${args.adapter})`);
    case "onAgentDied":
      return line(args.taskId, `${args.agentId} ended${costs(args.costUsd)}${said(args.reason)}`);
    case "onCostThreshold":
      return `the run has cost ${usd(args.totalUsd)}, which reaches the threshold of ${usd(args.thresholdUsd)}`;
    case "onQualityGateFailure":
      return line(args.task.id, `did not pass \`${args.gate}\``);
  }
}

/** `$0.05`, `$0.0525`: cents, and their hundredths where there are some. */
export function usd(sum: number): string {
  return `$${sum.toFixed(4).replace(/0{1,2}$/, "")}`;
}

/** `7 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `1 task`, `2 tasks`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function line(task: string, what: string): string {
  return `${task}: ${what}`;
}

function costs(sum: number): string {
  return sum === 0 ? "" : ` for ${usd(sum)}`;
}

function said(text: string): string {
  return text === "" ? "" : `: ${text}`;
}
