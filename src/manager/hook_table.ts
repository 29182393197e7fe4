import {
  type AnyCaller,
  errorText,
  Hook,
  type HookEnvironment,
  type HookImpl,
  type HookimplOptions,
  type HookSpec,
  type ImplOwner,
  InFlight,
  type LastFailure,
  type LateAnswer,
  makeCaller,
  type Monitor,
  type Policy,
  type SkippedError,
  type WarningHandler,
} from "../engine/mod.ts";
import type { Events } from "./events.ts";
import type { PluginRecord } from "./registry.ts";
import { RelayMaker, unknownHook } from "./relay.ts";

interface KnownHook {
  readonly hook: Hook;
  readonly caller: AnyCaller;
}

/** What the hooks of a manager share, as its options say it. */
export interface TableOptions {
  readonly project: string;
  readonly warn: WarningHandler;
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
  readonly policy: Policy;
  readonly quarantineAfter: number | undefined;
  readonly events: Events;
  readonly quarantine: (owner: ImplOwner, failure: LastFailure) => void;
}

/**
 * The hooks of a manager, in the order in which they became known, and what they all share. The table of a scope has hooks
 * of its own over those of its parent, made when they are first asked for.
 */
export class HookTable implements HookEnvironment {
  readonly warn: WarningHandler;
  readonly readOptions: (fn: object) => HookimplOptions | undefined;
  readonly policy: Policy;
  readonly quarantineAfter: number | undefined;
  readonly inFlight: InFlight;
  readonly quarantine: (owner: ImplOwner, failure: LastFailure) => void;
  readonly #project: string;
  readonly #events: Events;
  readonly #parent: HookTable | undefined;
  readonly #hooks = new Map<string, KnownHook>();
  /** Hooks that scopes know and this manager does not, or does not any more. When it learns of one, it is the same. */
  readonly #hidden = new Map<string, KnownHook>();
  readonly #relay: RelayMaker;
  /** Hooks that are to let go of plugins that are gone. */
  #releasing: Hook[] = [];
  #monitors: readonly Monitor[] = [];

  constructor(options: TableOptions, parent?: HookTable) {
    this.#project = options.project;
    this.warn = options.warn;
    this.readOptions = options.readOptions;
    this.policy = options.policy;
    this.quarantineAfter = options.quarantineAfter;
    this.quarantine = options.quarantine;
    this.#events = options.events;
    this.#parent = parent;
    // Calls of a scope may use plugins of its parent, so that all are waited for together.
    this.inFlight = parent?.inFlight ?? new InFlight();
    this.#relay = new RelayMaker(
      this.#project,
      parent === undefined ? undefined : parent.#relay,
      (name) => this.known(name).caller,
    );
  }

  /** `pm.hook`. */
  get relay(): object {
    return this.#relay.relay;
  }

  get monitors(): readonly Monitor[] {
    const above = this.#parent?.monitors;
    return above === undefined || above.length === 0 ? this.#monitors : [...above, ...this.#monitors];
  }

  skipped(event: SkippedError): void {
    if (this.#events.emit("skip", event)) return;
    const { plugin, hook, error } = event;
    this.warn({
      code: "skipped",
      message: `plugin '${plugin}' failed in hook '${hook}' and was skipped: ${errorText(error)}`,
      hook,
      plugin,
      error,
    });
  }

  late(event: LateAnswer): void {
    this.#events.emit("late", event);
  }

  get(name: string): Hook | undefined {
    return this.#find(name)?.hook;
  }

  /** @throws {UnknownHookError} If there is no such hook. */
  known(name: string): KnownHook {
    const known = this.#find(name);
    if (known === undefined) throw unknownHook(this.#project, name, this.#names());
    return known;
  }

  hooks(): Hook[] {
    return this.#names().map((name) => this.get(name)!);
  }

  /** The callers of the hooks that some impls are for, in the order in which the hooks became known. */
  callersOf(impls: readonly HookImpl[]): AnyCaller[] {
    const names = new Set(impls.map((impl) => impl.hookName));
    return this.#names().filter((name) => names.has(name)).map((name) => this.known(name).caller);
  }

  /** The impls that must be for a declared hook, and are not. */
  pendingImpls(): HookImpl[] {
    return this.hooks()
      .filter((hook) => hook.spec === undefined && !hook.name.startsWith("_"))
      .flatMap((hook) => hook.impls().filter((impl) => !impl.optionalhook));
  }

  /** The names of the hooks that have a spec. */
  declared(): string[] {
    return this.hooks().filter((hook) => hook.spec !== undefined).map((hook) => hook.name);
  }

  /** Finds a hook, or makes it known. */
  obtain(name: string, spec?: HookSpec): Hook {
    const known = this.#find(name)?.hook;
    const hook = known ?? this.#learn(name).hook;
    if (spec !== undefined) hook.setSpec(spec);
    return hook;
  }

  /** Takes back that a hook was made known, if nothing has come of it. */
  forget(name: string): void {
    const known = this.#hooks.get(name);
    if (known === undefined || known.hook.spec !== undefined || known.hook.impls().length > 0) return;
    this.#hooks.delete(name);
    // Scopes and who else has seen it keep it.
    this.#hidden.set(name, known);
    this.#relay.remove(name);
  }

  /** Takes out the impls of a plugin, and soon has their hooks let go of it. */
  remove(record: PluginRecord): void {
    record.removed = true;
    for (const impl of record.impls) {
      const hook = this.get(impl.hookName);
      if (hook === undefined) continue;
      hook.ownerRemoved();
      this.#releaseSoon(hook);
    }
  }

  /** Puts the impls of a plugin in the places of those of another, which is gone then. */
  replace(old: PluginRecord, record: PluginRecord): void {
    const added = record.byHook();
    for (const name of new Set([...old.byHook().keys(), ...added.keys()])) {
      this.obtain(name).replace(old, added.get(name) ?? []);
    }
    old.removed = true;
    for (const impl of old.impls) {
      const hook = this.get(impl.hookName);
      if (hook !== undefined) this.#releaseSoon(hook);
    }
  }

  /** Has the hooks of a plugin lay out their calls anew. */
  changed(record: PluginRecord): void {
    for (const impl of record.impls) this.get(impl.hookName)?.changed();
  }

  /** Has a hook let go of plugins that are gone, once for however many go now. */
  #releaseSoon(hook: Hook): void {
    if (hook.releases) return;
    hook.releases = true;
    if (this.#releasing.push(hook) > 1) return;
    queueMicrotask(() => {
      const hooks = this.#releasing;
      this.#releasing = [];
      for (const each of hooks) each.release();
    });
  }

  /** Adds a monitor around the calls of all hooks. Gives the function that takes it away again, in any order. */
  addMonitor(monitor: Monitor): () => void {
    this.#setMonitors([...this.#monitors, monitor]);
    return () => this.#setMonitors(this.#monitors.filter((other) => other !== monitor));
  }

  #setMonitors(monitors: readonly Monitor[]): void {
    this.#monitors = monitors;
    for (const { hook } of [...this.#hooks.values(), ...this.#hidden.values()]) hook.changed();
  }

  #names(): string[] {
    return this.#parent === undefined
      ? [...this.#hooks.keys()]
      : [...new Set([...this.#parent.#names(), ...this.#hooks.keys()])];
  }

  #find(name: string): KnownHook | undefined {
    const known = this.#hooks.get(name);
    if (known !== undefined || this.#parent?.get(name) === undefined) return known;
    return this.#learn(name);
  }

  #learn(name: string): KnownHook {
    const known = this.#hidden.get(name) ?? this.#make(name);
    this.#hidden.delete(name);
    this.#hooks.set(name, known);
    this.#relay.add(name, known.caller);
    return known;
  }

  #make(name: string): KnownHook {
    const hook = new Hook(name, this, this.#parent === undefined ? undefined : this.#parent.#below(name));
    return { hook, caller: makeCaller(hook) };
  }

  /** The hook that is to be the parent of a scope's. */
  #below(name: string): Hook {
    let known = this.#find(name) ?? this.#hidden.get(name);
    if (known === undefined) this.#hidden.set(name, known = this.#make(name));
    return known.hook;
  }
}
