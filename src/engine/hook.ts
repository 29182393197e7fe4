import type { RememberedCall } from "./history.ts";
import type { HookImpl } from "./impl.ts";
import type { HookimplOptions } from "./marks.ts";
import type { Monitor } from "./monitor.ts";
import { ImplList } from "./order.ts";
import type { HookSpec } from "./spec.ts";
import type { WarningHandler } from "./warnings.ts";

/** What a hook needs from the manager that it belongs to. */
export interface HookEnvironment {
  /** Receives warnings. */
  readonly warn: WarningHandler;
  /** In the order in which they were added. */
  readonly monitors: readonly Monitor[];
  /** Reads the options that a marker left on a function. */
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
}

/** All that is known of one hook. Callers are made for it; it outlives the impls it has. */
export class Hook {
  readonly name: string;
  readonly env: HookEnvironment;
  /** Calls to replay to impls that come later. */
  readonly history: RememberedCall[] = [];
  readonly #impls = new ImplList();
  #spec: HookSpec | undefined;
  #version = 0;

  constructor(name: string, env: HookEnvironment, spec?: HookSpec) {
    this.name = name;
    this.env = env;
    this.#spec = spec;
  }

  /** Grows with each change that calls must see: callers lay out their calls anew when it has. */
  get version(): number {
    return this.#version;
  }

  get spec(): HookSpec | undefined {
    return this.#spec;
  }

  get historic(): boolean {
    return this.#spec?.opts.historic ?? false;
  }

  /** The impls in storage order. */
  impls(): readonly HookImpl[] {
    return this.#impls.snapshot();
  }

  setSpec(spec: HookSpec): void {
    this.#spec = spec;
    this.changed();
  }

  add(impl: HookImpl): void {
    this.#impls.add(impl);
    this.changed();
  }

  /** Says that an owner of impls of this hook has been marked as removed. */
  ownerRemoved(): void {
    this.#impls.ownerRemoved();
    this.changed();
  }

  changed(): void {
    this.#version++;
  }
}
