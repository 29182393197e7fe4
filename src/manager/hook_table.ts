import {
  type AnyCaller,
  closest,
  Hook,
  type HookEnvironment,
  type HookImpl,
  type HookimplOptions,
  type HookSpec,
  makeCaller,
  type Monitor,
  type WarningHandler,
} from "../engine/mod.ts";
import { addToRelay, makeRelay, unknownHook } from "./relay.ts";

interface KnownHook {
  readonly hook: Hook;
  readonly caller: AnyCaller;
}

/** The hooks of a manager, in the order in which they became known, and what they all share. */
export class HookTable implements HookEnvironment {
  readonly warn: WarningHandler;
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
  /** `pm.hook`. */
  readonly relay: object;
  readonly #project: string;
  readonly #hooks = new Map<string, KnownHook>();
  #monitors: readonly Monitor[] = [];

  constructor(project: string, warn: WarningHandler, readOptions: (fn: object) => HookimplOptions | undefined) {
    this.#project = project;
    this.warn = warn;
    this.readOptions = readOptions;
    this.relay = makeRelay(project);
  }

  get monitors(): readonly Monitor[] {
    return this.#monitors;
  }

  get(name: string): Hook | undefined {
    return this.#hooks.get(name)?.hook;
  }

  /** @throws {UnknownHookError} If there is no such hook. */
  known(name: string): KnownHook {
    const known = this.#hooks.get(name);
    if (known === undefined) throw unknownHook(this.#project, name, [...this.#hooks.keys()]);
    return known;
  }

  hooks(): Hook[] {
    return [...this.#hooks.values()].map(({ hook }) => hook);
  }

  /** The callers of some hooks, in the order in which the hooks became known. */
  callersOf(hooks: readonly Hook[]): AnyCaller[] {
    return [...this.#hooks.values()].filter(({ hook }) => hooks.includes(hook)).map(({ caller }) => caller);
  }

  /** The impls that must be for a declared hook, and are not. */
  pendingImpls(): HookImpl[] {
    return this.hooks()
      .filter((hook) => hook.spec === undefined && !hook.name.startsWith("_"))
      .flatMap((hook) => hook.impls().filter((impl) => !impl.optionalhook));
  }

  /** " Did you mean …?" with the nearest declared hook, or nothing. */
  guess(name: string): string {
    const declared = this.hooks().filter((hook) => hook.spec !== undefined).map((hook) => hook.name);
    const guess = closest(name, declared);
    return guess === undefined ? "" : ` Did you mean '${guess}'?`;
  }

  /** Finds a hook, or makes it known. */
  obtain(name: string, spec?: HookSpec): Hook {
    const known = this.#hooks.get(name);
    if (known !== undefined) {
      if (spec !== undefined) known.hook.setSpec(spec);
      return known.hook;
    }
    const hook = new Hook(name, this, spec);
    const caller = makeCaller(hook);
    this.#hooks.set(name, { hook, caller });
    addToRelay(this.relay, name, caller);
    return hook;
  }

  /** Adds a monitor around the calls of all hooks. Gives the function that takes it away again, in any order. */
  addMonitor(monitor: Monitor): () => void {
    this.#setMonitors([...this.#monitors, monitor]);
    return () => this.#setMonitors(this.#monitors.filter((other) => other !== monitor));
  }

  #setMonitors(monitors: readonly Monitor[]): void {
    this.#monitors = monitors;
    for (const { hook } of this.#hooks.values()) hook.changed();
  }
}
