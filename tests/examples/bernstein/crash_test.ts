import { assert, assertEquals, assertLess } from "@std/assert";
import { processesOf, processesWith, ProjectFolder, type TaskInput, until } from "./support.ts";

const KILLS = 20;
const THRESHOLDS = [0.05, 0.1, 0.2];

/** A number that stands in the command line of all agents and gates, and nowhere else. */
const MARKER = `300.${crypto.getRandomValues(new Uint32Array(1))[0]}`;

/**
 * Tasks in chains of four, of all kinds: some fail at first, some always, some only at their gate. All leave a process
 * behind that is in a session of its own, and would outlive everything.
 */
function tasks(): TaskInput[] {
  return Array.from({ length: 28 }, (_, i): TaskInput => {
    const [adapter, gate] = i % 10 === 9
      ? ["never", "true"]
      : i % 10 === 4
      ? ["second", "true"]
      : i % 10 === 6
      ? ["well", `[ $BERNSTEIN_ATTEMPT = 2 ]`]
      : ["well", "true"];
    return {
      id: `t${i}`,
      adapter,
      gates: [["sh", "-c", `sleep 0.0${i % 9}; ${gate}`, MARKER]],
      dependsOn: i % 4 === 0 ? [] : [`t${i - 1}`],
      maxAttempts: 2,
    };
  });
}

function adapter(end: string) {
  return { command: ["sh", "-c", `setsid sleep ${MARKER} & sleep 0.1; echo 'cost: $0.01'; ${end}`, MARKER] };
}

const ADAPTERS = { well: adapter("exit 0"), second: adapter("[ $BERNSTEIN_ATTEMPT = 2 ]"), never: adapter("exit 3") };

Deno.test("killed at twenty random moments, Bernstein ends every task once, and leaves no process behind", async () => {
  using folder = new ProjectFolder(tasks(), { parallel: 3, costThresholds: THRESHOLDS, adapters: ADAPTERS });
  const records = folder.addRecorder();

  const moments: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const running = folder.start();
    // One in five while it starts, the others while it is at work.
    const lines = kill % 5 === 0 ? 0 : 1 + Math.floor(Math.random() * 14);
    await running.seen((stderr) => stderr.split(/^\d\d:.*\n/m).length > lines);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * (lines === 0 ? 600 : 120)));
    running.process.kill("SIGKILL");
    const { signal } = await running.process.status;
    assertEquals(signal, "SIGKILL");
    await running.stdout;
    moments.push(running.stderr.trim().split("\n").at(-1) ?? "");
  }
  {
    using queue = folder.queue();
    assert(queue.view().tasks.some(({ state }) => state === "queued" || state === "claimed"), "it was done too early");
  }
  const last = await folder.run();
  assertEquals(last.code, 1, last.stderr);

  using queue = folder.queue();
  const story = `killed after\n${moments.join("\n")}`;
  const ids = tasks().map(({ id }) => id);
  const states = queue.view().tasks.map(({ id, state }) => `${id} ${state}`);
  // What comes after a task that always fails fails with it.
  const failed = new Set(["t9", "t10", "t11", "t19"]);
  assertEquals(states, ids.map((id) => `${id} ${failed.has(id) ? "failed" : "completed"}`), story);

  // In the database, and as plugins heard it.
  const ends = (all: readonly { hook: string; task?: string | undefined }[]) =>
    all.filter(({ hook }) => hook === "onTaskCompleted" || hook === "onTaskFailed").map(({ task }) => task ?? "")
      .sort();
  const events = queue.events.all();
  assertEquals(
    ends(events.map(({ hook, args }) => ({ hook, task: "task" in args ? args.task.id : "" }))),
    ids.toSorted(),
    story,
  );
  const heard = records();
  const first = new Map(heard.toReversed().map((record) => [record.id, record]));
  assertEquals(ends([...first.values()]), ids.toSorted(), story);
  assertEquals([...first.keys()].sort((a, b) => a - b), events.map(({ event }) => event.id), story);
  // What was heard twice was said to be.
  const again = heard.filter((record) => record !== first.get(record.id));
  assert(again.every(({ repeated }) => repeated), story);
  assertLess(again.length, KILLS + 1, story);

  assertEquals(events.filter(({ hook }) => hook === "onCostThreshold").length, THRESHOLDS.length, story);
  assertEquals(queue.events.countUntold(), 0);
  assertEquals(processesWith(MARKER), [], story);
  assertEquals(processesOf(queue.run), [], story);
});

Deno.test("agents of an orchestrator that was killed end by themselves", async () => {
  const hang = `trap '' TERM; setsid sleep ${MARKER} & while :; do sleep ${MARKER}; done`;
  using folder = new ProjectFolder([{ id: "a", adapter: "hang" }, { id: "b", adapter: "hang" }], {
    adapters: { hang: { command: ["sh", "-c", hang, MARKER] } },
  });
  const running = folder.start();
  await until(() => processesWith(MARKER).length >= 6, "both agents run");
  running.process.kill("SIGKILL");
  await running.process.status;
  await until(() => processesWith(MARKER).length === 0, "no agent is left");
  using queue = folder.queue();
  await until(() => processesOf(queue.run).length === 0, "no guard is left");
  await running.stdout;
});

Deno.test("an orchestrator that takes up a run ends what the guards of the last one could not", async () => {
  using folder = new ProjectFolder([{ id: "a", adapter: "first" }], {
    adapters: { first: { command: ["sh", "-c", `[ -e done ] || { touch done; exec sleep ${MARKER}; }`] } },
  });
  const running = folder.start();
  await until(() => processesWith(MARKER).length > 0, "the agent runs");
  using queue = folder.queue();
  // First the guards, so that nobody is left to end the agent. Then the orchestrator, before it has seen that.
  running.process.kill("SIGSTOP");
  for (const pid of processesOf(queue.run)) {
    const command = Deno.readTextFileSync(`/proc/${pid}/cmdline`);
    if (command.includes("guard.ts")) Deno.kill(pid, "SIGKILL");
  }
  running.process.kill("SIGKILL");
  await running.process.status;
  await running.stdout;
  assertEquals(processesWith(MARKER).length, 1);

  const last = await folder.run();
  assertEquals(last.code, 0, last.stderr);
  assertEquals(processesWith(MARKER), []);
  const died = queue.events.all().flatMap(({ hook, args }) => hook === "onAgentDied" ? [args.reason] : []);
  assertEquals(died, ["the orchestrator was killed", "exited with code 0"]);
});
