/**
 * Does a task of deno.json: `deno run -A tools/run.ts TASK [ARGS]`.
 *
 * @module
 */
import { passOnSignals } from "./deno.ts";
import { findStd } from "./std.ts";
import { tasks } from "./tasks.ts";

const [name = "", ...args] = Deno.args;
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (!task) {
  console.error(`Cannot run the task "${name}": it must be one of ${Object.keys(tasks).join(", ")}`);
  Deno.exit(2);
}

passOnSignals();
const std = await findStd();
console.error(std.notice);
Deno.exit(await task(std, args));
