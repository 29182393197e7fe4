/**
 * Takes tasks from the queue, has agents do them and gates look at what they did, until no task is left.
 *
 * @module
 */
import type { Adapter } from "./agents/adapter.ts";
import { type Ending, endRun, type GuardedCommand, runGuarded } from "./agents/guarded.ts";
import { runGates } from "./gates.ts";
import type { Claim } from "./queue/claim.ts";
import type { Queue } from "./queue/queue.ts";

/** What an orchestrator works with. */
export interface OrchestratorOptions {
  readonly queue: Queue;
  /** The adapters that tasks name. */
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** How many agents may run at once. */
  readonly parallel: number;
  /** How long agents have between SIGTERM and SIGKILL, in milliseconds. */
  readonly graceMs?: number;
  /** How much an agent, and each gate, may write, in bytes. */
  readonly outputBytes?: number;
}

/** How often what an agent has cost is written down while it runs, in milliseconds. */
const COST_MS = 200;

/** How much of an agent's last line is kept as what it has to say. */
const SUMMARY = 300;

/** Runs the tasks of a queue. */
export class Orchestrator {
  readonly #options: Required<OrchestratorOptions>;

  constructor(options: OrchestratorOptions) {
    this.#options = { graceMs: 5000, outputBytes: 16 * 1024 * 1024, ...options };
  }

  /**
   * Runs until every task has ended. There must be one at most at work on a queue.
   *
   * @param stop Ends it early: agents are ended, their tasks go back into the queue.
   */
  async run(stop: AbortSignal): Promise<void> {
    const { queue, parallel } = this.#options;
    const run = queue.run;
    // The guards of an orchestrator that was killed may still be giving their agents time to end.
    await endRun(run);
    queue.recover("the orchestrator was killed");

    const running = new Set<Promise<void>>();
    const broken = new AbortController();
    const ended = AbortSignal.any([stop, broken.signal]);
    try {
      while (!stop.aborted) {
        for (let claim; running.size < parallel && (claim = queue.claim()) !== undefined;) {
          const attempt = this.#attempt(claim, ended).finally(() => running.delete(attempt));
          running.add(attempt);
        }
        // What is queued waits for something that is running, or has failed with it.
        if (running.size === 0) return;
        await Promise.race(running);
      }
    } catch (error) {
      broken.abort("the orchestrator failed");
      throw error;
    } finally {
      await Promise.allSettled(running);
      // Where an attempt failed in the middle, as when the disk is full, nobody may have waited for its agent.
      await endRun(run);
    }
  }

  /** Has one attempt made, and notes what came of it. */
  async #attempt(claim: Claim, stop: AbortSignal): Promise<void> {
    const { queue } = this.#options;
    const agent = await this.#runAgent(claim, stop);
    if (stop.aborted) return queue.release(claim, agent.reason);
    if (!agent.success) {
      const last = lastLine(agent.output);
      const error = `the agent ${agent.reason}${last && `: ${last}`}`;
      const feedback = `Your last attempt ended early: the agent ${agent.reason}.`;
      return queue.agentFailed(claim, agent.reason, { error, feedback });
    }
    queue.agentDone(claim, agent.reason);

    const failure = await runGates(claim.task.gates, this.#limits(claim), stop);
    if (stop.aborted) return queue.release(claim, agent.reason);
    if (failure === undefined) return queue.complete(claim, lastLine(agent.output));
    const { gate, ending: { reason, output } } = failure;
    const error = `the gate \`${gate}\` ${reason}`;
    const feedback = `Your last attempt did not pass \`${gate}\`, which ${reason} and wrote:\n\n${output}`;
    queue.gateFailed(claim, gate, output, { error, feedback });
  }

  async #runAgent(claim: Claim, stop: AbortSignal): Promise<Ending> {
    const { queue, adapters } = this.#options;
    const { task, attempt, feedback } = claim;
    const adapter = adapters.get(task.adapter);
    if (adapter === undefined) throw new Error(`Cannot start an agent: there is no adapter "${task.adapter}".`);
    try {
      await Deno.mkdir(task.folder, { recursive: true });
    } catch (error) {
      const output = error instanceof Error ? error.message : String(error);
      return { success: false, reason: "had no folder to run in", output };
    }
    const prompt = feedback === undefined ? task.prompt : `${task.prompt}\n\n${feedback}\n`;
    let cost = 0;
    let noted = 0;
    const note = () => {
      if (cost <= noted) return;
      queue.agentCost(claim, cost);
      noted = cost;
    };
    // Not at each line: an agent that prints its cost all the time would keep the database busy.
    const timer = setInterval(() => {
      try {
        note();
      } catch {
        // The database may be locked for a while; the next tick writes it, or the end does, where an error is heard.
      }
    }, COST_MS);
    try {
      const command = { ...this.#limits(claim), ...adapter.launch({ task, prompt, attempt }) };
      const running = runGuarded(command, stop, (line) => cost = Math.max(cost, adapter.costIn(line) ?? 0));
      queue.agentSpawned(claim);
      return await running;
    } finally {
      clearInterval(timer);
      note();
    }
  }

  #limits({ task, agentId, attempt }: Claim): Omit<GuardedCommand, "command" | "args" | "stdin"> {
    const { queue, graceMs, outputBytes } = this.#options;
    return {
      mark: `${queue.run}:${agentId}`,
      cwd: task.folder,
      env: {
        BERNSTEIN_AGENT: agentId,
        BERNSTEIN_ATTEMPT: String(attempt),
        BERNSTEIN_ROLE: task.role,
        BERNSTEIN_TASK: task.id,
        // Output goes into prompts and logs, not to a terminal.
        NO_COLOR: "1",
      },
      timeoutMs: task.timeoutMs,
      graceMs,
      outputBytes,
    };
  }
}

function lastLine(output: string): string {
  return (output.split("\n").at(-1) ?? "").trim().slice(0, SUMMARY);
}
