import type { Shared } from "@tenon/tenon";
import type { Outcome } from "../encode.ts";
import type { Op } from "../scenario.ts";
import type { Stage } from "../stage.ts";

/** What isolated plugins reach of the scenario that they are part of: shared with each of them when it is made. */
export class HostStage {
  #stage: Stage | undefined;

  /** Takes the scenario, which can only begin once there are its plugins. */
  begin(stage: Stage): void {
    this.#stage = stage;
  }

  /** Records what happened. */
  emit(event: readonly unknown[]): void {
    this.#stage!.emit(event);
  }

  /** Runs an operation and gives its outcome. */
  attemptLater(op: Op): Promise<Outcome> {
    return this.#stage!.attemptLater(op);
  }

  /** Gives the scenario up. */
  malformed(problem: string): void {
    this.#stage!.malformed(problem);
  }
}

/** The members of {@linkcode HostStage} that plugins use. */
export const STAGE_MEMBERS = ["emit", "attemptLater", "malformed"] as const;

/** What plugins get of {@linkcode HostStage}. */
export type SharedStage = Shared<HostStage, typeof STAGE_MEMBERS[number]>;
