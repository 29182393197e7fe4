/**
 * Quality gates: commands that must succeed in a task's folder when its agent is done.
 *
 * @module
 */
import { type Ending, type GuardedCommand, runGuarded } from "./agents/guarded.ts";

/** A gate that did not pass. */
export interface GateFailure {
  /** The gate's command, as a person would type it. */
  readonly gate: string;
  /** How it ended. */
  readonly ending: Ending;
}

/**
 * Runs gates one after another, up to the first that does not pass.
 *
 * @param gates The commands. `deno` stands for the Deno that runs us.
 * @param limits Where they run, and what each is held to.
 * @param stop Ends the one that runs.
 * @returns The one that did not pass; undefined if all did.
 */
export async function runGates(
  gates: readonly (readonly string[])[],
  limits: Omit<GuardedCommand, "command" | "args" | "stdin">,
  stop: AbortSignal,
): Promise<GateFailure | undefined> {
  for (const [program = "", ...args] of gates) {
    const command = program === "deno" ? Deno.execPath() : program;
    const ending = await runGuarded({ ...limits, command, args, stdin: "" }, stop);
    if (!ending.success) return { gate: [program, ...args].join(" "), ending };
  }
  return undefined;
}
