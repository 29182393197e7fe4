/**
 * What pytest's hooks are given in the small session of `session.ts`.
 *
 * @module
 */

import type { PytestManager } from "./manager.ts";

/** Options by name, as plugins declare them. */
export type Parser = Map<string, unknown>;

/** What a session was started with. */
export interface Config {
  readonly pluginmanager: PytestManager;
  readonly options: ReadonlyMap<string, unknown>;
}

/** One run. */
export interface Session {
  readonly config: Config;
  readonly items: Item[];
}

/** Something that items are collected from. */
export interface Collector {
  readonly path: string;
  readonly tests: Readonly<Record<string, () => void>>;
}

/** One test. */
export interface Item {
  readonly name: string;
  /** The file that it is in, such as `app/test_app`. */
  readonly path: string;
  readonly config: Config;
  run(): void;
}

/** How one part of a test went. */
export interface CallInfo {
  readonly when: "setup" | "call" | "teardown";
  readonly error?: unknown;
}

/** What is said of it. */
export interface Report {
  readonly name: string;
  readonly when: string;
  readonly outcome: string;
}
