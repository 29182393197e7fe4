import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type GuardedCommand, runGuarded } from "../../../examples/bernstein/agents/guarded.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { processesOf, processesWith, until } from "./support.ts";

const NEVER = new AbortController().signal;

/** Numbers for `sleep` that stand in no other command line. */
function unique(): string {
  return `300.${crypto.getRandomValues(new Uint32Array(1))[0]}`;
}

/** Runs a line of shell. */
function shell(line: string, more: Partial<GuardedCommand> = {}, stop = NEVER, onLine?: (line: string) => void) {
  const mark = `${crypto.randomUUID()}:test`;
  return runGuarded(
    {
      command: "sh",
      args: ["-c", line],
      cwd: Deno.cwd(),
      env: {},
      stdin: "",
      graceMs: 200,
      mark,
      timeoutMs: 30_000,
      outputBytes: 1_000_000,
      ...more,
    },
    stop,
    onLine,
  );
}

Deno.test("a command gets its folder, environment and stdin, and what it writes is passed on line by line", async () => {
  const lines: string[] = [];
  const { success, reason, output } = await shell(
    "pwd; echo $GREETING >&2; cat",
    {
      cwd: "/",
      env: { GREETING: "hello" },
      stdin: "one\ntwo",
    },
    NEVER,
    (line) => lines.push(line),
  );
  assertEquals([success, reason], [true, "exited with code 0"]);
  assertEquals(lines.toSorted(), ["/", "hello", "one", "two"]);
  assertStringIncludes(output, "one\ntwo");
});

Deno.test("a command that does not read its stdin is no problem, however long that is", async () => {
  assertEquals((await shell("exit 0", { stdin: "x".repeat(10_000_000) })).reason, "exited with code 0");
});

Deno.test("it is said how a command ended", async () => {
  const [failed, signalled, large] = [await shell("exit 3"), await shell("kill -SEGV $$"), await shell("exit 255")];
  assertEquals([failed.success, failed.reason], [false, "exited with code 3"]);
  assertEquals([signalled.success, signalled.reason], [false, "was ended by SIGSEGV"]);
  assertEquals([large.success, large.reason], [false, "exited with code 255"]);
});

Deno.test("a command that cannot be started has ended with code 127, and says why", async () => {
  const none = await shell("", { command: "no-such-command-at-all" });
  assertEquals(none.reason, "exited with code 127");
  assertMatch(none.output, /^Cannot start "no-such-command-at-all": /);
  const nowhere = await shell("true", { cwd: "/no/such/folder" });
  assertEquals([nowhere.success, nowhere.reason], [false, "exited with code 127"]);
});

Deno.test("a command that hangs is ended at its deadline", async () => {
  const { success, reason } = await shell("sleep 60", { timeoutMs: 500 });
  assertEquals([success, reason], [false, "did not finish within 0.5 s"]);
});

Deno.test("a command that is to end is asked to, and killed after the grace", async () => {
  const stopped = (trap: string, graceMs: number) => {
    const stop = new AbortController();
    const line = `trap '${trap}' TERM; echo ready; while :; do sleep 0.02; done`;
    return shell(line, { graceMs }, stop.signal, () => stop.abort("was stopped"));
  };
  const polite = await stopped("echo bye; exit 0", 30_000);
  assertEquals([polite.success, polite.reason], [false, "was stopped"]);
  assertMatch(polite.output, /^ready\n.*bye$/s);
  const deaf = await stopped("", 200);
  assertEquals([deaf.success, deaf.reason], [false, "was stopped"]);
  assertMatch(deaf.output, /^ready/);
});

Deno.test("a command that floods its output is ended, and the end of what was let through is kept", async () => {
  const { success, reason, output } = await shell("yes flood", { outputBytes: 200_000 });
  assertEquals([success, reason], [false, "wrote more than 200000 bytes"]);
  assert(output.length <= 16_384);
  // One line without an end is a flood as well.
  assertEquals(
    (await shell("tr '\\0' x < /dev/zero", { outputBytes: 3_000_000 })).reason,
    "wrote more than 3000000 bytes",
  );
});

Deno.test("control characters in the output do not come through", async () => {
  const lines: string[] = [];
  const { output } = await shell(
    "printf '\\033[31mred\\033[0m \\007\\033]0;title\\007end\\n'",
    {},
    NEVER,
    (line) => lines.push(line),
  );
  assertEquals([output, lines], ["red end", ["red end"]]);
});

Deno.test("a command can be stopped, before it has begun as well", async () => {
  const stop = new AbortController();
  const started = Promise.withResolvers<void>();
  const running = shell("echo go; sleep 60", {}, stop.signal, () => started.resolve());
  await started.promise;
  stop.abort("was stopped");
  assertEquals((await running).reason, "was stopped");
  const never = await shell("echo go", {}, stop.signal);
  assertEquals([never.success, never.reason, never.output], [false, "was stopped", ""]);
});

Deno.test("nothing that a command started outlives it, also in a session of its own", async () => {
  const sleep = unique();
  const mark = `${crypto.randomUUID()}:test`;
  const { reason } = await shell(`setsid sleep ${sleep} & sleep ${sleep} & sleep 0.1`, { mark });
  assertEquals(reason, "exited with code 0");
  assertEquals([processesWith(sleep), processesOf(mark.split(":")[0] ?? "")], [[], []]);
});

Deno.test("a command has ended when it ends, also if what it leaves behind cannot be found and holds its output", async () => {
  const sleep = unique();
  using folder = new TempFolder();
  const left = `env -i setsid sh -c 'echo $$ > pid; exec sleep ${sleep}'`;
  const line = `${left} & until [ -s pid ]; do sleep 0.02; done; echo done`;
  const { reason, output } = await shell(line, { cwd: folder.path });
  const pid = Number(Deno.readTextFileSync(`${folder.path}/pid`));
  try {
    assertEquals([reason, output], ["exited with code 0", "done"]);
    assertEquals(processesWith(sleep).length, 1);
  } finally {
    Deno.kill(pid, "SIGKILL");
  }
});

Deno.test("nothing is left of a command whose guard was killed", async () => {
  const sleep = unique();
  const run = crypto.randomUUID();
  const running = shell(`setsid sleep ${sleep} & sleep ${sleep}`, { mark: `${run}:test` });
  await until(() => processesWith(sleep).length >= 2, "the command runs");
  for (const pid of processesOf(run)) {
    if (Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("guard.ts")) Deno.kill(pid, "SIGKILL");
  }
  assertEquals((await running).reason, "was ended by SIGKILL");
  assertEquals(processesWith(sleep), []);
});
