/**
 * What agents have cost, and what that comes to for roles, tasks and runs.
 *
 * @module
 */

/** What one agent has cost. */
export interface Cost {
  /** The number of the run, from 1. */
  readonly run: number;
  /** The id of the event that told of it, ascending within a run. */
  readonly event: number;
  /** When the agent ended, in milliseconds since 1970. */
  readonly at: number;
  readonly agent: string;
  readonly role: string;
  readonly task: string;
  /** In US dollars. */
  readonly usd: number;
}

/** What several agents have cost together. */
export interface Sum {
  readonly run: number;
  /** What they have in common: the run itself, a role or a task. */
  readonly scope: "run" | "role" | "task";
  /** Which role or task; empty for the run. */
  readonly name: string;
  readonly agents: number;
  readonly usd: number;
}

/** The costs of all runs that are written to one file. */
export class Ledger {
  readonly #costs: Cost[];
  #run: number;
  #last: number;

  /** Takes what earlier runs, or an interrupted one, have left. */
  constructor(costs: readonly Cost[] = []) {
    this.#costs = [...costs];
    this.#run = Math.max(0, ...costs.map(({ run }) => run));
    this.#last = Math.max(0, ...costs.filter(({ run }) => run === this.#run).map(({ event }) => event));
  }

  /** The costs, in the order in which they were told. */
  get costs(): readonly Cost[] {
    return this.#costs;
  }

  /**
   * Notes that an event was told. Ids ascend within a run, and an event that is told again has its old id: so one that is
   * lower than the last begins another run.
   *
   * @returns Whether the event is new.
   */
  hear(event: number): boolean {
    if (event === this.#last) return false;
    if (event < this.#last || this.#run === 0) this.#run++;
    this.#last = event;
    return true;
  }

  /** Adds what an agent has cost, if that was not told before. Gives whether it was new. */
  add(cost: Omit<Cost, "run">): boolean {
    if (!this.hear(cost.event)) return false;
    this.#costs.push({ run: this.#run, ...cost });
    return true;
  }

  /** What it comes to: for each run, and in it for each role and task, in the order in which they came. */
  sums(): Sum[] {
    const sums = new Map<string, { -readonly [Key in keyof Sum]: Sum[Key] }>();
    for (const { run, role, task, usd } of this.#costs) {
      for (const [scope, name] of [["run", ""], ["role", role], ["task", task]] as const) {
        const key = JSON.stringify([run, scope, name]);
        const sum = sums.get(key) ?? { run, scope, name, agents: 0, usd: 0 };
        sums.set(key, { ...sum, agents: sum.agents + 1, usd: cents(sum.usd + usd) });
      }
    }
    const order = ["run", "role", "task"];
    return [...sums.values()].sort((a, b) => a.run - b.run || order.indexOf(a.scope) - order.indexOf(b.scope));
  }
}

/** To the millionth of a dollar: sums of binary fractions would end in noise. */
export function cents(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}
