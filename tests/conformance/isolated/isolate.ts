import { share } from "@tenon/tenon";
import { isolate, type IsolatedSetup, resolveGrant, SANDBOX_LIMITS } from "../../../src/sandbox/mod.ts";
import { makeStandIn } from "../../../src/sandbox/stand_in.ts";
import { Supervisor } from "../../../src/sandbox/supervisor.ts";
import type { Isolate } from "../runner.ts";
import type { PluginDefinition } from "../scenario.ts";
import type { Options } from "./plugin.ts";
import { ProcessPool } from "./pool.ts";
import { HostStage, STAGE_MEMBERS } from "./stage.ts";

const url = new URL("plugin.ts", import.meta.url).href;
const grant = resolveGrant("none", new URL(import.meta.url), { plugin: "conformance", source: url });

/** Makes plugins in processes of a pool. */
export function pooled(): Isolate & AsyncDisposable {
  const pool = new ProcessPool(url, grant);
  const isolating = isolateBy(async (setup) => {
    const supervisor = new Supervisor(setup, pool);
    const { impls } = await supervisor.start();
    return makeStandIn(supervisor, impls);
  });
  return Object.assign(isolating, { [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() });
}

/** Makes plugins in processes of their own, as loading does. */
export const isolated: Isolate = isolateBy(async (setup) => (await isolate(setup)).plugin);

/** Makes the plugins of a scenario, given what makes one. */
function isolateBy(start: (setup: IsolatedSetup) => Promise<object>): Isolate {
  return async (definitions) => {
    const stage = share(new HostStage(), STAGE_MEMBERS, { keep: true });
    const standIns = new Map<string, object>();
    const end = async () => {
      await Promise.all([...standIns.values()].map((standIn) => (standIn as AsyncDisposable)[Symbol.asyncDispose]()));
    };
    const starts = await Promise.allSettled(definitions.map(async (definition) => {
      standIns.set(definition.id, named(await start(setupOf(definition, { definition, stage })), definition));
    }));
    for (const started of starts) {
      if (started.status === "fulfilled") continue;
      await end();
      throw started.reason;
    }
    return { standIns, begin: (world) => stage.begin(world), end };
  };
}

function setupOf({ id }: PluginDefinition, options: Options): IsolatedSetup {
  return {
    name: id,
    source: url,
    url,
    lock: undefined,
    project: "conformance",
    options,
    grant,
    isolation: "process",
    startMs: SANDBOX_LIMITS.startMs,
    callMs: SANDBOX_LIMITS.callMs,
    hasDeadline: () => false,
    memoryMb: SANDBOX_LIMITS.memoryMb,
    limits: SANDBOX_LIMITS,
    observer: {
      output: ({ text }) => console.error(text),
      died: (error) => console.error(error.message),
      restarted: () => {},
      gaveUp: () => {},
      failed: () => {},
      disposeFailed: () => {},
      remembered: () => [],
    },
  };
}

/** What stands for a plugin has its impls alone. The name that a manager reads off a plugin is for the host to give. */
function named(standIn: object, { canonical }: PluginDefinition): object {
  if (canonical !== undefined && !("name" in standIn)) Object.defineProperty(standIn, "name", { value: canonical });
  return standIn;
}
