import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { adaptersOf } from "../../../examples/bernstein/agents/adapter.ts";
import { Orchestrator, type OrchestratorOptions } from "../../../examples/bernstein/orchestrator.ts";
import type { Event } from "../../../examples/bernstein/queue/events.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import type { TaskView } from "../../../examples/bernstein/queue/view.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { processesOf, processesWith, project, type TaskInput, until } from "./support.ts";

type Options = Partial<OrchestratorOptions> & { readonly stop?: AbortSignal };

/** A run in a folder of its own, without plugins. */
class Run extends TempFolder {
  readonly queue: Queue = new Queue(`${this.path}/run.db`);
  readonly #adapters: OrchestratorOptions["adapters"];

  constructor(tasks: readonly TaskInput[], more: object = {}) {
    super();
    const read = project(this.path, tasks, more);
    this.#adapters = adaptersOf(read);
    this.queue.add(read);
  }

  async run({ stop = new AbortController().signal, ...options }: Options = {}): Promise<readonly TaskView[]> {
    const { queue } = this;
    await new Orchestrator({ queue, adapters: this.#adapters, parallel: 2, graceMs: 200, ...options }).run(stop);
    return queue.view().tasks;
  }

  events<Hook extends Event["hook"]>(hook: Hook): Extract<Event, { hook: Hook }>["args"][] {
    return this.queue.events.all().flatMap((event) => event.hook === hook ? [event.args] : []) as never;
  }

  read(name: string): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  override [Symbol.dispose](): void {
    this.queue[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

/** Adapters that run a line of shell. */
function shells(lines: Readonly<Record<string, string>>): object {
  return {
    adapters: Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, { command: ["sh", "-c", line] }])),
  };
}

function outcome([task]: readonly TaskView[]): string {
  return `${task?.state}: ${task?.outcome}`;
}

Deno.test("agents do the tasks in the order in which they depend on each other", async () => {
  using run = new Run(
    [{ id: "c", adapter: "sh", dependsOn: ["b"] }, { id: "b", adapter: "sh", dependsOn: ["a"] }, {
      id: "a",
      adapter: "sh",
    }],
    shells({ sh: "echo $BERNSTEIN_TASK >> done.txt" }),
  );
  const tasks = await run.run();
  assertEquals(tasks.map(({ state }) => state), ["completed", "completed", "completed"]);
  assertEquals(run.read("done.txt"), "a\nb\nc\n");
});

Deno.test("as many agents run at once as may, and no more", async () => {
  // Each waits until there are two, and notes how many there are.
  const line = "mkdir -p here; touch here/$BERNSTEIN_TASK; ls here | wc -l >> counts.txt; " +
    "until [ $(cat here/* rest 2>/dev/null | wc -c) -gt 0 ] || [ $(ls here | wc -l) -ge 2 ]; do sleep 0.02; done; " +
    "echo x > rest; sleep 0.1; rm here/$BERNSTEIN_TASK";
  using run = new Run(
    ["a", "b", "c", "d", "e"].map((id) => ({ id, adapter: "sh", timeoutMs: 20_000 })),
    shells({ sh: line }),
  );
  const tasks = await run.run({ parallel: 2 });
  assert(tasks.every(({ state, failures }) => state === "completed" && failures === 0));
  const counts = run.read("counts.txt").trim().split(/\s+/).map(Number);
  assertEquals([counts.length, Math.max(...counts)], [5, 2]);
});

for (
  const [gate, bad, good] of [
    ["deno fmt --check", { "mod.ts": "export   const one=1" }, { "mod.ts": "export const one = 1;\n" }],
    ["deno lint", { "mod.ts": "export const one: any = 1;\n" }, { "mod.ts": "export const one = 1;\n" }],
    [
      "deno test --no-check",
      { "mod_test.ts": "Deno.test('one', () => { throw new Error('one is two'); });\n" },
      { "mod_test.ts": "Deno.test('one', () => {});\n" },
    ],
  ] as const
) {
  Deno.test(`work that does not pass \`${gate}\` goes back, with what the gate wrote, until it passes`, async () => {
    const script = [[{ write: bad }], [{ write: good }, { say: "mended" }]];
    using run = new Run([{ id: "a", folder: "lib", gates: [gate], script }]);
    assertEquals(outcome(await run.run()), "completed: mended");
    const [failure, ...more] = run.events("onQualityGateFailure");
    assertEquals([failure?.gate, failure?.task.attempt, more.length], [gate, 1, 0]);
    assertMatch(failure?.output ?? "", /mod/);
  });
}

Deno.test("the next agent is told what the gate wrote", async () => {
  using run = new Run(
    [{
      id: "a",
      prompt: "Write it.",
      adapter: "sh",
      gates: [["sh", "-c", "[ $BERNSTEIN_ATTEMPT = 2 ] || { echo line 7 is wrong; exit 4; }"]],
    }],
    shells({ sh: "cat > prompt$BERNSTEIN_ATTEMPT.txt" }),
  );
  assertMatch(outcome(await run.run()), /^completed/);
  assertEquals(run.read("prompt1.txt"), "Write it.");
  assertMatch(run.read("prompt2.txt"), /^Write it\.\n\n.*exited with code 4 and wrote:\n\nline 7 is wrong\n$/s);
});

Deno.test("gates are asked one after another, and none after one that did not pass", async () => {
  const gates = [["sh", "-c", "echo 1 >> gates.txt"], ["sh", "-c", "echo 2 >> gates.txt; exit 1"], [
    "sh",
    "-c",
    "echo 3 >> gates.txt",
  ]];
  using run = new Run([{ id: "a", gates, maxAttempts: 2 }, { id: "b", dependsOn: ["a"] }]);
  const tasks = await run.run();
  assertEquals(run.read("gates.txt"), "1\n2\n1\n2\n");
  assertEquals(outcome(tasks), "failed: the gate `sh -c echo 2 >> gates.txt; exit 1` exited with code 1");
  assertEquals(outcome(tasks.slice(1)), 'failed: the task "a" failed, and this one depends on it');
});

Deno.test("a gate that hangs, floods or cannot be started does not pass", async () => {
  for (
    const [gate, reason, timeoutMs] of [
      // The agent has to be done within this as well.
      [["sleep", "60"], "did not finish within 5 s", 5000],
      [["yes"], "wrote more than 100000 bytes", 60_000],
      [["no-such-command-at-all"], "exited with code 127", 60_000],
    ] as const
  ) {
    using run = new Run([{ id: "a", gates: [gate], maxAttempts: 1, timeoutMs }]);
    assertEquals(outcome(await run.run({ outputBytes: 100_000 })), `failed: the gate \`${gate.join(" ")}\` ${reason}`);
  }
});

Deno.test("an agent that fails in whatever way has failed its attempt, and the next begins anew", async () => {
  for (
    const [step, reason, timeoutMs] of [
      [{ exit: 3 }, "exited with code 3", 60_000],
      [{ die: "SIGKILL" }, "was ended by SIGKILL", 60_000],
      [{ die: "SIGABRT" }, "was ended by SIGABRT", 60_000],
      // The second attempt has to be done within this as well.
      [{ hang: true }, "did not finish within 5 s", 5000],
      [{ flood: 300_000 }, "wrote more than 200000 bytes", 60_000],
    ] as const
  ) {
    using run = new Run([{ id: "a", timeoutMs, script: [[step, { wait: 60_000 }], [{ say: "well" }]] }]);
    const [task] = await run.run({ outputBytes: 200_000 });
    assertEquals([task?.state, task?.failures, task?.outcome], ["completed", 1, "well"]);
    assertEquals(run.events("onAgentDied").map((args) => args.reason), [reason, "exited with code 0"]);
  }
});

Deno.test("a task whose attempts are used up fails with what the last one failed of", async () => {
  using run = new Run([{ id: "a", maxAttempts: 2, script: [[{ exit: 1 }], [{ say: "no disk" }, { exit: 9 }]] }]);
  assertEquals(outcome(await run.run()), "failed: the agent exited with code 9: no disk");
  assertEquals(run.events("onTaskFailed").length, 1);
});

Deno.test("an agent that cannot be started fails the attempt, not the run", async () => {
  using run = new Run([{ id: "a", adapter: "none", maxAttempts: 1 }, { id: "b" }], {
    adapters: { none: { command: "no-such-command" } },
  });
  const tasks = await run.run();
  assertMatch(outcome(tasks), /^failed: the agent exited with code 127: Cannot start "no-such-command"/);
  assertMatch(outcome(tasks.slice(1)), /^completed/);
});

Deno.test("the folder of a task is made; where that is not possible, the attempt fails", async () => {
  using run = new Run([{ id: "a", folder: "new/folder" }, { id: "b", folder: "file/below", maxAttempts: 1 }]);
  run.write("file", "in the way");
  const tasks = await run.run();
  assertMatch(outcome(tasks), /^completed/);
  assertMatch(outcome(tasks.slice(1)), /^failed: the agent had no folder to run in: /);
});

Deno.test("what an agent leaves running ends with it", async () => {
  const sleep = `300.${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  using run = new Run([{ id: "a", script: [[{ leave: ["sleep", sleep] }, { say: "left" }]] }]);
  assertEquals(outcome(await run.run()), "completed: left");
  assertEquals(processesWith(sleep), []);
});

Deno.test("the prompt comes on stdin, or where the arguments ask for it, as it is", async () => {
  const prompt = "say $HOME `pwd` {prompt} \"quoted\" $& 'é'";
  using run = new Run([{ id: "a", adapter: "stdin", prompt }, { id: "b", adapter: "args", prompt }], {
    adapters: {
      stdin: { command: ["sh", "-c", "cat > stdin.txt"] },
      args: { command: ["sh", "-c", 'printf "%s" "$1" > args.txt; wc -c > rest.txt', "sh", "{prompt}"] },
    },
  });
  await run.run();
  assertEquals([run.read("stdin.txt"), run.read("args.txt"), run.read("rest.txt").trim()], [prompt, prompt, "0"]);
});

Deno.test("what agents say they cost is summed, also of attempts that failed, and thresholds are told of once", async () => {
  using run = new Run([
    { id: "a", script: [[{ cost: 0.1 }, { cost: 0.3 }, { exit: 1 }], [{ cost: 0.2 }]] },
    { id: "b", adapter: "json" },
    { id: "c", adapter: "own" },
  ], {
    costThresholds: [0.25, 100],
    adapters: {
      json: { command: ["echo", '{"result":"ok","total_cost_usd":0.0125,"usage":{}}'] },
      own: { command: ["echo", "spent 12 cents, cost: $99"], cost: "spent (\\d+) cents" },
    },
  });
  const tasks = await run.run({ parallel: 1 });
  assertEquals(tasks.map(({ costUsd }) => costUsd), [0.5, 0.0125, 12]);
  assertEquals(run.events("onCostThreshold"), [{ totalUsd: 0.3, thresholdUsd: 0.25 }]);
  assertEquals(run.events("onAgentDied").map(({ costUsd }) => costUsd), [0.3, 0.2, 0.0125, 12]);
  assertEquals(run.events("onTaskCompleted").map(({ result }) => result.costUsd), [0.5, 0.0125, 12]);
});

Deno.test("nonsense in the place of a cost costs nothing", async () => {
  const said = [
    "cost: $-3",
    "cost: $1e400",
    "cost: $",
    "cost: $999999999999",
    '"total_cost_usd": "much"',
    "cost: $0.01",
  ];
  using run = new Run([{ id: "a", script: [said.map((say) => ({ say }))] }]);
  const [task] = await run.run();
  assertEquals(task?.costUsd, 0.01);
});

Deno.test("a run that is stopped ends its agents, and puts their tasks back as if nothing had been", async () => {
  using run = new Run([
    { id: "a", maxAttempts: 1, script: [[{ cost: 0.5 }, { say: "ready" }, { hang: true }]] },
    { id: "b", maxAttempts: 1, gates: [["sh", "-c", "touch gate; sleep 60"]] },
    { id: "c", dependsOn: ["a"] },
  ]);
  const stop = new AbortController();
  const running = run.run({ stop: stop.signal });
  await until(
    () => run.queue.view().costUsd > 0 && run.queue.events.all().some(({ hook }) => hook === "onAgentDied"),
    "both are busy",
  );
  stop.abort("the orchestrator was stopped");
  const tasks = await running;
  assertEquals(tasks.map(({ state, failures }) => [state, failures]), [["queued", 0], ["queued", 0], ["queued", 0]]);
  assertEquals(processesOf(run.queue.run), []);
  assertEquals(run.queue.view().costUsd, 0.5);
  const reasons = run.events("onAgentDied").map(({ agentId, reason }) => `${agentId} ${reason}`).sort();
  assertEquals(reasons, ["agent-1 the orchestrator was stopped", "agent-2 exited with code 0"]);
});

Deno.test("a run that is stopped before it begins does nothing", async () => {
  using run = new Run([{ id: "a" }]);
  const [task] = await run.run({ stop: AbortSignal.abort("the orchestrator was stopped") });
  assertEquals(task?.state, "queued");
  assertEquals(run.events("onTaskClaimed"), []);
});

Deno.test("a database that cannot be written while an agent runs gets its cost later", async () => {
  using run = new Run([{ id: "a", adapter: "go" }], {
    costThresholds: [0.25],
    ...shells({ go: "echo 'cost: $0.5'; until [ -e go ]; do sleep 0.02; done" }),
  });
  using raw = new DatabaseSync(`${run.path}/run.db`);
  raw.exec("CREATE TRIGGER t BEFORE UPDATE OF cost ON agents BEGIN SELECT RAISE(ABORT, 'out of order'); END");
  const { queue } = run;
  const agentCost = queue.agentCost.bind(queue);
  let refused = 0;
  queue.agentCost = (claim, usd) => {
    refused++;
    agentCost(claim, usd);
    refused--;
  };
  const running = run.run();
  await until(() => refused >= 2, "it was tried twice");
  raw.exec("DROP TRIGGER t");
  await until(() => queue.view().costUsd === 0.5, "it is written");
  run.write("go", "");
  const [task] = await running;
  assertEquals([task?.state, task?.costUsd, run.events("onCostThreshold").length], ["completed", 0.5, 1]);
});

for (const moment of ["while agents run", "when one is started"]) {
  Deno.test(`a database that fails ${moment} ends the run with its error, and no agent is left`, async () => {
    using run = new Run(
      [{ id: "a", adapter: "wait" }, { id: "b", adapter: "go" }],
      shells({ wait: "sleep 60", go: "until [ -e go ]; do sleep 0.02; done" }),
    );
    using raw = new DatabaseSync(`${run.path}/run.db`);
    const broken = "BEGIN SELECT RAISE(ABORT, 'out of order'); END";
    if (moment === "when one is started") raw.exec(`CREATE TRIGGER t BEFORE UPDATE OF started ON agents ${broken}`);
    const running = run.run().then(() => undefined, (error: unknown) => error);
    if (moment === "while agents run") {
      await until(() => run.events("onAgentSpawned").length === 2, "both agents run");
      raw.exec(`CREATE TRIGGER t BEFORE UPDATE OF ended ON agents ${broken}`);
      run.write("go", "");
    }
    assertStringIncludes(String(await running), "out of order");
    assertEquals(processesOf(run.queue.run), []);
  });
}
