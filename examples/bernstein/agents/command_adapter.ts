import type { CommandOptions } from "../project.ts";
import type { Adapter } from "./adapter.ts";
import { costReader } from "./cost.ts";

const PROMPT = "{prompt}";

/** Agents that are any command. The prompt stands where the arguments say `{prompt}`, or else comes on stdin. */
export function commandAdapter({ command: [command = "", ...args], cost }: CommandOptions): Adapter {
  return {
    launch({ prompt }) {
      const given = args.map((arg) => arg.replaceAll(PROMPT, () => prompt));
      return { command, args: given, stdin: args.some((arg) => arg.includes(PROMPT)) ? "" : prompt };
    },
    costIn: costReader(cost),
  };
}
