/**
 * What each task of deno.json does.
 *
 * A task's own words go to stderr: stdout belongs to what it runs, and `conformance` is read by programs.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { deno, type RunOptions } from "./deno.ts";
import type { Std } from "./std.ts";
import { type Counts, readCounts } from "./counts.ts";

/** Does one task with the given extra arguments, and gives its exit code. */
export type Task = (std: Std, args: readonly string[]) => Promise<number>;

/** The tasks, by name. */
export const tasks: Readonly<Record<string, Task>> = {
  start: (std, args) => run(std, ["run", "-A"], ["examples/crow/main.ts", ...args]),
  crow: (std, args) => run(std, ["run", "-A"], ["examples/crow/acp_main.ts", ...args]),
  bernstein: (std, args) => run(std, ["run", "-A"], ["examples/bernstein/main.ts", ...args]),
  test: (std, args) => test(std, args),
  check,
  bench: (std, args) => run(std, ["run", "-A"], ["bench/main.ts", ...args]),
  conformance: (std, args) => run(std, ["run", "-A"], ["tests/conformance/run.ts", ...args]),
  ci,
};

/** Runs a subcommand that loads modules, and so has to be told where `@std` comes from. */
function run(std: Std, subcommand: readonly string[], args: readonly string[], options: RunOptions = {}) {
  // Tests start hosts of their own; tests/support/deno.ts reads this to start them alike.
  const env = { ...options.env, TENON_DENO_FLAGS: JSON.stringify(std.childFlags) };
  return deno([...subcommand, ...std.flags, ...args], { ...options, env });
}

/**
 * Tests that change the environment of their process. With --parallel, files run in one process side by side: these must not
 * run beside others.
 */
const ALONE = ["tests/sandbox/graph", "tests/sandbox/grant"];
/** A project of its own, which a test runs. `--ignore` stands in the place of what deno.json excludes. */
const OTHERS = ["examples/plugin-template"];

/**
 * With --doc the examples in doc comments and Markdown files run as tests, in the same run and the same count. Takes what
 * is to be tested, or everything, and who wants the output of each run.
 */
async function test(std: Std, args: readonly string[], onOutput?: (output: string) => void): Promise<number> {
  const once = async (flags: readonly string[], what: readonly string[]): Promise<number> => {
    let output = "";
    // Managers in tests would take what this repository depends on for what their users installed.
    const env = { TENON_DISABLE_AUTOLOAD: "1" };
    const options: RunOptions = onOutput === undefined ? { env } : { env, onStdout: (text) => output += text };
    const code = await run(std, ["test", "-A", ...flags], what, options);
    onOutput?.(output);
    return code;
  };
  if (args.length > 0) return await once(["--doc"], args);
  return worst([
    await once(["--doc", "--parallel", `--ignore=${[...ALONE, ...OTHERS].join(",")}`], []),
    await once([], ALONE),
  ]);
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
    await run(std, ["doc", "--lint"], Object.values(config.exports)),
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

  const outputs: string[] = [];
  const codes = [
    await step("check", () => check(std)),
    await step("test", () => test(std, [], (output) => outputs.push(output))),
    await step("start", () => run(std, ["run", "-A"], ["examples/crow/main.ts"])),
  ];
  const counts = outputs.map(readCounts);
  // A run that ended before its summary has failed, whatever its exit code.
  if (counts.includes(undefined)) codes.push(1);

  console.error(worst(codes) === 0 ? "" : `\nfailed: ${failed.join(", ") || "test"}`);
  const sum = (key: keyof Counts) => counts.reduce((all, one) => all + (one?.[key] ?? 0), 0);
  const [passed, broken, ignored] = [sum("passed"), sum("failed"), sum("ignored")];
  if (ignored > 0) console.log(`${ignored} skipped`);
  console.log(`${passed} passed, ${broken} failed`);
  return worst(codes);
}

function worst(codes: readonly number[]): number {
  return Math.max(0, ...codes);
}
