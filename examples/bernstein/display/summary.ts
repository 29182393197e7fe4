import type { RunView, TaskView } from "../queue/view.ts";
import { count, duration, oneLine, usd } from "./words.ts";

/** Says how a run stands, as a table and a line. */
export function summarize({ tasks, costUsd }: RunView): string {
  const rows = tasks.map((task) => [task.id, task.state, attempts(task), usd(task.costUsd), time(task), about(task)]);
  const table = [["task", "state", "failed attempts", "cost", "time", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const lines = table.map((cells) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
  const by = (state: string) => tasks.filter((task) => task.state === state).length;
  const left = tasks.length - by("completed") - by("failed");
  const end = `${count(tasks.length, "task")}: ${by("completed")} completed, ${by("failed")} failed` +
    `${left > 0 ? `, ${left} left to do` : ""}; ${usd(costUsd)}`;
  return [...lines, "", end].join("\n");
}

function attempts({ failures, maxAttempts }: TaskView): string {
  return failures === 0 ? "" : `${failures} of ${maxAttempts}`;
}

function time({ claimed, ended }: TaskView): string {
  return claimed === undefined || ended === undefined ? "" : duration(ended - claimed);
}

function about({ outcome, agentId }: TaskView): string {
  return oneLine(outcome ?? (agentId === undefined ? "" : `with ${agentId}`));
}
