import { outcomeJson } from "./encode.ts";
import { perform } from "./ops.ts";
import { Malformed } from "./parsers.ts";
import { parseScenario } from "./scenario.ts";
import type { Unused } from "./unused.ts";
import { World } from "./world.ts";

/** What running one operation came to, and what happened meanwhile. */
export type OpResult = ({ readonly value: unknown } | { readonly error: string }) & {
  readonly trace: readonly unknown[];
};

/** What running a scenario came to; `bad` says why it could not be run. */
export type ScenarioOutcome =
  | { readonly name: unknown; readonly results: readonly OpResult[] }
  | { readonly name: unknown; readonly bad: string };

/** Runs the scenario that a line of text holds, with a plugin manager of its own. */
export async function runScenario(line: string, isAsync: boolean, unused: Unused = {}): Promise<ScenarioOutcome> {
  let name: unknown = null;
  try {
    const json: unknown = JSON.parse(line);
    if (json !== null && typeof json === "object" && "name" in json) name = json.name;
    const scenario = parseScenario(json);
    const world = new World(scenario, isAsync, perform, unused);
    const results: OpResult[] = [];
    for (const op of scenario.ops) {
      const outcome = isAsync ? await world.attemptLater(op) : world.attempt(op);
      results.push({ ...outcomeJson(outcome), trace: world.takeTrace() });
    }
    return { name, results };
  } catch (error) {
    // Whatever goes wrong with one scenario, the others are run.
    const { message, stack } = error as Error;
    return { name, bad: error instanceof Malformed || error instanceof SyntaxError ? message : stack ?? message };
  }
}
