/**
 * A run as a page of Markdown.
 *
 * @module
 */
import { type Attempt, costOf, type History, type TaskHistory } from "./history.ts";
import { block, code, dollars, duration, inline, moment } from "./words.ts";

const STATES: Readonly<Record<TaskHistory["state"], string>> = {
  queued: "not begun",
  working: "not ended",
  completed: "completed",
  failed: "**failed**",
};

const RESULTS: Readonly<Record<Attempt["result"], string>> = {
  passed: "passed",
  gate: "did not pass a gate",
  failed: "failed",
  working: "not ended",
};

/**
 * Writes the report.
 *
 * @param picture The name of the file with the timeline, beside the report.
 */
export function writeReport(title: string, { begin, end, tasks, thresholds }: History, picture: string): string {
  const attempts = tasks.flatMap(({ attempts }) => attempts);
  const count = (state: TaskHistory["state"]) => tasks.filter((task) => task.state === state).length;
  const sections = [
    `# ${inline(title)}`,
    `${moment(begin)} to ${moment(end)}`,
    table(["", ""], [
      ["tasks", `${tasks.length}: ${count("completed")} completed, ${count("failed")} failed`],
      ["agents", String(attempts.length)],
      ["gates not passed", String(attempts.filter(({ gate }) => gate !== undefined).length)],
      ["time", duration(end - begin)],
      ["cost", dollars(costOf(attempts))],
      ...thresholds.map(({ at, totalUsd, thresholdUsd }) => [
        `${dollars(thresholdUsd)} reached`,
        `after ${duration(at - begin)}, with ${dollars(totalUsd)}`,
      ]),
    ]),
    `![Timeline of the run](${encodeURI(picture)})`,
    "## Tasks",
    table(
      ["task", "role", "state", "attempts", "time", "cost", "outcome"],
      tasks.map((task) => [
        inline(task.title),
        inline(task.role),
        STATES[task.state],
        String(task.attempts.length),
        duration(timeOf(task, end)),
        dollars(costOf(task.attempts)),
        inline(task.outcome),
      ]),
    ),
    "## Agents",
    table(
      ["agent", "task", "began after", "worked", "cost", "ended", "result"],
      tasks.flatMap(({ title, attempts }) =>
        attempts.map((attempt) => [
          inline(attempt.agent),
          inline(title),
          duration(attempt.begin - begin),
          duration((attempt.died ?? end) - attempt.begin),
          dollars(attempt.costUsd),
          inline(attempt.reason),
          RESULTS[attempt.result],
        ])
      ),
    ),
    ...gates(tasks),
  ];
  return `${sections.join("\n\n")}\n`;
}

function* gates(tasks: readonly TaskHistory[]): Generator<string> {
  const failed = tasks.flatMap((task) =>
    task.attempts.flatMap(({ agent, gate }, index) =>
      gate === undefined ? [] : [{ task, agent, gate, attempt: index + 1 }]
    )
  );
  if (failed.length > 0) yield "## Gates that were not passed";
  for (const { task, agent, gate, attempt } of failed) {
    yield `### ${code(gate.command)}`;
    yield `Task “${inline(task.title)}”, attempt ${attempt}, by ${inline(agent)}:`;
    yield block(gate.output);
  }
}

/** From the first claim to the end. */
function timeOf({ attempts }: TaskHistory, end: number): number {
  const [first] = attempts;
  return first === undefined ? 0 : (attempts.at(-1)?.end ?? end) - first.begin;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}
