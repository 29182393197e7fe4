/**
 * Usage for people to read.
 *
 * @module
 */
import type { Usage } from "./usage.ts";

const SESSION_COLUMNS = ["session", "turns", "unfinished", "tokens in", "tokens out", "tool calls", "failed", "time"];

/** The usage as two tables, of sessions and of tools; the second only if tools were called. */
export function tableOf(usage: Usage): string {
  const sessions = usage.sessions.map((use) => [
    use.session,
    use.turns,
    use.unfinished,
    use.inputTokens,
    use.outputTokens,
    use.toolCalls,
    use.failedToolCalls,
    seconds(use.ms),
  ]);
  const tools = usage.tools.map(({ tool, calls, failed, ms }) => [tool, calls, failed, seconds(ms)]);
  return [
    ...aligned([SESSION_COLUMNS, ...sessions]),
    ...(tools.length === 0 ? [] : ["", ...aligned([["tool", "calls", "failed", "time"], ...tools])]),
  ].join("\n");
}

/** The first column to the left, all others, which are numbers, to the right. */
function aligned(rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => shown(String(cell))));
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) =>
    row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)).join("  ").trimEnd()
  );
}

/** Models make up names of tools. They must not break the table. */
function shown(text: string): string {
  // deno-lint-ignore no-control-regex
  const line = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, " ");
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
