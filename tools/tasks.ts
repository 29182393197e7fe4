/**
 * What each task of deno.json does.
 *
 * A task's own words go to stderr: stdout belongs to what it runs, and `conformance` is read by programs.
 *
 * @module
 */
import { deno, type RunOptions } from "./deno.ts";
import type { Std } from "./std.ts";
import { readCounts } from "./counts.ts";

/** Does one task with the given extra arguments, and gives its exit code. */
export type Task = (std: Std, args: readonly string[]) => Promise<number>;

/** The tasks, by name. */
export const tasks: Readonly<Record<string, Task>> = {
  start: (std, args) => run(std, ["run", "-A"], ["examples/crow/main.ts", ...args]),
  test: (std, args) => test(std, args),
  check,
  conformance: (std, args) => run(std, ["run", "-A"], ["tests/conformance/run.ts", ...args]),
  ci,
};

/** Runs a subcommand that loads modules, and so has to be told where `@std` comes from. */
function run(std: Std, subcommand: readonly string[], args: readonly string[], options: RunOptions = {}) {
  // Tests start hosts of their own; tests/support/deno.ts reads this to start them alike.
  const env = { ...options.env, TENON_DENO_FLAGS: JSON.stringify(std.childFlags) };
  return deno([...subcommand, ...std.flags, ...args], { ...options, env });
}

/** With --doc the examples in doc comments and Markdown files run as tests, in the same run and the same count. */
function test(std: Std, args: readonly string[], options: RunOptions = {}): Promise<number> {
  return run(std, ["test", "-A", "--doc", "--parallel"], args, options);
}

/** Goes on after a failure, as whoever mends one wants to know of the others. */
async function check(std: Std): Promise<number> {
  // The linter asks JSR about what mod.ts imports, does without where it gets no answer, and takes no import map. Where
  // JSR is out of reach, it is sent to where it is refused at once: a request that is never answered would hang it.
  const env: Record<string, string> = std.place === "npm" ? { JSR_URL: "http://127.0.0.1:9/" } : {};
  return worst([
    await deno(["fmt", "--check"]),
    await deno(["lint", "--quiet"], { env }),
    await run(std, ["check"], ["."]),
    await run(std, ["doc", "--lint"], ["mod.ts"]),
  ]);
}

async function ci(std: Std): Promise<number> {
  const failed: string[] = [];
  const step = async (name: string, doing: () => Promise<number>) => {
    console.error(`\n== ${name}`);
    const code = await doing();
    if (code !== 0) failed.push(name);
    return code;
  };

  let output = "";
  const codes = [
    await step("check", () => check(std)),
    await step("test", () => test(std, [], { onStdout: (text) => output += text })),
    await step("start", () => run(std, ["run", "-A"], ["examples/crow/main.ts"])),
  ];
  const counts = readCounts(output);
  // A run that ended before its summary has failed, whatever its exit code.
  if (counts === undefined) codes.push(1);

  console.error(worst(codes) === 0 ? "" : `\nfailed: ${failed.join(", ") || "test"}`);
  const { passed, failed: broken, ignored } = counts ?? { passed: 0, failed: 0, ignored: 0 };
  if (ignored > 0) console.log(`${ignored} skipped`);
  console.log(`${passed} passed, ${broken} failed`);
  return worst(codes);
}

function worst(codes: readonly number[]): number {
  return Math.max(0, ...codes);
}
