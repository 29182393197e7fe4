/**
 * An agent that follows a script: for tests, and to see Bernstein at work without a model. It gets its prompt and its steps on
 * stdin, as JSON.
 *
 * It imports nothing that has to be resolved or downloaded, so that it starts quickly and anywhere.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Step } from "./script.ts";

/** What a scripted agent gets on stdin. */
export interface Script {
  readonly prompt: string;
  readonly steps: readonly Step[];
}

const LINE = `${"nonsense ".repeat(7)}\n`;

async function follow(step: Step): Promise<void> {
  if ("say" in step) console.log(step.say);
  else if ("cost" in step) console.log(`cost: $${step.cost}`);
  else if ("write" in step) {
    for (const [file, text] of Object.entries(step.write)) {
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeTextFile(file, typeof text === "string" ? text : text.map((line) => `${line}\n`).join(""));
    }
  } else if ("wait" in step) await new Promise((resolve) => setTimeout(resolve, step.wait));
  else if ("hang" in step) {
    Deno.addSignalListener("SIGTERM", () => {});
    await new Promise(() => setInterval(() => {}, 60_000));
  } else if ("leave" in step) {
    const [command = "", ...args] = step.leave;
    new Deno.Command(command, { args, detached: true, stdin: "null", stdout: "null", stderr: "null" }).spawn().unref();
  } else if ("flood" in step) {
    for (let bytes = 0; bytes < step.flood; bytes += LINE.length) Deno.stdout.writeSync(new TextEncoder().encode(LINE));
  } else if ("exit" in step) Deno.exit(step.exit);
  else Deno.kill(Deno.pid, step.die);
}

if (import.meta.main) {
  const script: Script = await new Response(Deno.stdin.readable).json();
  for (const step of script.steps) await follow(step);
}
