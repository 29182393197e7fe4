import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { bernstein, processesOf, processesWith, ProjectFolder, until } from "./support.ts";

/** The contract with plugins, as a string in the code of one. */
const HOOKSPECS = JSON.stringify(new URL("../../../examples/bernstein/hookspecs.ts", import.meta.url).href);

const DEAF = { adapters: { deaf: { command: ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"] } } };

Deno.test("a run shows what happens on stderr, and how it ended on stdout", async () => {
  using folder = new ProjectFolder([{ id: "a", script: [[{ cost: 0.5 }, { say: "well done" }]] }, {
    id: "b",
    dependsOn: ["a"],
  }]);
  const { code, stdout, stderr } = await folder.run();
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /^\d\d:\d\d:\d\d a: completed for \$0\.50: well done$/m);
  assertMatch(stdout, /^a +completed +\$0\.50 +\d+ s +well done$/m);
  assertMatch(stdout, /^2 tasks: 2 completed, 0 failed; \$0\.50\n$/m);
});

Deno.test("a run with a task that failed ends with code 1", async () => {
  using folder = new ProjectFolder([{ id: "a", maxAttempts: 1, script: [[{ exit: 7 }]] }]);
  const { code, stdout } = await folder.run();
  assertEquals(code, 1);
  assertMatch(stdout, /^a +failed +1 of 1 .* the agent exited with code 7$/m);
});

Deno.test("a run that is over is not begun again", async () => {
  using folder = new ProjectFolder([{ id: "a", script: [[{ write: { "a.txt": "" } }]] }]);
  assertEquals((await folder.run()).code, 0);
  Deno.removeSync(`${folder.path}/a.txt`);
  const { code, stdout } = await folder.run();
  assertEquals(code, 0);
  assertMatch(stdout, /^1 task: 1 completed, 0 failed/m);
  assertThrows(() => Deno.statSync(`${folder.path}/a.txt`), Deno.errors.NotFound);
});

Deno.test("what cannot be understood is refused with code 2 and the usage", async () => {
  for (
    const [args, why] of [
      [["fly"], 'there is no command "fly".'],
      [["run"], "run needs the path of a project file."],
      [["run", "a", "b"], 'there is one project, and no "b".'],
      [["run", "a", "--parallel", "0"], "--parallel takes a number from 1 to 9999."],
      [["run", "a", "--fast"], "Unknown option '--fast'"],
    ] as const
  ) {
    const { code, stdout, stderr } = await bernstein(args);
    assertEquals([code, stdout], [2, ""], stderr);
    assertStringIncludes(stderr, `Cannot start: ${why}`);
    assertStringIncludes(stderr, "Usage: deno task bernstein");
  }
  const { code, stdout } = await bernstein(["--", "--help"]);
  assertEquals(code, 0);
  assertMatch(stdout, /^Usage: /);
});

Deno.test("a broken project file is refused with code 2, and nothing is begun", async () => {
  using folder = new ProjectFolder([{ id: "a", dependsOn: ["b"] }, { id: "b", dependsOn: ["a"] }]);
  const { code, stdout, stderr } = await folder.run();
  assertEquals([code, stdout], [2, ""]);
  assertEquals(stderr, `Cannot run the project ${folder.file}: tasks depend on each other in a circle: a -> b -> a.\n`);
  assertEquals((await bernstein(["run", `${folder.path}/none.jsonc`])).code, 2);
  assertEquals(Array.from(Deno.readDirSync(folder.path)).map(({ name }) => name), ["project.jsonc"]);
});

Deno.test("a manifest of plugins that cannot be read is refused, and nothing is begun", async () => {
  using folder = new ProjectFolder([{ id: "a" }]);
  folder.write("plugins.jsonc", `{ "plugins": { "x": { "form": "./x.ts" } } }`);
  const { code, stderr } = await folder.run();
  assertEquals(code, 1);
  assertStringIncludes(stderr, "plugins.jsonc:1:23: Unknown key 'form' in plugin 'x'.");
  using queue = folder.queue();
  assertEquals(queue.view().tasks, []);
});

Deno.test("--db keeps the run elsewhere, and --parallel has more agents at once", async () => {
  const both = "touch here-$BERNSTEIN_TASK; until [ $(ls here-* | wc -l) = 2 ]; do sleep 0.02; done";
  using folder = new ProjectFolder([{ id: "a", adapter: "both" }, { id: "b", adapter: "both" }], {
    parallel: 1,
    adapters: { both: { command: ["sh", "-c", both] } },
  });
  const { code, stderr } = await folder.run("--db", `${folder.path}/other/run.db`, "--parallel", "2");
  assertEquals(code, 0, stderr);
  const { stdout } = await bernstein(["status", folder.file, "--db", `${folder.path}/other/run.db`]);
  assertStringIncludes(stdout, "2 tasks: 2 completed");
  const none = await bernstein(["status", folder.file]);
  assertEquals([none.code, none.stdout], [1, ""]);
  assertEquals(none.stderr, `Cannot say how ${folder.file} stands: it was not run yet, as there is no ${folder.db}.\n`);
});

Deno.test("status says how a run stands while it is going on, and nobody else can go on with it", async () => {
  using folder = new ProjectFolder([{ id: "a", adapter: "deaf" }, { id: "b", dependsOn: ["a"] }], DEAF);
  const running = folder.start();
  await running.seen((stderr) => stderr.includes("was started"));
  const status = await bernstein(["status", folder.file]);
  assertEquals(status.code, 0, status.stderr);
  assertMatch(status.stdout, /^a +claimed .* with agent-1\nb +queued/m);
  assertMatch(status.stdout, /\n2 tasks: 0 completed, 0 failed, 2 left to do; \$0\.00\n$/);
  const second = await folder.run();
  assertEquals(second.code, 1);
  assertEquals(second.stderr, `Cannot run ${folder.file}: another process is at work on ${folder.db}.\n`);
  running.process.kill("SIGKILL");
  await running.process.status;
  await running.stdout;
  const left = (await bernstein(["status", folder.file])).stdout;
  assertMatch(left, /^a +claimed .* with agent-1\n/m);
  assertMatch(left, /, 2 left to do; \$0\.00\nNobody is at work on it; `run` goes on\.\n$/);
});

for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} ends a run cleanly: agents end, their tasks go back, plugins are closed`, async () => {
    const marker = `300.${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const line = `[ -e go ] || exec sleep ${marker}`;
    using folder = new ProjectFolder([{ id: "a", adapter: "sh", maxAttempts: 1 }, { id: "b", dependsOn: ["a"] }], {
      adapters: { sh: { command: ["sh", "-c", line] } },
    });
    const closed = `${folder.path}/closed`;
    folder.write(
      "plugin.js",
      `export default () => ({ [Symbol.asyncDispose]: async () => Deno.writeTextFileSync(${
        JSON.stringify(closed)
      }, "yes") });`,
    );
    folder.write(
      "plugins.jsonc",
      JSON.stringify({ plugins: { closing: { from: "./plugin.js", permissions: "inherit" } } }),
    );

    const running = folder.start();
    await until(() => processesWith(marker).length > 0, "the agent runs");
    running.signal(signal);
    const { code, signal: ended } = await running.process.status;
    assertEquals([code, ended], [expected, null], running.stderr);
    assertMatch(await running.stdout, /^2 tasks: 0 completed, 0 failed, 2 left to do/m);
    assertStringIncludes(running.stderr, "a: agent-1 ended: the orchestrator was stopped");
    assertEquals([processesWith(marker), Deno.readTextFileSync(closed)], [[], "yes"]);
    {
      using queue = folder.queue();
      assertEquals(queue.view().tasks.map(({ state, failures }) => [state, failures]), [["queued", 0], ["queued", 0]]);
      assertEquals(processesOf(queue.run), []);
    }
    folder.write("go", "");
    assertEquals((await folder.run()).code, 0);
  });
}

Deno.test("who presses Ctrl-C twice does not wait, and no agent is left all the same", async () => {
  using folder = new ProjectFolder([{ id: "a", adapter: "deaf" }], DEAF);
  const running = folder.start();
  await running.seen((stderr) => stderr.includes("was started"));
  using queue = folder.queue();
  await until(() => processesOf(queue.run).length >= 2, "the agent runs");
  running.signal("SIGINT");
  running.signal("SIGINT");
  assertEquals((await running.process.status).code, 130);
  await running.stdout;
  await until(() => processesOf(queue.run).length === 0, "no agent is left");
});

Deno.test("what a plugin in the host throws when nobody waits for it is noted, and changes nothing", async () => {
  // The plugin lets the agent go on when it has thrown, so that the run cannot be over before.
  using folder = new ProjectFolder([{ id: "a", adapter: "go" }], {
    adapters: { go: { command: ["sh", "-c", "until [ -e go ]; do sleep 0.02; done; echo went on"] } },
  });
  folder.write(
    "floating.js",
    `import { hookimpl } from ${HOOKSPECS};
     const throwLater = () => {
       setTimeout(() => Deno.writeTextFileSync(${JSON.stringify(`${folder.path}/go`)}, ""), 10);
       setTimeout(() => { throw new Error("\\x1b[31mthrown\\x1b[0m later"); });
       Promise.reject(new Error("rejected later"));
       Promise.reject({ toString() { throw 1; } });
     };
     export default () => ({ onTaskCreated: hookimpl(throwLater) });`,
  );
  folder.write(
    "plugins.jsonc",
    JSON.stringify({ plugins: { floating: { from: "./floating.js", permissions: "inherit" } } }),
  );
  const { code, stdout, stderr } = await folder.run();
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^a +completed .* went on$/m);
  for (const error of ["thrown later", "rejected later", "something that cannot be shown"]) {
    assertStringIncludes(stderr, `bernstein: an error that nobody caught, most likely of a plugin: ${error}\n`);
  }
});

for (
  const [what, db, why] of [
    ["is in no folder", "project.jsonc/run.db", "Cannot make the folder "],
    ["has a name that cannot be", `${"x".repeat(300)}.db`, "Cannot lock the database "],
    ["is a folder", "", "Cannot use the database "],
  ] as const
) {
  Deno.test(`a database that ${what} is refused in a sentence`, async () => {
    using folder = new ProjectFolder([{ id: "a" }]);
    const { code, stdout, stderr } = await folder.run("--db", `${folder.path}/${db}`);
    assertEquals([code, stdout], [1, ""], stderr);
    assert(stderr.startsWith(`${why}${folder.path}`), stderr);
    assertMatch(stderr, /^.*: .+\.\n$/);
  });
}

Deno.test("a database that is damaged is told of in a sentence", async () => {
  using folder = new ProjectFolder([{ id: "a" }]);
  assertEquals((await folder.run()).code, 0);
  const bytes = Deno.readFileSync(folder.db);
  // The first page says what is where; the tables are in those behind it.
  Deno.writeFileSync(folder.db, bytes.fill(0xff, 4096));
  const { code, stdout, stderr } = await bernstein(["status", folder.file]);
  assertEquals([code, stdout], [1, ""], stderr);
  assertMatch(stderr, /^Cannot use the database .*: .+\.\n$/);
});

Deno.test("a run that fails tells its plugins nothing more, and what they have not heard is told the next time", async () => {
  using folder = new ProjectFolder([{ id: "a" }, { id: "b" }, { id: "c" }]);
  folder.write(
    "slow.js",
    `import { hookimpl } from ${HOOKSPECS};
     export default () => {
       const { promise, resolve } = Promise.withResolvers();
       const onTaskCreated = hookimpl(({ task }) => (console.error("slow heard " + task.id), promise));
       return { onTaskCreated, [Symbol.asyncDispose]: () => resolve() };
     };`,
  );
  const slow = { from: "./slow.js", permissions: "inherit", timeoutMs: 60_000 };
  folder.write("plugins.jsonc", JSON.stringify({ plugins: { slow } }));
  Deno.mkdirSync(`${folder.path}/.bernstein`);
  using queue = folder.queue();
  using raw = new DatabaseSync(folder.db);
  raw.exec("CREATE TRIGGER t BEFORE INSERT ON agents BEGIN SELECT RAISE(ABORT, 'out of order'); END");
  const { code, stdout, stderr } = await folder.run();
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, `\nCannot use the database ${folder.db}: out of order.\n`);
  assertEquals(stderr.match(/slow heard .*/g), ["slow heard a"]);
  assertEquals(queue.events.countUntold(), 3);
});

Deno.test("plugins that hang when they are called, and when they are closed, do not keep a run from ending", async () => {
  using folder = new ProjectFolder([{ id: "a" }]);
  folder.write(
    "stuck.js",
    `import { hookimpl } from ${HOOKSPECS};
     const stuck = () => new Promise(() => setInterval(() => {}, 1000));
     export default () => ({ onTaskCompleted: hookimpl(stuck), [Symbol.asyncDispose]: stuck });`,
  );
  const entry = { from: "./stuck.js", permissions: "inherit", timeoutMs: 300 };
  folder.write("plugins.jsonc", JSON.stringify({ plugins: { stuck: entry } }));
  const { code, stderr } = await folder.run();
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "bernstein: plugin stuck: failed in onTaskCompleted, and was left out:");
  assertStringIncludes(stderr, "bernstein: plugins have not closed within 5 s.");
});
