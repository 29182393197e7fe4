import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "../../../examples/bernstein/queue/database.ts";
import type { Claim } from "../../../examples/bernstein/queue/claim.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import { readRun } from "../../../examples/bernstein/queue/view.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { project, type TaskInput } from "./support.ts";

const FAILURE = { error: "it broke", feedback: "do better" };

/** A queue with tasks in it, in a folder of its own. */
class TempQueue extends TempFolder {
  readonly file: string = `${this.path}/run.db`;
  readonly queue: Queue = new Queue(this.file);

  constructor(tasks: readonly TaskInput[], more: object = {}) {
    super();
    this.queue.add(project(this.path, tasks, more));
  }

  claim(): Claim {
    const claim = this.queue.claim();
    if (claim === undefined) throw new Error("Nothing can be claimed.");
    return claim;
  }

  /** What has happened, without when. */
  story(): string[] {
    return this.queue.events.all().map(({ hook, args }) =>
      "task" in args ? `${hook} ${args.task.id}` : "taskId" in args ? `${hook} ${args.taskId}` : hook
    );
  }

  states(): string[] {
    return this.queue.view().tasks.map(({ id, state }) => `${id} ${state}`);
  }

  override [Symbol.dispose](): void {
    this.queue[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

Deno.test("tasks are claimed in the order of the project, each when what it depends on is completed", () => {
  using temp = new TempQueue([{ id: "c", dependsOn: ["a", "b"] }, { id: "a" }, { id: "b" }]);
  const [a, b] = [temp.claim(), temp.claim()];
  assertEquals([a.task.id, b.task.id, temp.queue.claim()], ["a", "b", undefined]);
  temp.queue.complete(b, "");
  assertEquals(temp.queue.claim(), undefined);
  temp.queue.complete(a, "");
  assertEquals(temp.claim().task.id, "c");
});

Deno.test("each claim is for an agent of its own, named after the role", () => {
  using temp = new TempQueue([{ id: "a", role: "qa" }, { id: "b" }]);
  const first = temp.claim();
  temp.queue.agentFailed(first, "exited with code 1", FAILURE);
  assertEquals([first.agentId, temp.claim().agentId, temp.claim().agentId], ["qa-1", "qa-2", "agent-3"]);
});

Deno.test("an attempt that failed is made again with what was wrong with it, until there were enough", () => {
  using temp = new TempQueue([{ id: "a", maxAttempts: 2 }]);
  const first = temp.claim();
  assertEquals([first.attempt, first.feedback], [1, undefined]);
  temp.queue.agentDone(first, "exited with code 0");
  temp.queue.gateFailed(first, "deno lint", "no-empty", FAILURE);
  const second = temp.claim();
  assertEquals([second.attempt, second.feedback], [2, "do better"]);
  temp.queue.agentFailed(second, "exited with code 1", FAILURE);
  const [task] = temp.queue.view().tasks;
  assertEquals([task?.state, task?.failures, task?.outcome], ["failed", 2, "it broke"]);
  assertEquals(temp.story().slice(2), [
    "onAgentDied a",
    "onQualityGateFailure a",
    "onTaskClaimed a",
    "onAgentDied a",
    "onTaskFailed a",
  ]);
});

Deno.test("an attempt that was cut short does not count", () => {
  using temp = new TempQueue([{ id: "a", maxAttempts: 1 }]);
  for (let i = 0; i < 3; i++) temp.queue.release(temp.claim(), "the orchestrator was stopped");
  assertEquals(temp.claim().attempt, 1);
});

Deno.test("what depends on a failed task fails, also by several ways and over several steps, once", () => {
  const after = (...dependsOn: string[]) => ({ dependsOn });
  using temp = new TempQueue([
    { id: "a", maxAttempts: 1 },
    { id: "b", ...after("a") },
    { id: "c", ...after("a") },
    { id: "d", ...after("b", "c") },
    { id: "e" },
  ]);
  temp.queue.agentFailed(temp.claim(), "exited with code 1", FAILURE);
  assertEquals(temp.states(), ["a failed", "b failed", "c failed", "d failed", "e queued"]);
  assertEquals(temp.story().filter((line) => line.startsWith("onTaskFailed")).sort(), [
    "onTaskFailed a",
    "onTaskFailed b",
    "onTaskFailed c",
    "onTaskFailed d",
  ]);
  assertEquals(temp.queue.view().tasks[1]?.outcome, 'the task "a" failed, and this one depends on it');
});

Deno.test("what was claimed when the orchestrator was killed goes back, and its agent counts as dead", () => {
  using temp = new TempQueue([{ id: "a", maxAttempts: 1 }]);
  const claim = temp.claim();
  temp.queue.agentSpawned(claim);
  using again = new Queue(temp.file);
  again.recover("the orchestrator was killed");
  assertEquals(temp.states(), ["a queued"]);
  assertEquals(temp.story(), ["onTaskCreated a", "onTaskClaimed a", "onAgentSpawned a", "onAgentDied a"]);
  again.recover("the orchestrator was killed");
  assertEquals(temp.story().length, 4);
});

Deno.test("an agent can say nothing more about a task that was taken from it", () => {
  using temp = new TempQueue([{ id: "a" }]);
  const old = temp.claim();
  temp.queue.release(old, "the orchestrator was stopped");
  const now = temp.claim();
  for (
    const late of [
      () => temp.queue.complete(old, ""),
      () => temp.queue.agentFailed(old, "exited with code 1", FAILURE),
      () => temp.queue.gateFailed(old, "deno lint", "", FAILURE),
      () => temp.queue.release(old, "late"),
    ]
  ) {
    const before = temp.story();
    assertThrows(late, Error, 'Cannot change the task "a": it is not in the hands of the agent "agent-1".');
    assertEquals([temp.story(), temp.states()], [before, ["a claimed"]]);
  }
  temp.queue.complete(now, "done");
  assertThrows(() => temp.queue.complete(now, "done"));
  assertEquals(temp.states(), ["a completed"]);
});

Deno.test("the database itself refuses a second end of a task", () => {
  using temp = new TempQueue([{ id: "a" }]);
  temp.queue.complete(temp.claim(), "");
  using raw = new DatabaseSync(temp.file);
  const insert = "INSERT INTO events (at, hook, task, args) VALUES (0, 'onTaskFailed', 'a', '{}')";
  assertThrows(() => raw.exec(insert), Error, "UNIQUE constraint failed: events.task");
});

Deno.test("costs are summed by agent, task and run, and a threshold is crossed once", () => {
  using temp = new TempQueue([{ id: "a" }, { id: "b" }], { costThresholds: [0.3, 0.1, 5, 0.3] });
  const crossed = () =>
    temp.queue.events.all().flatMap(({ hook, args }) =>
      hook === "onCostThreshold" ? [[args.totalUsd, args.thresholdUsd]] : []
    );
  const [a, b] = [temp.claim(), temp.claim()];
  temp.queue.agentCost(a, 0.05);
  assertEquals(crossed(), []);
  temp.queue.agentCost(a, 0.1);
  assertEquals(crossed(), [[0.1, 0.1]]);
  // What an agent prints is what it has cost so far; a smaller sum takes nothing back.
  temp.queue.agentCost(a, 0.02);
  temp.queue.agentCost(b, 0.1);
  temp.queue.agentFailed(a, "exited with code 1", FAILURE);
  // Fractions as they are would make this 0.30000000000000004.
  temp.queue.agentCost(temp.claim(), 0.1);
  assertEquals(crossed(), [[0.1, 0.1], [0.3, 0.3]]);
  {
    using again = new Queue(temp.file);
    again.recover("the orchestrator was killed");
    again.agentCost(temp.claim(), 0.01);
  }
  assertEquals(crossed().length, 2);
  temp.queue.agentCost(temp.claim(), 1000);
  assertEquals(crossed().at(-1), [1000.31, 5]);
  const { costUsd, tasks } = temp.queue.view();
  assertEquals([costUsd, tasks.map((task) => task.costUsd)], [1000.31, [0.21, 1000.1]]);
});

Deno.test("two thresholds that are crossed at once are told in their order", () => {
  using temp = new TempQueue([{ id: "a" }], { costThresholds: [2, 1] });
  temp.queue.agentCost(temp.claim(), 3);
  const thresholds = temp.queue.events.all().flatMap(({ hook, args }) =>
    hook === "onCostThreshold" ? [args.thresholdUsd] : []
  );
  assertEquals(thresholds, [1, 2]);
});

Deno.test("an event waits until it was told, and says if it may have been told before", () => {
  using temp = new TempQueue([{ id: "a" }, { id: "b" }]);
  const [first, again] = [temp.queue.events.next(), temp.queue.events.next()];
  assertEquals([first?.event.repeated, again?.event.repeated, again?.event.id], [false, true, first?.event.id]);
  temp.queue.events.told(first?.event.id ?? 0);
  const second = temp.queue.events.next();
  assertEquals([second?.event.repeated, second?.hook, temp.queue.events.countUntold()], [false, "onTaskCreated", 1]);
  temp.queue.events.told(second?.event.id ?? 0);
  assertEquals(temp.queue.events.next(), undefined);
});

Deno.test("listeners hear of a change when it is in the database, and of none that failed", () => {
  using temp = new TempQueue([{ id: "a" }]);
  using reader = new Queue(temp.file);
  const seen: string[] = [];
  temp.queue.onEvent(({ hook }) => seen.push(`${hook} ${reader.view().tasks[0]?.state}`));
  const claim = temp.claim();
  temp.queue.complete(claim, "");
  assertThrows(() => temp.queue.gateFailed(claim, "deno lint", "", FAILURE));
  assertEquals(seen, ["onTaskClaimed claimed", "onTaskCompleted completed"]);
});

Deno.test("a run is taken up with the same tasks only", () => {
  using temp = new TempQueue([{ id: "a" }, { id: "b" }]);
  temp.queue.complete(temp.claim(), "");
  using again = new Queue(temp.file);
  again.add(project(temp.path, [{ id: "a" }, { id: "b" }]));
  assertEquals(temp.states(), ["a completed", "b queued"]);
  for (
    const tasks of [[{ id: "a" }], [{ id: "a" }, { id: "b", prompt: "else" }], [{ id: "a" }, { id: "b" }, { id: "c" }]]
  ) {
    assertThrows(
      () => again.add(project(temp.path, tasks)),
      DatabaseError,
      "is not the same in the database and in the project",
    );
  }
  assertEquals(temp.story().length, 4);
});

Deno.test("a run is taken up with the same cost thresholds only", () => {
  const tasks = [{ id: "a" }];
  using temp = new TempQueue(tasks, { costThresholds: [2, 0.3] });
  temp.queue.add(project(temp.path, tasks, { costThresholds: [0.3, 2] }));
  for (const costThresholds of [[], [0.3], [0.3, 3], [0.3, 2, 4]]) {
    assertThrows(
      () => temp.queue.add(project(temp.path, tasks, { costThresholds })),
      DatabaseError,
      'Cannot take up the run: "costThresholds" is not the same in the database and in the project.',
    );
  }
});

Deno.test("a run can be looked at while another process is at work on it", () => {
  using temp = new TempQueue([{ id: "a", title: "First" }]);
  temp.claim();
  const [task] = readRun(temp.file).tasks;
  assertEquals([task?.title, task?.state, task?.agentId], ["First", "claimed", "agent-1"]);
});

Deno.test("a file that is not the database of a run is refused, and left as it is", () => {
  using temp = new TempFolder();
  const text = temp.write("text.db", "this is no database at all, but long enough to be looked at".repeat(20));
  assertThrows(() => new Queue(text), DatabaseError, "file is not a database. Name another with --db, or remove it.");
  const other = `${temp.path}/other.db`;
  {
    using database = new DatabaseSync(other);
    database.exec("CREATE TABLE letters (text TEXT)");
  }
  assertThrows(() => new Queue(other), DatabaseError, "it is not the database of a run");
  const later = `${temp.path}/later.db`;
  {
    using _queue = new Queue(later);
    using database = new DatabaseSync(later);
    database.exec("PRAGMA user_version = 9");
  }
  assertThrows(() => new Queue(later), DatabaseError, "it is of version 9, and this program's is 1");
  assertThrows(() => readRun(`${temp.path}/none.db`), DatabaseError);
  assertThrows(() => Deno.statSync(`${temp.path}/none.db`), Deno.errors.NotFound);
});
