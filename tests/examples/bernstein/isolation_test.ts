/** A plugin that throws, hangs, crashes or floods, in any of the eight hooks: the run goes on, and the log names it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { hookimplMarker, type HookNames, PluginManager } from "@tenon/tenon";
import { BernsteinSpec } from "@bernstein/hooks";
import { Announcer } from "../../../examples/bernstein/announcer.ts";
import { adaptersOf } from "../../../examples/bernstein/agents/adapter.ts";
import { Orchestrator } from "../../../examples/bernstein/orchestrator.ts";
import { logPlugins } from "../../../examples/bernstein/plugin_log.ts";
import type { Misdeed } from "../../../examples/bernstein/plugins/misbehaving/plugin.ts";
import { Queue } from "../../../examples/bernstein/queue/queue.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { HOOKS, Run } from "./plugins/events.ts";
import { project, ProjectFolder, type TaskInput } from "./support.ts";

const MISBEHAVING = new URL("../../../examples/bernstein/plugins/misbehaving/plugin.ts", import.meta.url).href;

type Hook = HookNames<BernsteinSpec>;

/** What the log has of each misdeed. */
const SIGNS: Readonly<Record<Misdeed, RegExp>> = {
  throw: /thrown on purpose/,
  hang: /did not settle within 5000 ms/,
  spin: /did not settle within 5000 ms/,
  crash: /ended with exit code 3/,
  flood: /which is the limit 'messageBytes'/,
};

/** A host with a plugin for each of some hooks, which misbehaves in that one; and one that does what it should. */
class Host implements AsyncDisposable {
  readonly plugins = new PluginManager("bernstein", BernsteinSpec, { quarantineAfter: 3 });
  readonly log: string[] = [];
  readonly heard: string[] = [];
  readonly #run = new Run();

  constructor() {
    logPlugins(this.plugins, (line) => this.log.push(line));
    const hookimpl = hookimplMarker("bernstein");
    const witness = HOOKS.map((hook) => [hook, hookimpl({ specname: hook }, () => void this.heard.push(hook))]);
    this.plugins.register(Object.fromEntries(witness), "witness");
  }

  async load(misdeed: Misdeed, hooks: readonly Hook[], permissions: "none" | "inherit"): Promise<void> {
    const entries = hooks.map((hook) => {
      return [`${misdeed}-${hook}`, { from: MISBEHAVING, permissions, options: { [hook]: misdeed } }];
    });
    await this.plugins.load({ plugins: Object.fromEntries(entries) }, { strict: true, discover: false });
  }

  /** Calls all hooks at the same time: so that nobody waits for one deadline after another. */
  async tell(hooks: readonly Hook[]): Promise<void> {
    await Promise.all(hooks.map((hook) => this.#run.tell(this.plugins, hook)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.plugins.close();
  }
}

/** Has plugins misbehave, each in a hook of its own, and looks at what comes of it. */
async function misbehave(
  misdeed: Misdeed,
  permissions: "none" | "inherit",
  hooks: readonly Hook[] = HOOKS,
): Promise<void> {
  await using host = new Host();
  await host.load(misdeed, hooks, permissions);
  for (let round = 1; round <= 2; round++) {
    host.log.length = 0;
    host.heard.length = 0;
    await host.tell(hooks);
    assertEquals(host.heard.toSorted(), hooks.toSorted(), `round ${round}`);
    for (const hook of hooks) {
      const lines = host.log.filter((line) => line.includes(`failed in ${hook}, and was left out`));
      assertEquals(lines.length, 1, `${hook} in round ${round}: ${host.log.join("\n")}`);
      assertStringIncludes(lines[0]!, `plugin ${misdeed}-${hook}: `);
      assert(SIGNS[misdeed].test(lines[0]!), lines[0]);
    }
    // A person can still read it.
    assert(host.log.length < 5000, `${host.log.length} lines`);
  }
}

for (const misdeed of ["throw", "hang", "crash", "flood"] as const) {
  Deno.test(`isolated plugins that ${misdeed}, one in each of the eight hooks, keep no other from hearing, and are named`, async () => {
    await misbehave(misdeed, "none");
  });
}

Deno.test("an isolated plugin that computes forever is named and ended like one that hangs", async () => {
  await misbehave("spin", "none", ["onTaskClaimed", "onAgentDied"]);
});

for (const misdeed of ["throw", "hang"] as const) {
  Deno.test(`plugins in the host that ${misdeed}, one in each of the eight hooks, keep no other from hearing, and are named`, async () => {
    await misbehave(misdeed, "inherit");
  });
}

Deno.test("a run does not wait for a plugin: it ends while the plugin still hangs in the first event", async () => {
  using folder = new TempFolder();
  using queue = new Queue(`${folder.path}/run.db`);
  const tasks = project(folder.path, [{ id: "a" }, { id: "b", dependsOn: ["a"] }, { id: "c", dependsOn: ["b"] }]);
  await using host = new Host();
  const { plugins } = host;
  const entered: string[] = [];
  const hookimpl = hookimplMarker<BernsteinSpec>("bernstein");
  const hanging = {
    onTaskCreated: hookimpl({ specname: "onTaskCreated" }, ({ task }) => {
      entered.push(task.id);
      return new Promise<void>(() => {});
    }),
  };
  // Its deadline is far beyond what the run can take.
  plugins.register(hanging, "hanging", { timeoutMs: 600_000 });

  const announcer = new Announcer(queue.events, plugins, (error) => host.log.push(String(error)));
  queue.onEvent(() => announcer.wake());
  queue.add(tasks);
  await new Orchestrator({ queue, adapters: adaptersOf(tasks), parallel: 2 }).run(new AbortController().signal);
  assertEquals(queue.view().tasks.map(({ state }) => state), ["completed", "completed", "completed"]);
  assertEquals(entered, ["a"]);
  // Three events for each task, and the start and end of each agent; the one that hangs is not told to its end.
  assertEquals(await announcer.finish(1), 15);
});

/** A project in which all eight things happen: one task passes its gate the second time, one fails. */
const TASKS: readonly TaskInput[] = [
  {
    id: "a",
    folder: "a",
    gates: [["test", "-e", "done"]],
    script: [[{ cost: 0.6 }], [{ cost: 0.6 }, { write: { done: "" } }, { say: "done" }]],
  },
  { id: "b", maxAttempts: 1, script: [[{ exit: 7 }]] },
];

/** Runs it with a plugin that does one thing in all hooks, and gives what another plugin heard. */
async function runWith(misdeed: Misdeed | undefined): Promise<{ heard: string[]; stdout: string; stderr: string }> {
  using folder = new ProjectFolder(TASKS, { costThresholds: [1], parallel: 1 });
  const records = folder.addRecorder();
  const manifest = JSON.parse(Deno.readTextFileSync(`${folder.path}/plugins.jsonc`));
  if (misdeed !== undefined) {
    const options = Object.fromEntries(HOOKS.map((hook) => [hook, misdeed]));
    const bad = { from: MISBEHAVING, options };
    folder.write("both.jsonc", JSON.stringify({ plugins: { bad, ...manifest.plugins } }));
  }
  const first = await folder.run(...misdeed === undefined ? [] : ["--plugins", `${folder.path}/both.jsonc`]);
  // What a plugin that hangs has kept back at the end is told the next time.
  const second = await folder.run();
  assertEquals([first.code, second.code], [1, 1], first.stderr);
  const heard = new Map(records().map(({ id, hook, task }) => [id, `${hook} ${task}`]));
  return { heard: [...heard.values()], stdout: first.stdout, stderr: first.stderr };
}

Deno.test("a whole run with a plugin that misbehaves in all hooks comes to the same, and its log names the plugin", async () => {
  const good = await runWith(undefined);
  assertEquals(new Set(good.heard.map((line) => line.split(" ")[0])), new Set(HOOKS));
  const withoutTimes = (text: string) => text.replace(/\d+(?:\.\d+)? m?s/g, "T");
  for (const misdeed of ["throw", "hang", "crash", "flood"] as const) {
    const { heard, stdout, stderr } = await runWith(misdeed);
    assertEquals(heard, good.heard, misdeed);
    assertEquals(withoutTimes(stdout), withoutTimes(good.stdout), misdeed);
    assertStringIncludes(stderr, "plugin bad: failed in onTaskCreated, and was left out", misdeed);
    assert(SIGNS[misdeed].test(stderr), stderr);
    // The run ends before a plugin has been waited for three times.
    if (misdeed !== "hang") assertStringIncludes(stderr, "plugin bad: is called no more", misdeed);
    // Of the 60,000 lines of a flood, a person can read those that are left.
    assert(stderr.split("\n").length < 5000, `${stderr.split("\n").length} lines`);
  }
});
