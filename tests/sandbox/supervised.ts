/** A plugin without the loader between it and the test: for what loading neither shows nor lets one set. */
import { type PluginManager, SANDBOX_LIMITS } from "@tenon/tenon";
import { resolveGrant } from "../../src/sandbox/grant/mod.ts";
import type { IsolatedSetup } from "../../src/sandbox/isolated.ts";
import type { Link } from "../../src/sandbox/link.ts";
import { ProcessLink } from "../../src/sandbox/process_link.ts";
import { makeStandIn } from "../../src/sandbox/stand_in.ts";
import { Supervisor } from "../../src/sandbox/supervisor.ts";
import { WorkerLink } from "../../src/sandbox/worker_link.ts";
import { border, type BorderSpec, inWorkers, ISOLATION } from "./support.ts";

/** What {@linkcode supervised} gives. */
export interface Supervised {
  /** The plugin is registered here, and ends with it. */
  readonly pm: PluginManager<BorderSpec>;
  readonly supervisor: Supervisor;
  /** What the supervisor told of the plugin's life, each with the code of the error. */
  readonly life: string[];
}

/**
 * Starts a plugin.
 *
 * @param name Its name.
 * @param source The URL of its module.
 * @param changes What is otherwise than by default.
 * @param link How it is reached; by default as the tests' isolation says.
 */
export async function supervised(
  name: string,
  source: string,
  changes: Partial<IsolatedSetup> = {},
  link?: Link,
): Promise<Supervised> {
  const life: string[] = [];
  const setup: IsolatedSetup = {
    name,
    source,
    url: source,
    lock: undefined,
    project: "border",
    options: undefined,
    grant: resolveGrant("none", undefined, { plugin: name, source }),
    isolation: ISOLATION,
    startMs: 30_000,
    callMs: 30_000,
    hasDeadline: () => false,
    memoryMb: 256,
    limits: SANDBOX_LIMITS,
    observer: {
      output() {},
      died: ({ code }) => life.push(`died: ${code}`),
      restarted: () => life.push("started again"),
      gaveUp: ({ code }) => life.push(`given up: ${code}`),
      failed() {},
      disposeFailed() {},
      remembered: () => [],
    },
    ...changes,
  };
  const supervisor = new Supervisor(setup, link ?? (inWorkers ? new WorkerLink(setup) : new ProcessLink(setup)));
  const { impls } = await supervisor.start();
  const pm = border();
  pm.register(makeStandIn(supervisor, impls), name);
  return { pm, supervisor, life };
}
