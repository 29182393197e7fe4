import { fileURLToPath } from "node:url";
import type { Adapter } from "./adapter.ts";
import { costReader } from "./cost.ts";
import type { Script } from "./scripted_agent.ts";

const AGENT = fileURLToPath(new URL("./scripted_agent.ts", import.meta.url));

/** Agents that follow the script of their task. */
export const scriptedAdapter: Adapter = {
  launch({ task, prompt, attempt }) {
    const steps = task.script[Math.min(attempt, task.script.length) - 1] ?? [];
    return {
      command: Deno.execPath(),
      args: ["run", "--quiet", "--no-config", "--no-lock", "--no-prompt", "--allow-all", AGENT],
      stdin: JSON.stringify({ prompt, steps } satisfies Script),
    };
  },
  costIn: costReader(),
};
