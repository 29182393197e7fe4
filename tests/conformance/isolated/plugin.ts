import type { Outcome } from "../encode.ts";
import { makePlugin } from "../plugin.ts";
import type { Op, PluginDefinition } from "../scenario.ts";
import type { Stage } from "../stage.ts";
import type { SharedStage } from "./stage.ts";

/** What the plugin is to be. */
export interface Options {
  readonly definition: PluginDefinition;
  readonly stage: SharedStage;
}

/** Any plugin of any scenario, made where it is isolated. */
export default function create({ definition, stage }: Options): object {
  return makePlugin(new RemoteStage(stage), definition);
}

/** The scenario as it is seen from where a plugin is isolated. */
class RemoteStage implements Stage {
  readonly isAsync = true;
  readonly #host: SharedStage;
  readonly #alternate = { plain: true, wrapper: true };
  readonly #ran = new Set<string>();

  constructor(host: SharedStage) {
    this.#host = host;
  }

  emit(event: readonly unknown[]): void {
    // Not waited for, as not all functions could: it arrives before what is sent later. A failure ends this process.
    void this.#host.emit(event);
  }

  alternate(kind: "plain" | "wrapper"): boolean {
    return this.#alternate[kind] = !this.#alternate[kind];
  }

  firstRun(id: string): boolean {
    return this.#ran.size < this.#ran.add(id).size;
  }

  attempt(): never {
    throw new TypeError("Hooks of isolated plugins are asynchronous.");
  }

  attemptLater(op: Op): Promise<Outcome> {
    return this.#host.attemptLater(op);
  }

  malformed(problem: string): never {
    void this.#host.malformed(problem).catch(() => {});
    throw new Error(problem);
  }
}
