import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { plainDisplay } from "../../../examples/bernstein/display/plain.ts";
import { summarize } from "../../../examples/bernstein/display/summary.ts";
import { terminalDisplay } from "../../../examples/bernstein/display/terminal.ts";
import { duration, usd } from "../../../examples/bernstein/display/words.ts";
import type { Claim } from "../../../examples/bernstein/queue/claim.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { project, type TaskInput, until } from "./support.ts";

/** A queue, and a terminal of a size. */
class Screen extends TempFolder {
  readonly queue: Queue = new Queue(`${this.path}/run.db`);
  readonly stream: PassThrough & { columns: number; rows: number };
  #text = "";

  constructor(tasks: readonly TaskInput[], columns = 80, rows = 24) {
    super();
    this.queue.add(project(this.path, tasks, { costThresholds: [0.1] }));
    this.stream = Object.assign(new PassThrough(), { columns, rows });
    this.stream.on("data", (bytes) => this.#text += bytes);
  }

  claim(): Claim {
    const claim = this.queue.claim();
    if (claim === undefined) throw new Error("Nothing can be claimed.");
    return claim;
  }

  /** All that was ever written to the terminal. */
  get text(): string {
    return stripVTControlCharacters(this.#text);
  }

  override [Symbol.dispose](): void {
    this.queue[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

Deno.test("without a terminal there is a line for each event, with nothing in it that steers one", () => {
  using screen = new Screen([{ id: "a", maxAttempts: 1 }, { id: "b", maxAttempts: 1 }]);
  const lines: string[] = [];
  const display = plainDisplay((line) => lines.push(line));
  screen.queue.onEvent((event) => display.event(event));
  const [a, b] = [screen.claim(), screen.claim()];
  screen.queue.agentSpawned(a);
  screen.queue.agentCost(a, 0.125);
  screen.queue.agentDone(a, "exited with code 0");
  screen.queue.complete(a, "\x1b[31mred\x1b[0m\nand done");
  const gate = "\x1b[1mdeno\x1b[0m\nlint";
  screen.queue.gateFailed(b, gate, "no", { error: `the gate \`${gate}\` exited with code 1`, feedback: "" });
  display.note("plugin x: \x1b]0;title\x07failed\nfor good");
  assertEquals(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, "")), [
    "a: claimed by agent-1, attempt 1 of 1",
    "b: claimed by agent-2, attempt 1 of 1",
    "a: agent-1 was started (scripted)",
    "the run has cost $0.125, which reaches the threshold of $0.10",
    "a: agent-1 ended for $0.125: exited with code 0",
    "a: completed for $0.125: red and done",
    "b: did not pass `deno lint`",
    "b: failed: the gate `deno lint` exited with code 1",
    "bernstein: plugin x: failed\nfor good",
  ]);
});

Deno.test("in a terminal the tasks are drawn as they stand, and what went wrong stays above them", async () => {
  using screen = new Screen([{ id: "a", title: "First" }, { id: "b", title: "Second", dependsOn: ["a"] }]);
  {
    using display = terminalDisplay(() => screen.queue.view(), screen.stream);
    screen.queue.onEvent((event) => display.event(event));
    await until(
      () => screen.text.includes("2 tasks: 0 completed, 0 failed, 0 claimed, 2 queued; $0.00"),
      "it is drawn",
    );
    const a = screen.claim();
    await until(() => /. a {2}First {3}agent-1, 0 s/.test(screen.text), "the agent is drawn");
    display.note("plugin x: \rfailed");
    screen.queue.complete(a, "");
    screen.queue.agentFailed(screen.claim(), "exited with code 1", { error: "no", feedback: "no" });
  }
  const lines = screen.text.trimEnd().split("\n");
  assertStringIncludes(screen.text, "bernstein: plugin x: failed");
  assertEquals(lines.at(-1), "2 tasks: 1 completed, 0 failed, 0 claimed, 1 queued; $0.00");
  assertStringIncludes(lines.at(-2) ?? "", "· b  Second  1 failed attempt of 3, 0 s");
});

Deno.test("a picture that cannot be drawn at the moment is drawn later", async () => {
  using screen = new Screen([{ id: "a" }]);
  let refused = 0;
  let broken = true;
  const view = () => {
    if (broken) {
      refused++;
      throw new Error("out of order");
    }
    return screen.queue.view();
  };
  {
    using display = terminalDisplay(view, screen.stream);
    screen.queue.onEvent((event) => display.event(event));
    await until(() => refused >= 2, "it was tried twice");
    broken = false;
    await until(() => screen.text.includes("1 task: 0 completed, 0 failed, 0 claimed, 1 queued"), "it is drawn");
    broken = true;
    screen.claim();
  }
  assertEquals(screen.text.trimEnd().split("\n").at(-1), "1 task: 0 completed, 0 failed, 0 claimed, 1 queued; $0.00");
});

Deno.test("no line of the picture is wider than the terminal, nor the picture higher", async () => {
  const tasks = Array.from(
    { length: 50 },
    (_, i) => ({ id: `task-${i}`, title: `a very long title ${"x".repeat(200)}` }),
  );
  using screen = new Screen(tasks, 60, 10);
  for (let i = 0; i < 20; i++) screen.claim();
  using _display = terminalDisplay(() => screen.queue.view(), screen.stream);
  await until(() => screen.text.includes("50 tasks: "), "it is drawn");
  const lines = screen.text.split("\n");
  assert(lines.length <= 10, screen.text);
  assert(lines.every((line) => line.length <= 60), screen.text);
});

Deno.test("the summary has a line for each task", () => {
  using screen = new Screen([{ id: "first", maxAttempts: 1 }, { id: "b" }, { id: "c", dependsOn: ["b"] }]);
  const [first, b] = [screen.claim(), screen.claim()];
  screen.queue.agentCost(b, 0.5);
  screen.queue.complete(b, "done well");
  const error = "the gate `sh -c a\n\x07b` exited with code 1";
  screen.queue.agentFailed(first, "exited with code 1", { error, feedback: "" });
  assertEquals(summarize(screen.queue.view()).split("\n"), [
    "task   state      failed attempts  cost   time",
    "first  failed     1 of 1           $0.00  0 s   the gate `sh -c a b` exited with code 1",
    "b      completed                   $0.50  0 s   done well",
    "c      queued                      $0.00",
    "",
    "3 tasks: 1 completed, 1 failed, 1 left to do; $0.50",
  ]);
});

Deno.test("sums and times are said as people say them", () => {
  assertEquals([0, 0.05, 0.125, 0.0025, 12, 0.00004].map(usd), [
    "$0.00",
    "$0.05",
    "$0.125",
    "$0.0025",
    "$12.00",
    "$0.00",
  ]);
  assertEquals([0, 499, 7000, 60_000, 200_000].map(duration), ["0 s", "0 s", "7 s", "1 min 0 s", "3 min 20 s"]);
});
