import type { SandboxLimits } from "../sandbox/limits.ts";
import type { LockUse } from "./lock/use.ts";
import type { GrantInput } from "./permissions.ts";
import type { ReadAhead } from "./read_ahead.ts";
import type { Slots } from "./slots.ts";
import type { LoadObserver, LoadTarget } from "./target.ts";

/** What the entries of a manifest have in common. */
export interface Surroundings {
  readonly target: LoadTarget;
  /** What relative specifiers are relative to. */
  readonly base: URL | undefined;
  /** Where the manifest was fetched from, if it was. */
  readonly fetchedFrom: URL | undefined;
  /** How long loading a plugin may take, in milliseconds, where its entry does not say. */
  readonly timeoutMs: number;
  /** The same for an isolated plugin. */
  readonly startMs: number;
  /** What the host's code grants, by plugin. */
  readonly grants: Readonly<Record<string, GrantInput>>;
  /** What isolated plugins are held to, as far as it is not the default. */
  readonly limits: Partial<SandboxLimits>;
  /** Keeps too many isolated plugins from being started at the same time. */
  readonly starts: Slots;
  /** Where the local plugins are, by name. */
  readonly locals: ReadonlyMap<string, URL>;
  /** The lock modules and configuration files, there or not yet, that decide what runs in the host. */
  readonly deciding: readonly URL[];
  /** The plugins that a lock module imports by literal specifiers. */
  readonly lock: LockUse;
  /** Has local plugins read before they are imported; nothing where what is imported is followed. */
  readonly ahead: ReadAhead | undefined;
  readonly observer: LoadObserver;
}
