import type { IsolatedSetup } from "./isolated.ts";
import type { Link } from "./link.ts";
import { ProcessLink } from "./process_link.ts";
import { makeStandIn } from "./stand_in.ts";
import { WorkerLink } from "./worker_link.ts";
import { Supervisor } from "./supervisor.ts";

/** An isolated plugin that was started. */
export interface IsolatedPlugin {
  /** What to register: it looks like any other plugin, and disposing of it ends the isolated one. */
  readonly plugin: object;
  /** The projects that the plugin's members are marked for. */
  readonly projects: readonly string[];
  /** The local files that it is made of. */
  readonly files: readonly string[];
  /** What its module exports as `permissions`, if that is data. */
  readonly wanted: unknown;
}

/**
 * Starts a plugin in a process or worker of its own. The plugin itself is disposed of with the stand-in that this gives.
 *
 * @param setup All that is known of it.
 * @param signal Gives it up while it is started.
 * @throws {ImportFailure | CreateError} What its module or its making threw.
 * @throws {TenonError} If it could not be looked at or started.
 */
export async function isolate(setup: IsolatedSetup, signal?: AbortSignal): Promise<IsolatedPlugin> {
  const supervisor = new Supervisor(setup, linkTo(setup));
  const giveUp = () => void supervisor.close();
  signal?.addEventListener("abort", giveUp);
  try {
    signal?.throwIfAborted();
    const { impls, projects, wanted } = await supervisor.start();
    // It may have been given up at the very moment at which it was there.
    signal?.throwIfAborted();
    return { plugin: makeStandIn(supervisor, impls), projects, files: supervisor.files, wanted };
  } catch (error) {
    await supervisor.close();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

function linkTo(setup: IsolatedSetup): Link {
  return setup.isolation === "worker" ? new WorkerLink(setup) : new ProcessLink(setup);
}
