import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Claim } from "../../../examples/bernstein/queue/claim.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { project } from "./support.ts";

const THRESHOLDS = [0.5, 1, 2];

/** A task as the model has it. */
interface ModelTask {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly maxAttempts: number;
  state: "queued" | "claimed" | "completed" | "failed";
  failures: number;
}

/** The queue, said in the simplest way. */
class Model {
  readonly tasks: ModelTask[];

  constructor(tasks: readonly Pick<ModelTask, "id" | "dependsOn" | "maxAttempts">[]) {
    this.tasks = tasks.map((task) => ({ ...task, state: "queued", failures: 0 }));
  }

  next(): ModelTask | undefined {
    const completed = this.tasks.filter(({ state }) => state === "completed").map(({ id }) => id);
    return this.tasks.find(({ state, dependsOn }) =>
      state === "queued" && dependsOn.every((id) => completed.includes(id))
    );
  }

  fail(task: ModelTask): void {
    task.failures++;
    task.state = task.failures < task.maxAttempts ? "queued" : "failed";
    // As long as it changes anything.
    for (let again = true; again;) {
      const failed = this.tasks.filter(({ state }) => state === "failed").map(({ id }) => id);
      const lost = this.tasks.filter(({ state, dependsOn }) =>
        state === "queued" && dependsOn.some((id) => failed.includes(id))
      );
      for (const other of lost) other.state = "failed";
      again = lost.length > 0;
    }
  }
}

/** Tasks that depend on some of those before them. */
const someTasks = fc.array(
  fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), maxAttempts: fc.integer({ min: 1, max: 3 }) }),
  { minLength: 1, maxLength: 7 },
).map((tasks) =>
  tasks.map(({ needs, maxAttempts }, i) => ({
    id: `t${i}`,
    maxAttempts,
    dependsOn: i === 0 ? [] : [...new Set(needs.map((need) => `t${need % i}`))],
  }))
);

/** What is done, to which of the claims. */
const someActions = fc.array(
  fc.record({
    what: fc.constantFrom(
      "claim",
      "claim",
      "claim",
      "complete",
      "complete",
      "agent",
      "gate",
      "release",
      "cost",
      "crash",
      "stale",
    ),
    which: fc.nat(),
    cents: fc.integer({ min: 0, max: 60 }),
  }),
  { maxLength: 60 },
);

Deno.test("in whatever order tasks are claimed, completed, failed and lost, the queue is what the model says", () => {
  fc.assert(
    fc.property(someTasks, someActions, (tasks, actions) => {
      using folder = new TempFolder();
      const file = `${folder.path}/run.db`;
      let queue = new Queue(file);
      try {
        queue.add(project(folder.path, tasks, { costThresholds: THRESHOLDS }));
        const model = new Model(tasks);
        const stale: Claim[] = [];
        const costs = new Map<string, number>();
        let held: Claim[] = [];

        const step = ({ what, which, cents }: { what: string; which: number; cents: number }) => {
          if (what === "claim") {
            const expected = model.next();
            const claim = queue.claim();
            assertEquals(claim?.task.id, expected?.id);
            if (claim === undefined || expected === undefined) return;
            assertEquals(claim.attempt, expected.failures + 1);
            expected.state = "claimed";
            held.push(claim);
            return;
          }
          if (what === "crash") {
            queue[Symbol.dispose]();
            queue = new Queue(file);
            queue.recover("the orchestrator was killed");
            for (const task of model.tasks) if (task.state === "claimed") task.state = "queued";
            stale.push(...held);
            held = [];
            return;
          }
          if (what === "stale") {
            const claim = stale[which % stale.length];
            if (claim !== undefined) assertThrows(() => queue.complete(claim, ""));
            return;
          }
          const claim = held[which % held.length];
          const task = model.tasks.find(({ id }) => id === claim?.task.id);
          if (claim === undefined || task === undefined) return;
          if (what === "cost") {
            costs.set(claim.agentId, Math.max(costs.get(claim.agentId) ?? 0, cents));
            queue.agentCost(claim, cents / 100);
            return;
          }
          held = held.filter((other) => other !== claim);
          stale.push(claim);
          const failure = { error: "no", feedback: "no" };
          if (what === "release") {
            queue.release(claim, "stopped");
            task.state = "queued";
          } else if (what === "agent") {
            queue.agentFailed(claim, "exited with code 1", failure);
            model.fail(task);
          } else {
            queue.agentDone(claim, "exited with code 0");
            if (what === "gate") {
              queue.gateFailed(claim, "deno lint", "", failure);
              model.fail(task);
            } else {
              queue.complete(claim, "");
              task.state = "completed";
            }
          }
        };
        const compare = () => {
          const { tasks, costUsd } = queue.view();
          assertEquals(tasks.map(({ id, state }) => [id, state]), model.tasks.map(({ id, state }) => [id, state]));
          assertEquals(Math.round(costUsd * 100), [...costs.values()].reduce((sum, cents) => sum + cents, 0));
        };
        for (const action of actions) {
          step(action);
          compare();
        }
        // However it went so far, whoever goes on gets to the end.
        for (const claim of held) queue.release(claim, "stopped");
        for (const task of model.tasks) if (task.state === "claimed") task.state = "queued";
        held = [];
        while (model.next() !== undefined) {
          step({ what: "claim", which: 0, cents: 0 });
          step({ what: "complete", which: 0, cents: 0 });
        }
        compare();
        assertEquals(queue.claim(), undefined);

        const events = queue.events.all();
        const ends = events.flatMap(({ hook, args }) =>
          hook === "onTaskCompleted"
            ? [`${args.task.id} completed`]
            : hook === "onTaskFailed"
            ? [`${args.task.id} failed`]
            : []
        );
        assertEquals(ends.sort(), model.tasks.map(({ id, state }) => `${id} ${state}`));
        const total = [...costs.values()].reduce((sum, cents) => sum + cents, 0);
        assertEquals(
          events.flatMap(({ hook, args }) => hook === "onCostThreshold" ? [args.thresholdUsd] : []),
          THRESHOLDS.filter((usd) => usd * 100 <= total),
        );
        // Each agent that was claimed for has died, once.
        const of = (hook: string) =>
          events.flatMap((event) => event.hook === hook && "agentId" in event.args ? [event.args.agentId] : []).sort();
        assertEquals(of("onAgentDied"), of("onTaskClaimed"));
        assertEquals(events.map(({ event }) => event.id), events.map((_, i) => i + 1));
      } finally {
        queue[Symbol.dispose]();
      }
    }),
    { numRuns: 60 },
  );
});
