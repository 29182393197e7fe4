/**
 * A ledger as the text of a file, and back.
 *
 * @module
 */
import { formatCsv, parseCsv } from "./csv.ts";
import type { Cost, Ledger } from "./ledger.ts";

/** How a ledger is written. */
export interface Format {
  /** The text of the file. */
  write(ledger: Ledger): string;
  /** The costs that such a text has. Gives undefined if it is no ledger. */
  read(text: string): Cost[] | undefined;
}

const HEADING = ["run", "scope", "name", "role", "task", "agents", "cost_usd", "ended", "event"];

/** A table: a row for each agent, then a row for each sum. */
export const csv: Format = {
  write(ledger) {
    const agents = ledger.costs.map(({ run, agent, role, task, usd, at, event }) => {
      return [run, "agent", agent, role, task, 1, usd, new Date(at).toISOString(), event];
    });
    const sums = ledger.sums().map(({ run, scope, name, agents, usd }) => {
      const [role, task] = [scope === "role" ? name : "", scope === "task" ? name : ""];
      return [run, scope, name, role, task, agents, usd, "", ""];
    });
    return formatCsv([HEADING, ...agents, ...sums]);
  },
  read(text) {
    const [heading, ...rows] = parseCsv(text) ?? [];
    if (heading === undefined || heading.join() !== HEADING.join()) return undefined;
    return allOf(
      rows.filter(([, scope]) => scope === "agent").map((row) => {
        const [run, , agent, role, task, , usd, ended, event] = row;
        return {
          run: Number(run),
          agent,
          role,
          task,
          usd: Number(usd),
          at: Date.parse(ended ?? ""),
          event: Number(event),
        };
      }),
    );
  },
};

/** The sums in detail, and the agents that they were made from. */
export const json: Format = {
  write(ledger) {
    const sums = ledger.sums();
    const runs = sums.filter(({ scope }) => scope === "run").map(({ run, agents, usd }) => {
      const of = (scope: string) =>
        sums.filter((sum) => sum.run === run && sum.scope === scope).map(({ name, agents, usd }) => ({
          name,
          agents,
          usd,
        }));
      return { run, agents, usd, roles: of("role"), tasks: of("task") };
    });
    return `${JSON.stringify({ runs, agents: ledger.costs }, undefined, 2)}\n`;
  },
  read(text) {
    try {
      const { agents } = JSON.parse(text) as { agents: unknown };
      return Array.isArray(agents) ? allOf(agents) : undefined;
    } catch {
      return undefined;
    }
  },
};

/** All of them, if all are costs. */
function allOf(values: readonly unknown[]): Cost[] | undefined {
  return values.every(isCost) ? [...values] : undefined;
}

function isCost(value: unknown): value is Cost {
  const { run, event, at, agent, role, task, usd } = (value ?? {}) as Record<string, unknown>;
  return [run, event].every((each) => Number.isSafeInteger(each) && (each as number) > 0) &&
    Number.isSafeInteger(at) && isAmount(usd) && [agent, role, task].every((each) => typeof each === "string");
}

/** Whether it is an amount of money that an agent can have cost. */
export function isAmount(usd: unknown): usd is number {
  return typeof usd === "number" && usd >= 0 && usd < Infinity;
}
