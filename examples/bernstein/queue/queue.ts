/**
 * The queue of tasks. Each change of state is one transaction in the database, together with the events that tell of it: so
 * the queue is as a crash leaves it, never in between.
 *
 *     queued -> claimed -> completed
 *        ^         |
 *        +---------+-----> failed
 *
 * @module
 */
import type { Project, TaskDefinition } from "../project.ts";
import { type Claim, type Failure, taskOf } from "./claim.ts";
import { Database, DatabaseError } from "./database.ts";
import { type Event, Events, type Happening } from "./events.ts";
import { type RunView, viewOf } from "./view.ts";

/** Millionths of a dollar. */
const MICRO = 1e6;

/** The tasks of a run, what became of them, and what it cost. */
export class Queue implements Disposable {
  /** What has happened, for telling plugins. */
  readonly events: Events;
  readonly #database: Database;
  readonly #listeners = new Set<(event: Event) => void>();
  #happened: Event[] = [];

  /**
   * Opens the queue in a file, and makes it if it is not there.
   *
   * @throws {DatabaseError} If the file is something else.
   */
  constructor(path: string) {
    this.#database = new Database(path);
    this.events = new Events(this.#database);
  }

  /** Calls `listener` for each event from now on, when it is in the database. */
  onEvent(listener: (event: Event) => void): void {
    this.#listeners.add(listener);
  }

  /** The id of the run, which marks its processes. */
  get run(): string {
    return this.#database.get<{ id: string }>("SELECT id FROM run")?.id ?? "";
  }

  /** How the run stands. */
  view(): RunView {
    return viewOf(this.#database);
  }

  /**
   * Puts the tasks of a project into the queue. Those that are there already, from an interrupted run, are left as they are.
   *
   * @throws {DatabaseError} If the file holds other tasks or cost thresholds, or the same in another form.
   */
  add({ tasks, costThresholds }: Project): void {
    this.#change(() => {
      const known = this.#database.all<{ id: string; definition: string }>("SELECT id, definition FROM tasks");
      const before = new Map(known.map(({ id, definition }) => [id, definition]));
      const isNew = before.size === 0;
      for (const [position, task] of tasks.entries()) {
        const definition = JSON.stringify(task);
        if (isNew) {
          this.#database.run(
            "INSERT INTO tasks (id, position, definition) VALUES (?, ?, ?)",
            task.id,
            position,
            definition,
          );
          this.#tell({ hook: "onTaskCreated", args: { task: taskOf(task, 0) } });
        } else if (before.get(task.id) !== definition) throw notTheSame(`the task "${task.id}"`);
        before.delete(task.id);
      }
      for (const id of before.keys()) throw notTheSame(`the task "${id}"`);
      const thresholds = new Set(costThresholds.map(microOf));
      if (!isNew) {
        const knownThresholds = this.#database.all<{ cost: number }>("SELECT cost FROM thresholds");
        const changed = thresholds.symmetricDifference(new Set(knownThresholds.map(({ cost }) => cost)));
        if (changed.size > 0) throw notTheSame('"costThresholds"');
        return;
      }
      for (const { id, dependsOn } of tasks) {
        for (const needed of new Set(dependsOn)) {
          this.#database.run("INSERT INTO dependencies VALUES (?, ?)", id, needed);
        }
      }
      for (const cost of thresholds) this.#database.run("INSERT INTO thresholds (cost) VALUES (?)", cost);
    });
  }

  /** Gives the first task that waits for nothing to a new agent; undefined if there is none at the moment. */
  claim(): Claim | undefined {
    return this.#change(() => {
      const row = this.#database.get<{ definition: string; failures: number; feedback: string | null }>(
        `SELECT definition, failures, feedback FROM tasks WHERE state = 'queued' AND NOT EXISTS (
           SELECT 1 FROM dependencies JOIN tasks AS needed ON needed.id = needs
           WHERE task = tasks.id AND needed.state <> 'completed'
         ) ORDER BY position LIMIT 1`,
      );
      if (row === undefined) return undefined;
      const task: TaskDefinition = JSON.parse(row.definition);
      const number = (this.#database.get<{ count: number }>("SELECT count(*) AS count FROM agents")?.count ?? 0) + 1;
      const agentId = `${task.role}-${number}`;
      const now = Date.now();
      this.#database.run("INSERT INTO agents (id, task, claimed) VALUES (?, ?, ?)", agentId, task.id, now);
      this.#database.run(
        "UPDATE tasks SET state = 'claimed', agent = ?, claimed = coalesce(claimed, ?) WHERE id = ?",
        agentId,
        now,
        task.id,
      );
      const claim = { task, agentId, attempt: row.failures + 1, feedback: row.feedback ?? undefined };
      this.#tell({ hook: "onTaskClaimed", args: { task: taskOf(task, claim.attempt), agentId } });
      return claim;
    });
  }

  /** The agent's process has been started. */
  agentSpawned({ task: { id, role, adapter }, agentId }: Claim): void {
    this.#change(() => {
      this.#database.run("UPDATE agents SET started = ? WHERE id = ?", Date.now(), agentId);
      this.#tell({ hook: "onAgentSpawned", args: { agentId, role, adapter, taskId: id } });
    });
  }

  /** The agent has cost so much so far, in US dollars. A smaller sum than before changes nothing. */
  agentCost({ agentId }: Claim, usd: number): void {
    this.#change(() => {
      const cost = microOf(usd);
      if (this.#database.run("UPDATE agents SET cost = ? WHERE id = ? AND cost < ?", cost, agentId, cost) === 0) return;
      const total = this.#database.get<{ sum: number }>("SELECT sum(cost) AS sum FROM agents")?.sum ?? 0;
      const crossed = this.#database.all<{ cost: number }>(
        "UPDATE thresholds SET crossed = ? WHERE crossed IS NULL AND cost <= ? RETURNING cost",
        Date.now(),
        total,
      );
      for (const { cost } of crossed.sort((a, b) => a.cost - b.cost)) {
        this.#tell({ hook: "onCostThreshold", args: { totalUsd: total / MICRO, thresholdUsd: cost / MICRO } });
      }
    });
  }

  /** The agent has ended well, and its task is about to be looked at. */
  agentDone(claim: Claim, reason: string): void {
    this.#change(() => this.#agentDied(claim.task, claim.agentId, reason));
  }

  /** The agent has ended badly: the task goes back into the queue, or fails. */
  agentFailed(claim: Claim, reason: string, failure: Failure): void {
    this.#change(() => {
      this.#agentDied(claim.task, claim.agentId, reason);
      this.#attemptFailed(claim, failure);
    });
  }

  /** The task did not pass a gate: it goes back into the queue, or fails. */
  gateFailed(claim: Claim, gate: string, output: string, failure: Failure): void {
    this.#change(() => {
      const { task, attempt } = claim;
      this.#tell({ hook: "onQualityGateFailure", args: { task: taskOf(task, attempt), gate, output } });
      this.#attemptFailed(claim, failure);
    });
  }

  /** The task has passed all its gates. */
  complete(claim: Claim, summary: string): void {
    this.#change(() => {
      const { task, attempt } = claim;
      const now = Date.now();
      this.#letGo(claim, "state = 'completed', outcome = ?, ended = ?", summary, now);
      const row = this.#database.get<{ claimed: number; cost: number }>(
        "SELECT min(claimed) AS claimed, sum(cost) AS cost FROM agents WHERE task = ?",
        task.id,
      );
      const result = { summary, costUsd: (row?.cost ?? 0) / MICRO, durationMs: now - (row?.claimed ?? now) };
      this.#tell({ hook: "onTaskCompleted", args: { task: taskOf(task, attempt), result } });
    });
  }

  /** The attempt was cut short, by no fault of its own: the task goes back into the queue as if it had not been made. */
  release(claim: Claim, reason: string): void {
    this.#change(() => {
      this.#agentDied(claim.task, claim.agentId, reason);
      this.#letGo(claim, "state = 'queued'");
    });
  }

  /** Releases all that is claimed. For the start of an orchestrator, when no agent of an earlier one is left. */
  recover(reason: string): void {
    this.#change(() => {
      const claimed = this.#database.all<{ definition: string; agent: string }>(
        "SELECT definition, agent FROM tasks WHERE state = 'claimed' ORDER BY position",
      );
      for (const { definition, agent } of claimed) this.#agentDied(JSON.parse(definition), agent, reason);
      this.#database.run("UPDATE tasks SET state = 'queued', agent = NULL WHERE state = 'claimed'");
    });
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]();
  }

  /** An agent that has ended already, as while its task is looked at, has nothing more to end. */
  #agentDied({ id, role }: TaskDefinition, agentId: string, reason: string): void {
    const row = this.#database.get<{ cost: number }>(
      "UPDATE agents SET ended = ?, reason = ? WHERE id = ? AND ended IS NULL RETURNING cost",
      Date.now(),
      reason,
      agentId,
    );
    if (row === undefined) return;
    const args = { agentId, reason, role, taskId: id, costUsd: row.cost / MICRO };
    this.#tell({ hook: "onAgentDied", args });
  }

  #attemptFailed(claim: Claim, { error, feedback }: Failure): void {
    const { task, attempt } = claim;
    if (attempt < task.maxAttempts) {
      this.#letGo(claim, "state = 'queued', failures = ?, feedback = ?", attempt, feedback);
      return;
    }
    this.#letGo(claim, "state = 'failed', failures = ?, outcome = ?, ended = ?", attempt, error, Date.now());
    this.#tell({ hook: "onTaskFailed", args: { task: taskOf(task, attempt), error } });
    this.#failDependents(task.id);
  }

  /** What waits for a failed task would wait for ever. */
  #failDependents(failed: string): void {
    const dependents = this.#database.all<{ definition: string }>(
      "SELECT definition FROM tasks JOIN dependencies ON task = id WHERE needs = ? AND state = 'queued' ORDER BY position",
      failed,
    );
    const error = `the task "${failed}" failed, and this one depends on it`;
    for (const { definition } of dependents) {
      const task: TaskDefinition = JSON.parse(definition);
      const changes = this.#database.run(
        "UPDATE tasks SET state = 'failed', outcome = ?, ended = ? WHERE id = ? AND state = 'queued'",
        error,
        Date.now(),
        task.id,
      );
      // It may have failed already, by another way round.
      if (changes === 0) continue;
      this.#tell({ hook: "onTaskFailed", args: { task: taskOf(task, 0), error } });
      this.#failDependents(task.id);
    }
  }

  /** Takes the task out of its agent's hands. */
  #letGo({ task, agentId }: Claim, changes: string, ...values: (string | number)[]): void {
    const sql = `UPDATE tasks SET agent = NULL, ${changes} WHERE id = ? AND agent = ?`;
    if (this.#database.run(sql, ...values, task.id, agentId) === 1) return;
    throw new Error(`Cannot change the task "${task.id}": it is not in the hands of the agent "${agentId}".`);
  }

  #tell(happening: Happening): void {
    this.#happened.push(this.events.add(happening));
  }

  #change<T>(action: () => T): T {
    this.#happened = [];
    const result = this.#database.transaction(action);
    for (const event of this.#happened) {
      for (const listener of this.#listeners) listener(event);
    }
    return result;
  }
}

function microOf(usd: number): number {
  return Math.round(usd * MICRO);
}

function notTheSame(what: string): DatabaseError {
  return new DatabaseError(
    `Cannot take up the run: ${what} is not the same in the database and in the project. ` +
      "Name another database with --db, or remove this one.",
  );
}
