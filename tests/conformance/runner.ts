import { outcomeJson } from "./encode.ts";
import { perform } from "./ops.ts";
import { Malformed } from "./parsers.ts";
import { parseScenario, type PluginDefinition } from "./scenario.ts";
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

/** The plugins of a scenario, made elsewhere. */
export interface IsolatedPlugins {
  /** What stands for them, by their ids. */
  readonly standIns: ReadonlyMap<string, object>;
  /** Tells them of the scenario, before anything is asked of them. */
  begin(world: World): void;
  /** Ends them. */
  end(): Promise<void>;
}

/** Makes the plugins of a scenario elsewhere. */
export type Isolate = (definitions: readonly PluginDefinition[]) => Promise<IsolatedPlugins>;

/**
 * Runs the scenario that a line of text holds, with a plugin manager of its own. Plugins can be made elsewhere if all hooks
 * are asynchronous.
 */
export async function runScenario(
  line: string,
  isAsync: boolean,
  unused: Unused = {},
  isolate?: Isolate,
): Promise<ScenarioOutcome> {
  let name: unknown = null;
  let plugins: IsolatedPlugins | undefined;
  try {
    const json: unknown = JSON.parse(line);
    if (json !== null && typeof json === "object" && "name" in json) name = json.name;
    const scenario = parseScenario(json);
    plugins = await isolate?.(scenario.plugins);
    const world = new World(scenario, isAsync, perform, unused, plugins?.standIns);
    plugins?.begin(world);
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
  } finally {
    await plugins?.end();
  }
}
